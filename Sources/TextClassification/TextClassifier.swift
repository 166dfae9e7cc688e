import SentenceEncoding

/// From a text's terms and its sentence vector to label scores, confidences and whether the text is of this world at all.
///
/// One kernel ridge regression over words, characters and, when there is an encoder, the sentence vector: words keep what the
/// vector blurs (drug names, numbers), the vector reads what words cannot. Immutable once trained; any number of threads may use it.
package struct TextClassifier: Sendable {
    package let space: FeatureSpace
    package let ridge: KernelRidge
    /// The texts that it was trained on, the counterexamples behind the others.
    package let neighbours: Neighbours
    /// How many of the neighbours are no counterexamples.
    package let exampleCount: Int
    package let calibration: Calibration
    package let labelCount: Int
    /// How fast likeness falls with distance; see ``SentenceKernel/radial(gamma:)``.
    package let gamma: Float

    package struct Options: Sendable {
        package var features = FeatureOptions()
        package var ridge = KernelRidge.Options()
        /// γ of the radial kernel by which sentences are compared. 0.7 to 1.5 is flat.
        package var gamma: Float = 1
        package init() {}
    }

    package init(
        space: FeatureSpace, ridge: KernelRidge, neighbours: Neighbours, exampleCount: Int, calibration: Calibration,
        labelCount: Int, gamma: Float
    ) {
        self.space = space
        self.ridge = ridge
        self.neighbours = neighbours
        self.exampleCount = exampleCount
        self.calibration = calibration
        self.labelCount = labelCount
        self.gamma = gamma
    }

    /// What a text scored.
    package struct Ranking: Sendable {
        /// The lexical features.
        package let features: SparseVector
        /// What the encoder gave: ``SentenceEncoder/featureCount`` elements.
        package let sentence: [Float]?
        /// One element a label: about 1 for the label it has and 0 for the others, but unbounded.
        package let logits: [Float]
        /// One element a label, 0...1, calibrated.
        package let confidences: [Double]
        /// Labels, best first; equal scores in label order.
        package let order: [Int]
        package let nearestExample: Int
        package let cosine: Float
        package let gate: Double
        package let inScope: Bool
        /// Whether the best label leads clearly.
        package let clear: Bool
    }

    /// - Parameter sentence: The text's features of the encoder; needed when the classifier was trained with them.
    /// - Complexity: O((*n* + *N*) · *L*) in features, training texts and labels.
    package func rank(_ terms: [String], sentence: [Float]? = nil) -> Ranking {
        let features = space.vector(terms)
        let (likenesses, nearest) = neighbours.compare(
            features, sentence: sentence, gamma: gamma, nearestAmong: exampleCount)
        let logits = ridge.scores(features, likenesses: likenesses)
        let confidences = Softmax.probabilities(logits, temperature: calibration.temperature)
        let order = Self.bestFirst(logits)
        let best = order.first ?? 0
        let gate = calibration.gate(score: logits[best], cosine: nearest.cosine)
        let lead = order.count > 1 ? confidences[order[0]] - confidences[order[1]] : 1
        let isEmpty = features.columns.isEmpty && sentence == nil
        return Ranking(
            features: features, sentence: sentence, logits: logits, confidences: confidences, order: order,
            nearestExample: nearest.example, cosine: nearest.cosine, gate: gate,
            inScope: !isEmpty && gate >= calibration.threshold, clear: lead >= calibration.margin)
    }

    /// The places of scores, largest first; equal ones in their order.
    private static func bestFirst(_ scores: [Float]) -> [Int] {
        // The score in the upper half, so that smaller is better, and its place in the lower: whole numbers sort several times as
        // fast as what a closure compares.
        var keys = scores.indices.map { place -> UInt64 in
            let bits = (scores[place] + 0).bitPattern
            let ascending = bits >> 31 == 1 ? ~bits : bits | 1 << 31
            return UInt64(~ascending) << 32 | UInt64(place)
        }
        keys.sort()
        return keys.map { Int($0 & 0xFFFF_FFFF) }
    }

    /// How much one lexical feature adds to a label's score above the mean of all labels.
    package func contribution(of column: UInt32, value: Float, to label: Int) -> Float {
        value * Self.aboveMean(ridge.lexical.elements(ofRow: Int(column)), label)
    }

    /// How much the sentence vector as a whole adds to a label's score above the mean of all labels.
    package func sentenceContribution(_ ranking: Ranking, to label: Int) -> Float? {
        let likenesses = neighbours.likenesses(sentence: ranking.sentence, gamma: gamma)
        guard !likenesses.isEmpty else { return nil }
        var sum: Float = 0
        for (text, likeness) in likenesses.enumerated() {
            sum += likeness * Self.aboveMean(ridge.texts.elements(ofText: text), label)
        }
        return sum
    }

    private static func aboveMean(_ weights: [Float], _ label: Int) -> Float {
        var sum: Float = 0
        for weight in weights { sum += weight }
        return weights[label] - sum / Float(weights.count)
    }
}
