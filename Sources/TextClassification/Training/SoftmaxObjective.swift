/// C · Σ cross-entropy + ½‖W‖² of a softmax regression, over combinations of its training vectors.
///
/// A feature that only one text has adds to that text's own scores and to no other's, so such features are one number a text; they are
/// most features.
struct SoftmaxObjective: CombinedObjective {
    private let labels: [Int]
    private let counterLabels: [Int]
    private let c: Double
    private let counterWeight: Double
    /// The vectors, then those of counterexamples, in the features that more than one text has, renumbered.
    private let shared: [SparseVector]
    /// For each text, the sum of squares of the features that it alone has.
    private let own: [Float]
    /// Shared features a row, labels a column: weights while scores are computed.
    private let weights: FloatRows
    /// The bias row comes behind the texts'.
    var rows: Int { textCount + 1 }
    let columns: Int
    var textCount: Int { shared.count }

    init(
        vectors: [SparseVector], labels: [Int], counterexamples: [(vector: SparseVector, label: Int)],
        featureCount: Int,
        labelCount: Int, options: SoftmaxRegression.Options
    ) {
        let all = vectors + counterexamples.map(\.vector)
        var uses = [UInt32](repeating: 0, count: featureCount)
        for vector in all {
            for column in vector.columns { uses[Int(column)] += 1 }
        }
        var numbers = [UInt32](repeating: 0, count: featureCount)
        var count: UInt32 = 0
        for column in uses.indices where uses[column] > 1 {
            numbers[column] = count
            count += 1
        }
        var own: [Float] = []
        shared = all.map { vector in
            var kept = SparseVector()
            kept.columns.reserveCapacity(vector.count)
            kept.values.reserveCapacity(vector.count)
            var squares: Float = 0
            for (column, value) in zip(vector.columns, vector.values) {
                if uses[Int(column)] > 1 {
                    kept.columns.append(numbers[Int(column)])
                    kept.values.append(value)
                } else {
                    squares += value * value
                }
            }
            own.append(squares)
            return kept
        }
        self.own = own
        self.labels = labels
        counterLabels = counterexamples.map(\.label)
        columns = labelCount
        c = Double(options.c)
        counterWeight = c * Double(options.counterexampleWeight)
        weights = FloatRows(rows: Int(count), columns: labelCount)
    }

    func score(_ combination: Combination) {
        let (factors, scores) = (combination.factors, combination.scores)
        weights.clear()
        for (text, vector) in shared.enumerated() { weights.spreadRow(of: factors, text, over: vector) }
        scores.clear()
        for (text, vector) in shared.enumerated() {
            scores.addRow(of: factors, text, times: own[text], to: text)
            scores.addRows(of: weights, vector, to: text)
        }
        scores.copyRow(of: factors, textCount, to: textCount)
    }

    func value(at point: Combination, gradient: FloatRows) -> Double {
        // The penalty is on the weights, not on the biases, and its gradient is the weights themselves.
        var value = 0.5 * point.factors.dot(point.scores, rows: 0..<textCount)
        var biases = [Float](repeating: 0, count: columns)
        var scores = biases
        var probabilities = [Double](repeating: 0, count: columns)
        var slopes = biases
        var biasSlopes = [Double](repeating: 0, count: columns)
        point.scores.read(row: textCount, into: &biases)
        for text in 0..<textCount {
            point.scores.read(row: text, into: &scores)
            for column in 0..<columns { scores[column] += biases[column] }
            SoftmaxRegression.fill(&probabilities, scores)
            let label: Int
            let scale: Double
            let atLabel: Double
            if text < labels.count {
                label = labels[text]
                value -= c * Elementary.log(max(probabilities[label], 1e-300))
                scale = c
                atLabel = c * probabilities[label] - c
            } else {
                // "Not this label": −ln(1 − p), whose slope is p at the label and −p·q/(1 − p) at each other.
                label = counterLabels[text - labels.count]
                let p = min(probabilities[label], 1 - 1e-9)
                value -= counterWeight * Elementary.log(1 - p)
                scale = -counterWeight * p / (1 - p)
                atLabel = counterWeight * p
            }
            for column in 0..<columns { probabilities[column] *= scale }
            probabilities[label] = atLabel
            for column in 0..<columns {
                slopes[column] = Float(probabilities[column])
                biasSlopes[column] += probabilities[column]
            }
            gradient.write(slopes, toRow: text)
            gradient.addRow(of: point.factors, text, times: 1, to: text)
        }
        for column in 0..<columns { slopes[column] = Float(biasSlopes[column]) }
        gradient.write(slopes, toRow: textCount)
        return value
    }
}
