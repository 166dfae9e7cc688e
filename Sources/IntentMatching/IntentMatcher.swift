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

    package init(
        intents: [String], examples: [LabelledExamples.Example], classifier: TextClassifier, spelling: SpellingRepair,
        encoder: SentenceEncoder?, encodedTexts: [String] = [], encodedVectors: [[Float]] = []
    ) {
        self.intents = intents
        self.examples = examples
        self.classifier = classifier
        self.spelling = spelling
        self.encoder = encoder
        self.encodedTexts = encodedTexts
        self.encodedVectors = encodedVectors
    }

    /// Whether sentences are read as a whole, not by their words alone.
    public var isSemantic: Bool { encoder != nil }

    /// Ranks all intents against an utterance.
    ///
    /// - Complexity: O(*n* · *I*), the n-grams of the utterance times the intents, after encoding the sentence.
    public func match(_ utterance: Utterance) -> Matches {
        let (repaired, repairs) = spelling.repair(utterance)
        let terms = repaired.terms.map(\.text)
        let sentence = terms.isEmpty ? nil : encoder?.encode(repaired.sentence)
        let ranking = classifier.rank(terms, sentence: sentence)
        let matches = ranking.order.map {
            Match(intent: intents[$0], score: ranking.logits[$0], confidence: ranking.confidences[$0])
        }
        return Matches(
            ranked: matches, isInScope: ranking.inScope, isClear: ranking.clear, terms: terms, repairs: repairs,
            ranking: ranking)
    }
}

/// One intent's claim on an utterance.
public struct Match: Sendable, Hashable {
    public let intent: String
    /// Unbounded; compares only within one utterance.
    public let score: Float
    /// 0...1, calibrated on held-out examples.
    public let confidence: Double
}

/// All intents, best first, and whether any of them fits.
public struct Matches: Sendable {
    public let ranked: [Match]
    /// Whether the utterance looks like something that the examples are about.
    public let isInScope: Bool
    /// Whether the best intent leads the next one clearly.
    public let isClear: Bool
    /// The utterance's words as they were compared.
    public let terms: [String]
    public let repairs: [SpellingRepair.Repair]
    package let ranking: TextClassifier.Ranking
}
