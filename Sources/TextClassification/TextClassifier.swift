import Dispatch
import Synchronization

/// From a text's terms to label scores, confidences and whether the text is of this world at all.
///
/// Immutable once trained; any number of threads may use it.
package struct TextClassifier: Sendable {
    package let space: FeatureSpace
    package let regression: SoftmaxRegression
    package let nearest: NearestExamples
    package let calibration: Calibration
    package let labelCount: Int

    package struct Options: Sendable {
        package var features = FeatureOptions()
        package var regression = SoftmaxRegression.Options()
        /// How many parts cross-validation makes; 0 or 1 for none, which leaves neutral thresholds.
        package var folds = 5
        package var seed: UInt64 = 1
        package init() {}
    }

    package init(
        space: FeatureSpace, regression: SoftmaxRegression, nearest: NearestExamples, calibration: Calibration,
        labelCount: Int
    ) {
        self.space = space
        self.regression = regression
        self.nearest = nearest
        self.calibration = calibration
        self.labelCount = labelCount
    }

    /// What a text scored.
    package struct Ranking: Sendable {
        package let vector: SparseVector
        /// One element a label, unbounded.
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

    /// - Complexity: O(*n* · *L*) in features and labels.
    package func rank(_ terms: [String]) -> Ranking {
        let vector = space.vector(terms)
        let logits = regression.logits(vector)
        let (example, cosine) = nearest.nearest(vector)
        let confidences = SoftmaxRegression.probabilities(logits, temperature: calibration.temperature)
        let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        let best = order.first ?? 0
        let gate = calibration.gate(score: logits[best], cosine: cosine)
        let lead = order.count > 1 ? confidences[order[0]] - confidences[order[1]] : 1
        return Ranking(
            vector: vector, logits: logits, confidences: confidences, order: order, nearestExample: example,
            cosine: cosine, gate: gate, inScope: !vector.columns.isEmpty && gate >= calibration.threshold,
            clear: lead >= calibration.margin)
    }

    /// How much one feature adds to a label's score above the mean of all labels.
    package func contribution(of column: UInt32, value: Float, to label: Int) -> Float {
        let row = regression.weights.elements(ofRow: Int(column))
        var sum: Float = 0
        for weight in row { sum += weight }
        return value * (row[label] - sum / Float(row.count))
    }

    // MARK: - Training

    /// Trains on all texts, and on all but each fold in turn to learn thresholds from texts not seen.
    ///
    /// The folds are independent and run on two threads; the result does not depend on their order.
    /// - Parameter progress: Called with the share done, 0...1, from any thread, one call at a time.
    package static func train(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> TextClassifier {
        let foldCount = options.folds > 1 ? options.folds : 0
        let folds = foldCount > 0 ? set.folds(foldCount, seed: options.seed) : []
        let results = Mutex<(model: TextClassifier?, heldOut: [[Calibration.HeldOut]])>(
            (nil, [[Calibration.HeldOut]](repeating: [], count: foldCount)))
        let shares = Mutex<[Double]>([Double](repeating: 0, count: foldCount + 1))
        DispatchQueue.concurrentPerform(iterations: foldCount + 1) { job in
            let report: (Double) -> Void = { share in
                shares.withLock { all in
                    all[job] = share
                    progress(all.reduce(0, +) / Double(all.count))
                }
            }
            let kept = job == 0 ? Array(set.texts.indices) : set.texts.indices.filter { folds[$0] != job - 1 }
            let model = fit(set, kept, phrases: phrases, options: options, progress: report)
            if job == 0 {
                results.withLock { $0.model = model }
            } else {
                let tested = set.texts.indices.filter { folds[$0] == job - 1 }
                let heldOut = tested.map { text in
                    let vector = model.space.vector(set.texts[text])
                    return Calibration.HeldOut(
                        logits: model.regression.logits(vector), label: set.labels[text],
                        cosine: model.nearest.nearest(vector).cosine)
                }
                results.withLock { $0.heldOut[job - 1] = heldOut }
            }
        }
        let (model, heldOut) = results.withLock { $0 }
        let trained = model ?? fit(set, Array(set.texts.indices), phrases: phrases, options: options) { _ in }
        return TextClassifier(
            space: trained.space, regression: trained.regression, nearest: trained.nearest,
            calibration: Calibration(heldOut.flatMap { $0 }), labelCount: set.labelCount)
    }

    private static func fit(
        _ set: TrainingSet, _ kept: [Int], phrases: PhraseTable, options: Options, progress: (Double) -> Void
    ) -> TextClassifier {
        let counts = kept.map {
            FeatureSpace.counts(set.texts[$0], phrases: phrases, options: options.features)
        }
        let space = FeatureSpace(counts, phrases: phrases, options: options.features)
        let vectors = counts.map { space.vector($0) }
        let regression = SoftmaxRegression.train(
            vectors, labels: kept.map { set.labels[$0] },
            counterexamples: set.counterexamples.map { (space.vector($0.terms), $0.label) },
            featureCount: space.columnCount, labelCount: set.labelCount, options: options.regression,
            progress: progress)
        return TextClassifier(
            space: space, regression: regression,
            nearest: NearestExamples(vectors, featureCount: space.columnCount), calibration: Calibration([]),
            labelCount: set.labelCount)
    }
}
