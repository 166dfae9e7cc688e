package import SentenceEncoding
public import TextAnalysis
package import TextClassification

/// Maps an utterance to intents.
///
/// Trained from examples alone; immutable afterwards, so any number of threads may use one.
public struct IntentMatcher: Sendable {
    /// Intent ids in the order of the classifier's labels.
    package let intents: [String]
    /// What the classifier was trained on, in its order.
    package let examples: [LabelledExamples.Example]
    package let classifier: TextClassifier
    package let spelling: SpellingRepair
    /// Gives the sentence vector of a question; `nil` when matching by words alone.
    package let encoder: SentenceEncoder?
    /// What was encoded for training and its vectors, kept so that another training encodes only what is new. Empty without an
    /// encoder, and in a matcher that was read from a file.
    package let encodedTexts: [String]
    package let encodedVectors: [[Float]]
    /// What the encoder gave of each example, rounded to 8 bits, so that a question which equals one need not be encoded;
    /// `nil` without an encoder.
    package let exampleFeatures: QuantizedRows?
    /// The hash of each example as it is compared, in the order of ``examples``: a question that equals one takes its vector.
    package let exampleKeys: [UInt64]
    private let placesByKey: [UInt64: Int]
    private let cache = TextCache<Matches>()

    package init(
        intents: [String], examples: [LabelledExamples.Example], classifier: TextClassifier, spelling: SpellingRepair,
        encoder: SentenceEncoder?, exampleFeatures: QuantizedRows?, exampleKeys: [UInt64], encodedTexts: [String] = [],
        encodedVectors: [[Float]] = []
    ) {
        self.intents = intents
        self.examples = examples
        self.classifier = classifier
        self.spelling = spelling
        self.encoder = encoder
        self.encodedTexts = encodedTexts
        self.encodedVectors = encodedVectors
        self.exampleFeatures = exampleFeatures
        self.exampleKeys = exampleKeys
        placesByKey = Dictionary(zip(exampleKeys, exampleKeys.indices)) { first, _ in first }
    }

    /// Whether sentences are read as a whole, not by their words alone.
    public var isSemantic: Bool { encoder != nil }

    /// Ranks all intents against an utterance.
    ///
    /// A text that was ranked before, or that equals an example, is not encoded again.
    /// - Complexity: O(*n* · *I*), the n-grams of the utterance times the intents, after encoding the sentence.
    public func match(_ utterance: Utterance) -> Matches {
        let (repaired, repairs) = spelling.repair(utterance)
        let sentence = repaired.sentence
        // Repairs are told with the matches, so a text and its misspelling are not the same entry; no sentence
        // holds a line feed.
        let key = repairs.isEmpty ? sentence : "\n" + utterance.sentence
        if let known = cache.value(for: key) { return known }
        let matches = rank(repaired, sentence, repairs)
        cache.keep(matches, for: key)
        return matches
    }

    private func rank(
        _ utterance: Utterance, _ sentence: String, _ repairs: [SpellingRepair.Repair]
    ) -> Matches {
        let terms = utterance.terms.map(\.text)
        let ranking = classifier.rank(terms, sentence: terms.isEmpty ? nil : vector(of: sentence))
        return Matches(
            ranked: RankedIntents(intents: intents, ranking: ranking), isInScope: ranking.inScope,
            isClear: ranking.clear, terms: terms, repairs: repairs, ranking: ranking)
    }

    /// The words and the encoder's features of an utterance, as ``match(_:)`` reads it; for other classifiers of the same message.
    package func read(_ utterance: Utterance) -> (terms: [String], sentence: [Float]?) {
        let matches = match(utterance)
        return (matches.terms, matches.ranking.sentence)
    }

    /// The intent of the example that an utterance equals word for word; `nil` when it equals none.
    package func intent(ofExampleEqualTo utterance: Utterance) -> String? {
        placesByKey[Self.key(utterance.sentence)].map { intents[examples[$0].intent] }
    }

    /// What a sentence is known by among the examples.
    static func key(_ sentence: String) -> UInt64 { TextHash.of(sentence, seed: 5) }

    private func vector(of sentence: String) -> [Float]? {
        guard let encoder else { return nil }
        if let exampleFeatures, let place = placesByKey[Self.key(sentence)] {
            return exampleFeatures.elements(ofRow: place)
        }
        return encoder.features(of: sentence)
    }
}
