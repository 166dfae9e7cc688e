/// One quadratic form a label, q(x) = xᵀ·A·x + b·x + c: what all training texts add to the label's score, by a quadratic
/// ``SentenceKernel``.
package struct QuadraticForms: Sendable {
    /// How many elements a vector has.
    package let width: Int
    package let labels: Int
    /// The rows of all labels' A, side by side, and one more with their b; `labels` · `width` columns.
    package let rows: QuantizedRows
    /// One c a label.
    package let constants: [Float]

    /// `nil` when the parts do not fit each other.
    package init?(width: Int, rows: QuantizedRows, constants: [Float]) {
        guard rows.rows == width + 1, rows.columns == width * constants.count, constants.allSatisfy(\.isFinite) else {
            return nil
        }
        self.width = width
        labels = constants.count
        self.rows = rows
        self.constants = constants
    }

    /// Gathers the sum of all texts' likenesses, weighted.
    ///
    /// - Parameters:
    ///   - weights: One row a text, one column a label.
    ///   - sentences: The texts as they are compared, one a row.
    ///   - gamma: That of ``SentenceKernel/quadratic(gamma:)``.
    /// - Complexity: O(*n* · *w*² · *L*).
    package init(_ weights: FloatRows, _ sentences: FloatRows, gamma: Float) {
        precondition(weights.rows == sentences.rows)
        width = sentences.columns
        labels = weights.columns
        let coefficients = SentenceKernel.coefficients(gamma: gamma)
        let (texts, padded) = (sentences.rows, sentences.width * 16)
        let transposed = FloatRows(rows: width, columns: max(1, texts))
        transposed.takeTransposed(sentences, rows: 0..<texts, columns: 0..<width)
        let all = FloatRows(rows: width + 1, columns: width * labels)
        var constants: [Float] = []
        for label in 0..<labels {
            // Less than zero, since products are subtracted.
            let shares = (0..<texts).map { -weights[row: $0, label] }
            let left = FloatRows(rows: width + 1, columns: max(1, texts))
            for row in 0..<width {
                let scaled = zip(transposed.elements(ofRow: row), shares).map { $0 * $1 * coefficients.quadratic }
                left.write(scaled, toRow: row)
            }
            left.write(shares.map { $0 * coefficients.linear }, toRow: width)
            let sums = FloatRows(rows: width + 1, columns: width)
            sums.subtractProduct(
                rows: 0..<width + 1, columns: 0..<padded, depth: 0..<texts, a: (left, 0), b: (sentences, 0, 0))
            for row in 0...width {
                for column in 0..<width { all[row: row, label * width + column] = sums[row: row, column] }
            }
            var sum: Double = 0
            for share in shares { sum -= Double(share) }
            constants.append(Float(sum) * coefficients.constant)
        }
        rows = QuantizedRows(all, .sixteenBits)
        self.constants = constants
    }

    /// The value of each label's form.
    ///
    /// - Complexity: O(*w*² · *L*), some ten microseconds for 192 elements and four labels.
    package func values(_ vector: [Float]) -> [Float] {
        precondition(vector.count == width)
        let sums = FloatRows(rows: 1, columns: rows.columns)
        rows.addAll(vector + [1], to: sums)
        let products = sums.elements(ofRow: 0)
        return (0..<labels).map { label in
            var value = constants[label]
            for place in 0..<width { value += products[label * width + place] * vector[place] }
            return value
        }
    }
}
