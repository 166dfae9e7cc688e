import Dispatch
import SentenceEncoding
import Synchronization

/// From a text's terms and its sentence vector to label scores, confidences and whether the text is of this world at all.
///
/// One kernel ridge regression over words, characters and, when there is an encoder, the sentence vector: words keep what the
/// vector blurs (drug names, numbers), the vector reads what words cannot. Immutable once trained; any number of threads may use it.
package struct TextClassifier: Sendable {
    package let space: FeatureSpace
    package let ridge: KernelRidge
    /// The texts that it was trained on, the counterexamples behind the others; or those of them that are landmarks.
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
        /// With how many of the texts a sentence is compared, a multiple of 16; `nil` for all. What every text says is still learnt
        /// from: see ``LandmarkMap``.
        package var landmarkCount: Int?
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

    // MARK: - Training

    /// Trains on all texts, and learns thresholds from what each text scores while its group is held out.
    ///
    /// Uses all processors; the result does not depend on their number.
    /// - Parameter progress: Called with the share done, 0...1.
    package static func train(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: (Double) -> Void = { _ in }
    ) -> TextClassifier {
        trainWithHeldOut(set, phrases: phrases, options: options, progress: progress).classifier
    }

    /// Trains as ``train(_:phrases:options:progress:)`` does, and gives what each text scored while it was held out.
    package static func trainWithHeldOut(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: (Double) -> Void = { _ in }
    ) -> (classifier: TextClassifier, heldOut: [Calibration.HeldOut]) {
        let counts = (set.texts + set.counterexamples.map(\.terms)).map {
            FeatureSpace.counts($0, phrases: phrases, options: options.features)
        }
        let space = FeatureSpace(Array(counts.prefix(set.texts.count)), phrases: phrases, options: options.features)
        let features = counts.map { space.vector($0) }
        let vectors = set.vectors.map { $0 + set.counterexamples.map { $0.vector ?? [] } }
        let neighbours: Neighbours =
            if let vectors {
                .sentences(SentenceIndex(vectors))
            } else {
                .lexical(NearestExamples(features, featureCount: space.columnCount))
            }
        let cosines = nearestOfOthers(set, features, vectors, neighbours)
        let landmarks = vectors == nil ? nil : landmarks(of: set.texts.count, options.landmarkCount)
        let sentences = compare(neighbours, vectors ?? [], landmarks, gamma: options.ridge.gamma)
        let trained = KernelRidge.train(
            features, labels: set.labels, groups: set.groups, counterLabels: set.counterexamples.map(\.label),
            labelCount: set.labelCount, columnCount: space.columnCount, options: options.ridge,
            sentences: sentences, progress: progress)
        let heldOut = set.labels.indices.map {
            Calibration.HeldOut(logits: trained.heldOut[$0], label: set.labels[$0], cosine: cosines[$0])
        }
        let kept =
            if let vectors, let landmarks, case .sentences(let index) = neighbours {
                Neighbours.sentences(SentenceIndex(landmarks.map { vectors[$0] }, along: index.subspaces))
            } else {
                neighbours
            }
        let classifier = TextClassifier(
            space: space, ridge: trained.model, neighbours: kept,
            exampleCount: landmarks?.count ?? set.texts.count, calibration: Calibration(heldOut),
            labelCount: set.labelCount, gamma: options.ridge.gamma)
        return (classifier, heldOut)
    }

    /// The places of texts spread evenly over all; `nil` when there are no more texts than that.
    private static func landmarks(of count: Int, _ wanted: Int?) -> [Int]? {
        guard let wanted, wanted < count else { return nil }
        precondition(wanted % 16 == 0)
        return (0..<wanted).map { $0 * count / wanted }
    }

    private static func compare(
        _ neighbours: Neighbours, _ vectors: [[Float]], _ landmarks: [Int]?, gamma: Float
    ) -> SentenceComparison {
        guard case .sentences(let index) = neighbours else { return .none }
        guard let landmarks else { return .texts { index.likenesses(vectors[$0], gamma: gamma).likenesses } }
        let likenesses = FloatRows(rows: landmarks.count, columns: index.count)
        DispatchQueue.concurrentPerform(iterations: landmarks.count) { row in
            likenesses.write(index.likenesses(vectors[landmarks[row]], gamma: gamma).likenesses, toRow: row)
        }
        return .landmarks(LandmarkMap(likenesses, places: landmarks))
    }

    /// For each text the cosine to the nearest of the texts that are not of its group.
    private static func nearestOfOthers(
        _ set: TrainingSet, _ features: [SparseVector], _ vectors: [[Float]]?, _ neighbours: Neighbours
    ) -> [Float] {
        let nearest = Mutex([Float](repeating: 0, count: set.texts.count))
        DispatchQueue.concurrentPerform(iterations: set.texts.count) { text in
            let cosines = neighbours.cosines(features[text], sentence: vectors?[text])
            var best: Float = 0
            for other in set.texts.indices where set.groups[other] != set.groups[text] {
                best = max(best, cosines[other])
            }
            let found = best
            nearest.withLock { $0[text] = found }
        }
        return nearest.withLock { $0 }
    }
}
