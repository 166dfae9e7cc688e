import Dispatch
import SentenceEncoding
import Synchronization

/// From a text's terms and its sentence vector to label scores, confidences and whether the text is of this world at all.
///
/// One softmax regression over words, characters and, when there is an encoder, the sentence vector: words keep what the vector
/// blurs (drug names, numbers), the vector reads what words cannot. Immutable once trained; any number of threads may use it.
package struct TextClassifier: Sendable {
    package let space: FeatureSpace
    package let regression: SoftmaxRegression
    package let neighbours: Neighbours
    package let calibration: Calibration
    package let labelCount: Int
    /// What a sentence vector is multiplied by in the feature vector; 0 when there are none.
    package let sentenceWeight: Float

    package struct Options: Sendable {
        package var features = FeatureOptions()
        package var regression = SoftmaxRegression.Options()
        /// The weight of the sentence vector beside the words.
        package var sentenceWeight: Float = 2
        /// How many parts cross-validation makes; 0 or 1 for none, which leaves neutral thresholds.
        package var folds = 5
        package var seed: UInt64 = 1
        /// Whether the training texts are kept for the gate; without them every text is in scope.
        package var keepsNeighbours = true
        package init() {}
    }

    package init(
        space: FeatureSpace, regression: SoftmaxRegression, neighbours: Neighbours, calibration: Calibration,
        labelCount: Int, sentenceWeight: Float
    ) {
        self.space = space
        self.regression = regression
        self.neighbours = neighbours
        self.calibration = calibration
        self.labelCount = labelCount
        self.sentenceWeight = sentenceWeight
    }

    /// What a text scored.
    package struct Ranking: Sendable {
        /// The lexical features.
        package let features: SparseVector
        /// What the encoder gave: ``SentenceEncoder/featureCount`` elements.
        package let sentence: [Float]?
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

    /// - Parameter sentence: The text's features of the encoder; needed when the classifier was trained with them.
    /// - Complexity: O(*n* · *L*) in features and labels.
    package func rank(_ terms: [String], sentence: [Float]? = nil) -> Ranking {
        let features = space.vector(terms)
        let logits = regression.logits(combined(features, sentence))
        let (example, cosine) = neighbours.nearest(features, sentence: sentence)
        let confidences = SoftmaxRegression.probabilities(logits, temperature: calibration.temperature)
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

    /// Words and marks, then the sentence vector in the columns behind them.
    private func combined(_ features: SparseVector, _ sentence: [Float]?) -> SparseVector {
        guard sentenceWeight != 0, let sentence else { return features }
        var all = features
        all.columns.reserveCapacity(features.count + sentence.count)
        all.values.reserveCapacity(features.count + sentence.count)
        for (place, value) in sentence.enumerated() {
            all.columns.append(UInt32(space.columnCount + place))
            all.values.append(value * weight(ofElement: place))
        }
        return all
    }

    /// The weight of an element of the sentence's features: the last layer's in full, the third layer's at ``middleShare``.
    private func weight(ofElement place: Int) -> Float {
        place < SentenceEncoder.dimension ? sentenceWeight : sentenceWeight * Self.middleShare
    }

    /// 0.35 of the last layer's weight, 0.7 beside 2; at 1 and more BANKING77 in full loses half a point.
    private static let middleShare: Float = 0.35

    /// How much one feature adds to a label's score above the mean of all labels.
    package func contribution(of column: UInt32, value: Float, to label: Int) -> Float {
        let row = regression.weights.elements(ofRow: Int(column))
        var sum: Float = 0
        for weight in row { sum += weight }
        return value * (row[label] - sum / Float(row.count))
    }

    /// How much the sentence vector as a whole adds to a label's score above the mean of all labels.
    package func sentenceContribution(_ ranking: Ranking, to label: Int) -> Float? {
        guard sentenceWeight != 0, let sentence = ranking.sentence else { return nil }
        var sum: Float = 0
        for (place, value) in sentence.enumerated() {
            sum += contribution(
                of: UInt32(space.columnCount + place), value: value * weight(ofElement: place), to: label)
        }
        return sum
    }

    // MARK: - Training

    /// Trains on all texts, and on all but each fold in turn to learn thresholds from texts not seen.
    ///
    /// The folds are independent and run on as many threads as there are processors; the result does not depend on their order.
    /// - Parameter progress: Called with the share done, 0...1, from any thread, one call at a time.
    package static func train(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> TextClassifier {
        trainWithHeldOut(set, phrases: phrases, options: options, progress: progress).classifier
    }

    /// Trains as ``train(_:phrases:options:progress:)`` does, and gives what each text scored while it was held out, fold by fold.
    package static func trainWithHeldOut(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> (classifier: TextClassifier, heldOut: [Calibration.HeldOut]) {
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
                let heldOut = set.texts.indices.filter { folds[$0] == job - 1 }.map { text in
                    let features = model.space.vector(set.texts[text])
                    let sentence = set.vectors?[text]
                    return Calibration.HeldOut(
                        logits: model.regression.logits(model.combined(features, sentence)), label: set.labels[text],
                        cosine: model.neighbours.nearest(features, sentence: sentence).cosine)
                }
                results.withLock { $0.heldOut[job - 1] = heldOut }
            }
        }
        let (model, heldOut) = results.withLock { $0 }
        let trained = model ?? fit(set, Array(set.texts.indices), phrases: phrases, options: options) { _ in }
        let flat = heldOut.flatMap { $0 }
        let classifier = TextClassifier(
            space: trained.space, regression: trained.regression, neighbours: trained.neighbours,
            calibration: Calibration(flat), labelCount: set.labelCount, sentenceWeight: trained.sentenceWeight)
        return (classifier, flat)
    }

    private static func fit(
        _ set: TrainingSet, _ kept: [Int], phrases: PhraseTable, options: Options, progress: (Double) -> Void
    ) -> TextClassifier {
        let counts = kept.map {
            FeatureSpace.counts(set.texts[$0], phrases: phrases, options: options.features)
        }
        let space = FeatureSpace(counts, phrases: phrases, options: options.features)
        let features = counts.map { space.vector($0) }
        let neighbours: Neighbours =
            if !options.keepsNeighbours {
                .none
            } else if let vectors = set.vectors {
                .sentences(kept.map { vectors[$0] })
            } else {
                .lexical(NearestExamples(features, featureCount: space.columnCount))
            }
        let untrained = TextClassifier(
            space: space, regression: SoftmaxRegression(weights: FloatRows(rows: 1, columns: set.labelCount)),
            neighbours: neighbours, calibration: Calibration([]), labelCount: set.labelCount,
            sentenceWeight: set.vectors == nil ? 0 : options.sentenceWeight)
        let vectors = zip(kept, features).map { untrained.combined($1, set.vectors?[$0]) }
        let counterexamples = set.counterexamples.map {
            (vector: untrained.combined(space.vector($0.terms), $0.vector), label: $0.label)
        }
        let regression = SoftmaxRegression.train(
            vectors, labels: kept.map { set.labels[$0] }, counterexamples: counterexamples,
            featureCount: space.columnCount + (set.vectors == nil ? 0 : SentenceEncoder.featureCount),
            labelCount: set.labelCount, options: options.regression, progress: progress)
        return TextClassifier(
            space: space, regression: regression, neighbours: neighbours, calibration: untrained.calibration,
            labelCount: set.labelCount, sentenceWeight: untrained.sentenceWeight)
    }
}
