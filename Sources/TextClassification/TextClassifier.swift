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
    /// How fast likeness falls with distance; see ``KernelRidge/Options/gamma``.
    package let gamma: Float

    package struct Options: Sendable {
        package var features = FeatureOptions()
        package var ridge = KernelRidge.Options()
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
        let (likenesses, cosines) = neighbours.likenesses(features, sentence: sentence, gamma: gamma)
        let logits = ridge.scores(features, likenesses: likenesses)
        let (example, cosine) = Self.nearest(cosines.prefix(exampleCount))
        let confidences = Softmax.probabilities(logits, temperature: calibration.temperature)
        let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        let best = order.first ?? 0
        let gate = calibration.gate(score: logits[best], cosine: cosine)
        let lead = order.count > 1 ? confidences[order[0]] - confidences[order[1]] : 1
        let isEmpty = features.columns.isEmpty && sentence == nil
        return Ranking(
            features: features, sentence: sentence, logits: logits, confidences: confidences, order: order,
            nearestExample: example, cosine: cosine, gate: gate,
            inScope: !isEmpty && gate >= calibration.threshold, clear: lead >= calibration.margin)
    }

    /// The label scores alone, for those who need no gate.
    package func scores(_ terms: [String], sentence: [Float]? = nil) -> [Float] {
        let features = space.vector(terms)
        return ridge.scores(
            features, likenesses: neighbours.likenesses(features, sentence: sentence, gamma: gamma).likenesses)
    }

    /// The closest example and its cosine; the first of equals, example 0 with 0 when there is none.
    private static func nearest(_ cosines: ArraySlice<Float>) -> (example: Int, cosine: Float) {
        var (best, most): (Int, Float) = (0, cosines.first ?? 0)
        cosines.withUnsafeBufferPointer { cosines in
            for place in cosines.indices where cosines[place] > most { (best, most) = (place, cosines[place]) }
        }
        return (best, most)
    }

    /// How much one lexical feature adds to a label's score above the mean of all labels.
    package func contribution(of column: UInt32, value: Float, to label: Int) -> Float {
        value * Self.aboveMean(ridge.lexical.elements(ofRow: Int(column)), label)
    }

    /// How much the sentence vector as a whole adds to a label's score above the mean of all labels.
    package func sentenceContribution(_ ranking: Ranking, to label: Int) -> Float? {
        let likenesses = neighbours.likenesses(ranking.features, sentence: ranking.sentence, gamma: gamma).likenesses
        guard !likenesses.isEmpty else { return nil }
        var sum: Float = 0
        for (text, likeness) in likenesses.enumerated() {
            sum += likeness * Self.aboveMean(ridge.texts.elements(ofRow: text), label)
        }
        return sum
    }

    private static func aboveMean(_ weights: [Float], _ label: Int) -> Float {
        var sum: Float = 0
        for weight in weights { sum += weight }
        return weights[label] - sum / Float(weights.count)
    }
}
