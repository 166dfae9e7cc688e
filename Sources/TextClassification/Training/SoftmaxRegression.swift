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
        let objective = SoftmaxObjective(
            vectors: vectors, labels: labels, counterexamples: counterexamples, featureCount: featureCount,
            labelCount: labelCount, options: options)
        let best = LBFGS(
            memory: options.memory, iterations: options.iterations, tolerance: options.tolerance
        ).minimise(objective, progress: progress)
        let weights = FloatRows(rows: featureCount + 1, columns: labelCount)
        for (text, vector) in (vectors + counterexamples.map(\.vector)).enumerated() {
            weights.spreadRow(of: best.factors, text, over: vector)
        }
        weights.copyRow(of: best.factors, objective.textCount, to: featureCount)
        return SoftmaxRegression(weights: weights)
    }

    /// The probabilities that scores stand for; sums to 1 but for rounding.
    package static func probabilities(_ logits: [Float], temperature: Double = 1) -> [Double] {
        var probabilities = [Double](repeating: 0, count: logits.count)
        fill(&probabilities, logits, temperature: temperature)
        return probabilities
    }

    /// The same into an array of the same length.
    static func fill(_ probabilities: inout [Double], _ logits: [Float], temperature: Double = 1) {
        precondition(probabilities.count == logits.count)
        var highest = logits.first ?? 0
        for value in logits where value > highest { highest = value }
        var sum = 0.0
        for place in logits.indices {
            let value = Elementary.exp((Double(logits[place]) - Double(highest)) / temperature)
            probabilities[place] = value
            sum += value
        }
        for place in probabilities.indices { probabilities[place] /= sum }
    }
}
