public import TextAnalysis
package import TextClassification

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
    public let ranked: RankedIntents
    /// Whether the utterance looks like something that the examples are about.
    public let isInScope: Bool
    /// Whether the best intent leads the next one clearly.
    public let isClear: Bool
    /// The utterance's words as they were compared.
    public let terms: [String]
    public let repairs: [SpellingRepair.Repair]
    package let ranking: TextClassifier.Ranking
}

/// All intents with their scores, best first: a view of a ranking, as hardly anybody looks at more than the first few.
public struct RankedIntents: RandomAccessCollection, Sendable {
    let intents: [String]
    let ranking: TextClassifier.Ranking

    public var startIndex: Int { 0 }
    public var endIndex: Int { ranking.order.count }

    public subscript(place: Int) -> Match {
        let label = ranking.order[place]
        return Match(intent: intents[label], score: ranking.logits[label], confidence: ranking.confidences[label])
    }
}
