/// Multinomial logistic regression with an L2 penalty.
///
/// Minimises C · Σ cross-entropy + ½‖W‖² with a free bias, from zeros, by L-BFGS.
/// Source: Bishop 2006, *Pattern Recognition and Machine Learning*, 4.3.4; Liu & Nocedal 1989, doi:10.1007/BF01589116.
package struct SoftmaxRegression: Sendable {
    package struct Options: Sendable {
        /// The weight of the data against the penalty; 10 to 100 is flat on six intent sets.
        package var c: Float = 30
        package var iterations = 40
        /// How many steps L-BFGS remembers.
        package var memory = 8
        /// Training ends when no element of the gradient's mean square is larger, relative to the first gradient.
        package var tolerance = 1e-4
        /// The weight of a counterexample against an example.
        package var counterexampleWeight: Float = 1
        package init() {}
    }

    /// Features a row, labels a column; the last row is the bias.
    package let weights: FloatRows

    package var biasRow: Int { weights.rows - 1 }

    package init(weights: FloatRows) { self.weights = weights }

    /// The label scores of one vector, unbounded; one element a label.
    package func logits(_ vector: SparseVector) -> [Float] {
        let sum = FloatRows(rows: 1, columns: weights.columns)
        sum.copyRow(of: weights, biasRow, to: 0)
        sum.addRows(of: weights, vector, to: 0)
        return sum.elements(ofRow: 0)
    }

    /// Trains on one vector and one label a text; `progress` is called with the share done, 0...1.
    package static func train(
        _ vectors: [SparseVector], labels: [Int], counterexamples: [(vector: SparseVector, label: Int)] = [],
        featureCount: Int, labelCount: Int, options: Options = Options(),
        progress: (Double) -> Void = { _ in }
    ) -> SoftmaxRegression {
        let objective = Objective(
            vectors: vectors, labels: labels, counterexamples: counterexamples, featureCount: featureCount,
            labelCount: labelCount, options: options)
        let weights = LBFGS(
            memory: options.memory, iterations: options.iterations, tolerance: options.tolerance
        ).minimise(rows: featureCount + 1, columns: labelCount, progress: progress) { weights, gradient in
            objective.evaluate(weights, gradient)
        }
        return SoftmaxRegression(weights: weights)
    }

    /// The probabilities that scores stand for; sums to 1 but for rounding.
    package static func probabilities(_ logits: [Float], temperature: Double = 1) -> [Double] {
        let highest = Double(logits.max() ?? 0)
        var exponentials = logits.map { Elementary.exp((Double($0) - highest) / temperature) }
        var sum = 0.0
        for value in exponentials { sum += value }
        for place in exponentials.indices { exponentials[place] /= sum }
        return exponentials
    }

    private struct Objective {
        let vectors: [SparseVector]
        let labels: [Int]
        let counterexamples: [(vector: SparseVector, label: Int)]
        let featureCount: Int
        let labelCount: Int
        let options: Options

        /// The loss at `weights`; its gradient is left in `gradient`.
        func evaluate(_ weights: FloatRows, _ gradient: FloatRows) -> Double {
            // The penalty's gradient is W itself, without the bias.
            gradient.copy(weights)
            for column in 0..<labelCount { gradient[row: featureCount, column] = 0 }
            var loss = 0.5 * weights.dot(weights, rowCount: featureCount)
            let scores = FloatRows(rows: 1, columns: labelCount)
            let bias = SparseVector(columns: [UInt32(featureCount)], values: [1])
            func step(_ vector: SparseVector, _ residual: ([Double]) -> (loss: Double, slope: [Double])) {
                scores.copyRow(of: weights, featureCount, to: 0)
                scores.addRows(of: weights, vector, to: 0)
                let (value, slope) = residual(SoftmaxRegression.probabilities(scores.elements(ofRow: 0)))
                loss += value
                for (column, value) in slope.enumerated() { scores[row: 0, column] = Float(value) }
                gradient.spreadRow(of: scores, 0, over: vector)
                gradient.spreadRow(of: scores, 0, over: bias)
            }
            let c = Double(options.c)
            for (vector, label) in zip(vectors, labels) {
                step(vector) { probabilities in
                    var slope = probabilities.map { $0 * c }
                    slope[label] -= c
                    return (-c * Elementary.log(max(probabilities[label], 1e-300)), slope)
                }
            }
            // "Not this label": −ln(1 − p), whose slope is p at the label and −p·q/(1 − p) at each other.
            let weight = c * Double(options.counterexampleWeight)
            for (vector, label) in counterexamples {
                step(vector) { probabilities in
                    let p = min(probabilities[label], 1 - 1e-9)
                    var slope = probabilities.map { -weight * p * $0 / (1 - p) }
                    slope[label] = weight * p
                    return (-weight * Elementary.log(1 - p), slope)
                }
            }
            return loss
        }
    }
}
