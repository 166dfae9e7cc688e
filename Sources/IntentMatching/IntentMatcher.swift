public import TextAnalysis
package import TextClassification

/// Maps an utterance to the intents of a pack.
///
/// Trained from the pack's examples alone; immutable afterwards, so any number of threads may use one.
public struct IntentMatcher: Sendable {
    /// Intent ids in the order of the classifier's labels, which is that of the pack.
    package let intents: [String]
    /// What the classifier was trained on, in its order.
    package let examples: [Example]
    package let classifier: TextClassifier
    package let spelling: SpellingRepair

    /// One sentence that stands for an intent.
    package struct Example: Sendable, Codable, Equatable {
        package var text: String
        /// The place of its intent in ``IntentMatcher/intents``.
        package var intent: Int

        package init(text: String, intent: Int) {
            self.text = text
            self.intent = intent
        }
    }

    package init(
        intents: [String], examples: [Example], classifier: TextClassifier, spelling: SpellingRepair
    ) {
        self.intents = intents
        self.examples = examples
        self.classifier = classifier
        self.spelling = spelling
    }

    /// Ranks all intents against an utterance.
    ///
    /// - Complexity: O(*n* · *I*), the n-grams of the utterance times the intents.
    public func match(_ utterance: Utterance) -> Matches {
        let (repaired, repairs) = spelling.repair(utterance)
        let terms = repaired.terms.map(\.text)
        let ranking = classifier.rank(terms)
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
    /// Whether the utterance looks like something that the pack's examples are about.
    public let isInScope: Bool
    /// Whether the best intent leads the next one clearly.
    public let isClear: Bool
    /// The utterance's words as they were compared.
    public let terms: [String]
    public let repairs: [SpellingRepair.Repair]
    package let ranking: TextClassifier.Ranking
}
