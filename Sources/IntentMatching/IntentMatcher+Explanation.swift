package import TextAnalysis
import TextClassification

extension IntentMatcher {
    /// The language's common words, for those who repair spelling for another purpose.
    package var commonWords: WordList { spelling.common }

    /// Each word feature and mark of an utterance, and how far it moves the score of the intent at `rank` above the mean;
    /// all character n-grams of one word as one feature, `(word)~`.
    package func contributions(_ matches: Matches, rank: Int) -> [(name: String, weight: Float)] {
        guard matches.ranking.order.indices.contains(rank) else { return [] }
        let label = matches.ranking.order[rank]
        let features = matches.ranking.features
        var contributions = classifier.space.named(matches.terms).map { name, columns in
            var sum: Float = 0
            for column in columns {
                guard let place = features.columns.firstIndex(of: column) else { continue }
                sum += classifier.contribution(of: column, value: features.values[place], to: label)
            }
            return (name: name, weight: sum)
        }
        if let sentence = classifier.sentenceContribution(matches.ranking, to: label) {
            contributions.insert(("the sentence as a whole", sentence), at: 0)
        }
        return contributions
    }

    /// The closest examples, best first; equal ones in the order of the pack.
    package func nearestExamples(_ matches: Matches, limit: Int) -> [(text: String, intent: String, cosine: Float)] {
        let cosines = classifier.neighbours.cosines(matches.ranking.features, sentence: matches.ranking.sentence)
        let order = cosines.indices.sorted { (cosines[$1], $0) < (cosines[$0], $1) }
        return order.prefix(limit).filter { cosines[$0] > 0 && examples.indices.contains($0) }.map {
            (examples[$0].text, intents[examples[$0].intent], cosines[$0])
        }
    }
}
