public import SentenceEncoding
public import TextAnalysis
package import TextClassification

extension IntentMatcher {
    /// The share of the work that encoding is, for the progress bar.
    private static let encodingShare = 0.3

    /// Trains a matcher.
    ///
    /// - Parameters:
    ///   - commonWords: The language's common words, the most common first.
    ///   - encoder: Gives sentence vectors; `nil` to match by words alone.
    ///   - knownVectors: Vectors that this encoder gave before, by the text that it encoded.
    ///   - progress: Called with the share done, 0...1.
    public static func train(
        _ labelled: LabelledExamples, commonWords: WordList, encoder: SentenceEncoder?,
        knownVectors: [String: [Float]] = [:], progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> IntentMatcher {
        train(
            labelled, commonWords: commonWords, encoder: encoder, knownVectors: knownVectors,
            options: TextClassifier.Options(), progress: progress)
    }

    package static func train(
        _ labelled: LabelledExamples, commonWords: WordList, encoder: SentenceEncoder?,
        knownVectors: [String: [Float]] = [:], options: TextClassifier.Options,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> IntentMatcher {
        let spelling = SpellingRepair(domain: domainWords(labelled), common: commonWords)
        let read = labelled.examples.map { spelling.repair(Utterance($0.text)).utterance }
        let readCounter = labelled.counterexamples.map { spelling.repair(Utterance($0.text)).utterance }
        let texts = read.map { $0.terms.map(\.text) }
        let counterTexts = readCounter.map { $0.terms.map(\.text) }
        let sentences = encoder == nil ? [] : (read + readCounter).map(\.sentence)
        let vectors = encoder.map { encoder in
            encode(sentences, encoder, knownVectors) { progress($0 * encodingShare) }
        }
        let set = TrainingSet(
            texts: texts, labels: labelled.examples.map(\.intent), groups: labelled.examples.map(\.group),
            labelCount: labelled.intents.count, vectors: vectors.map { Array($0.prefix(texts.count)) },
            counterexamples: labelled.counterexamples.indices.map { place in
                TrainingSet.Counterexample(
                    terms: counterTexts[place], label: labelled.counterexamples[place].intent,
                    vector: vectors?[texts.count + place])
            })
        let done = encoder == nil ? 0 : encodingShare
        let classifier = TextClassifier.train(set, phrases: marks(labelled), options: options) {
            progress(done + $0 * (1 - done))
        }
        return IntentMatcher(
            intents: labelled.intents, examples: labelled.examples, classifier: classifier, spelling: spelling,
            encoder: encoder, exampleFeatures: set.vectors.map(exampleFeatures),
            exampleKeys: read.map { key($0.sentence) }, encodedTexts: sentences,
            encodedVectors: vectors ?? [])
    }

    private static func encode(
        _ sentences: [String], _ encoder: SentenceEncoder, _ known: [String: [Float]],
        progress: @escaping @Sendable (Double) -> Void
    ) -> [[Float]] {
        let missing = sentences.indices.filter { known[sentences[$0]] == nil }
        let encodings = encoder.features(of: missing.map { sentences[$0] }, threads: 2) { done in
            progress(Double(done) / Double(missing.count))
        }
        var vectors = sentences.map { known[$0] ?? [] }
        for (place, vector) in zip(missing, encodings) { vectors[place] = vector }
        return vectors
    }

    private static func exampleFeatures(_ vectors: [[Float]]) -> QuantizedRows {
        let rows = FloatRows(rows: vectors.count, columns: SentenceEncoder.featureCount)
        for (row, vector) in vectors.enumerated() { rows.write(vector, toRow: row) }
        return QuantizedRows(rows, .eightBits)
    }

    /// Synonyms as one mark a meaning, keywords as one mark an intent.
    private static func marks(_ labelled: LabelledExamples) -> PhraseTable {
        var table = PhraseTable()
        for meaning in labelled.synonyms { table.add("a word for '\(meaning[0])'", phrases: meaning) }
        for (intent, keywords) in zip(labelled.intents, labelled.keywords) where !keywords.isEmpty {
            table.add("a keyword of \(intent)", phrases: keywords)
        }
        return table
    }

    /// The words of the examples and of the authors' lists, the most used first.
    ///
    /// A word that stands in one example is known, even when no dictionary has it: repairing rare words of the examples cost
    /// half a point on HWU64 and CLINC150 at 10 examples an intent.
    private static func domainWords(_ labelled: LabelledExamples) -> WordList {
        var uses: [String: Int] = [:]
        for text in labelled.examples.map(\.text) + Array(labelled.synonyms.joined())
            + Array(labelled.keywords.joined())
        {
            for term in Utterance(text).terms where term.kind == .word { uses[term.text, default: 0] += 1 }
        }
        return WordList(uses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key))
    }
}
