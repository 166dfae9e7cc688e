public import KnowledgePacks
public import TextAnalysis
package import TextClassification

extension IntentMatcher {
    /// How many times a word that no dictionary has must stand in the examples to be taken for a word, not a slip.
    private static let leastUses = 3

    /// Trains a matcher on a pack's examples.
    ///
    /// - Parameter commonWords: The language's common words, the most common first.
    /// - Parameter progress: Called with the share done, 0...1.
    public static func train(
        _ pack: KnowledgePack, commonWords: WordList, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> IntentMatcher {
        train(pack, commonWords: commonWords, options: TextClassifier.Options(), progress: progress)
    }

    package static func train(
        _ pack: KnowledgePack, commonWords: WordList, options: TextClassifier.Options,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> IntentMatcher {
        let spelling = SpellingRepair(domain: domainWords(pack, commonWords), common: commonWords)
        func terms(_ text: String) -> [String] { spelling.repair(Utterance(text)).utterance.terms.map(\.text) }

        var examples: [Example] = []
        var groups: [Int] = []
        var group = 0
        for (label, intent) in pack.intents.enumerated() {
            for line in intent.examples + [[intent.title]] {
                for text in line {
                    examples.append(Example(text: text, intent: label))
                    groups.append(group)
                }
                group += 1
            }
        }
        let set = TrainingSet(
            texts: examples.map { terms($0.text) }, labels: examples.map(\.intent), groups: groups,
            labelCount: pack.intents.count,
            counterexamples: pack.intents.enumerated().flatMap { label, intent in
                intent.counterexamples.map { (terms($0), label) }
            })
        let classifier = TextClassifier.train(set, phrases: marks(pack), options: options, progress: progress)
        return IntentMatcher(
            intents: pack.intents.map(\.id), examples: examples, classifier: classifier, spelling: spelling)
    }

    /// Synonyms as one mark a meaning, keywords as one mark an intent.
    private static func marks(_ pack: KnowledgePack) -> PhraseTable {
        var table = PhraseTable()
        for meaning in pack.vocabulary.synonyms { table.add("same as '\(meaning[0])'", phrases: meaning) }
        for intent in pack.intents where !intent.keywords.isEmpty {
            table.add("keyword of \(intent.id)", phrases: intent.keywords)
        }
        return table
    }

    /// The words of the pack, the most used first: what a dictionary knows, what the authors list, and what is used often
    /// enough to be no slip of the finger.
    private static func domainWords(_ pack: KnowledgePack, _ common: WordList) -> WordList {
        var uses: [String: Int] = [:]
        var listed: Set<String> = []
        for intent in pack.intents {
            for text in intent.examples.joined() {
                for term in Utterance(text).terms where term.kind == .word { uses[term.text, default: 0] += 1 }
            }
            for text in intent.keywords + [intent.title] {
                for term in Utterance(text).terms where term.kind == .word { listed.insert(term.text) }
            }
        }
        for text in pack.vocabulary.synonyms.joined() {
            for term in Utterance(text).terms where term.kind == .word { listed.insert(term.text) }
        }
        for word in listed { uses[word, default: 0] += 1 }
        let words = uses.filter { word, count in
            common.contains(word) || listed.contains(word) || count >= leastUses
        }
        return WordList(words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key))
    }
}
