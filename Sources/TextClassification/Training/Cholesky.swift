import Dispatch

/// The factor L of a symmetric positive definite matrix A = L · Lᵀ, block by block, and what follows from it.
///
/// Source: Golub & Van Loan 2013, *Matrix Computations*, 4.2. Single precision but for the blocks on the diagonal; every sum has a
/// fixed order, so the number of threads changes no bit.
/// - Complexity: O(*n*³): *n*³ / 6 products for the factor, as many again for the inverse of all of it.
package final class Cholesky {
    /// Rows and columns of a block: a multiple of 16.
    private static let block = 128
    /// The smallest pivot; what is below is rounding.
    private static let leastPivot = 1e-6

    /// The lower triangle holds L, the rows from ``inverted`` on later its inverse; the rest is of no meaning.
    private let matrix: FloatRows
    /// The inverse of each block on the diagonal, and its negative.
    private var inverses: [(positive: FloatRows, negative: FloatRows)] = []
    /// The first row and column that ``invertFactor(from:progress:)`` has inverted.
    private var inverted: Int
    private var size: Int { matrix.rows }
    /// A block of columns, transposed: made once, as new memory has to be cleared first.
    private let panel: FloatRows

    /// Factors a matrix in its place, of which the lower triangle is read.
    ///
    /// - Parameter progress: Called with the share done, 0...1.
    package init(_ matrix: FloatRows, progress: (Double) -> Void = { _ in }) {
        precondition(matrix.rows == matrix.columns && matrix.rows % 16 == 0)
        self.matrix = matrix
        inverted = matrix.rows
        panel = FloatRows(rows: matrix.rows, columns: min(Self.block, matrix.rows))
        for start in stride(from: 0, to: size, by: Self.block) {
            let columns = start..<min(start + Self.block, size)
            update(columns)
            factorDiagonal(columns)
            finishPanel(columns)
            let share = Double(columns.upperBound) / Double(size)
            progress(share * share * (3 - 2 * share))
        }
    }

    /// Takes what earlier columns contribute from a block of columns.
    private func update(_ columns: Range<Int>) {
        guard columns.lowerBound > 0 else { return }
        let (matrix, right) = (matrix, panel)
        inParallel(0..<columns.lowerBound, unit: 1024) {
            right.takeTransposed(matrix, rows: columns, columns: $0, to: $0.lowerBound)
        }
        inParallel(columns.lowerBound..<size) { rows in
            matrix.subtractProduct(
                rows: rows, columns: columns, depth: 0..<columns.lowerBound, a: (matrix, rows.lowerBound),
                b: (right, 0, 0))
        }
    }

    /// Factors and inverts one block on the diagonal, in double precision.
    private func factorDiagonal(_ range: Range<Int>) {
        let count = range.count
        var factor = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0...row {
                var sum = Double(matrix[row: range.lowerBound + row, range.lowerBound + column])
                for k in 0..<column { sum -= factor[row * count + k] * factor[column * count + k] }
                factor[row * count + column] =
                    column == row ? max(sum, Self.leastPivot).squareRoot() : sum / factor[column * count + column]
            }
        }
        var inverse = [Double](repeating: 0, count: count * count)
        for column in 0..<count {
            for row in column..<count {
                var sum = row == column ? 1.0 : 0
                for k in column..<row { sum -= factor[row * count + k] * inverse[k * count + column] }
                inverse[row * count + column] = sum / factor[row * count + row]
            }
        }
        let positive = FloatRows(rows: count, columns: count)
        let negative = FloatRows(rows: count, columns: count)
        for row in 0..<count {
            for column in 0..<count {
                matrix[row: range.lowerBound + row, range.lowerBound + column] = Float(factor[row * count + column])
                positive[row: row, column] = Float(inverse[row * count + column])
                negative[row: row, column] = -Float(inverse[row * count + column])
            }
        }
        inverses.append((positive, negative))
    }

    /// The rows of L below a block on the diagonal: what is left there, times the inverse of the block.
    private func finishPanel(_ columns: Range<Int>) {
        let negative = FloatRows(rows: columns.count, columns: columns.count)
        negative.takeTransposed(
            inverses[columns.lowerBound / Self.block].negative, rows: 0..<columns.count, columns: 0..<columns.count)
        let matrix = matrix
        inParallel(columns.upperBound..<size) { rows in
            let left = FloatRows(rows: rows.count, columns: columns.count)
            left.take(matrix, rows: rows, columns: columns, clearing: true)
            matrix.subtractProduct(
                rows: rows, columns: columns, depth: 0..<columns.count, a: (left, 0), b: (negative, 0, 0))
        }
    }

    /// Solves A · X = B in the place of B, a column a right-hand side. Not after ``invertFactor(from:progress:)``.
    package func solve(_ right: FloatRows) {
        precondition(right.rows == size)
        let blocks = stride(from: 0, to: size, by: Self.block).map { $0..<min($0 + Self.block, size) }
        let (matrix, inverses) = (matrix, inverses)
        for (number, rows) in blocks.enumerated() {
            inParallel(0..<right.width, unit: Self.solvedAtOnce) { vectors in
                let columns = vectors.lowerBound * 16..<vectors.upperBound * 16
                right.subtractProduct(
                    rows: rows, columns: columns, depth: 0..<rows.lowerBound, a: (matrix, rows.lowerBound),
                    b: (right, 0, columns.lowerBound))
                Self.multiply(right, rows, columns, by: inverses[number].negative)
            }
        }
        for (number, rows) in blocks.enumerated().reversed() {
            let below = FloatRows(rows: rows.count, columns: max(16, size - rows.upperBound))
            inParallel(rows, unit: Self.block / 2) { [size] columns in
                below.takeTransposed(
                    matrix, rows: rows.upperBound..<size, columns: columns, to: columns.lowerBound - rows.lowerBound)
            }
            let negative = FloatRows(rows: rows.count, columns: rows.count)
            negative.takeTransposed(inverses[number].negative, rows: 0..<rows.count, columns: 0..<rows.count)
            inParallel(0..<right.width, unit: Self.solvedAtOnce) { [size] vectors in
                let columns = vectors.lowerBound * 16..<vectors.upperBound * 16
                right.subtractProduct(
                    rows: rows, columns: columns, depth: 0..<size - rows.upperBound, a: (below, 0),
                    b: (right, min(rows.upperBound, size - 1), columns.lowerBound))
                Self.multiply(right, rows, columns, by: negative)
            }
        }
    }

    /// How many vectors of right-hand sides a thread takes.
    private static let solvedAtOnce = 2

    /// rows = −negative · rows, in some columns.
    private static func multiply(
        _ target: FloatRows, _ rows: Range<Int>, _ columns: Range<Int>, by negative: FloatRows
    ) {
        let old = FloatRows(rows: rows.count, columns: columns.count)
        old.take(target, rows: rows, columns: columns, clearing: true)
        target.subtractProduct(
            rows: rows, columns: columns, depth: 0..<rows.count, a: (negative, 0), b: (old, 0, 0))
    }

    /// Turns the last rows and columns of L into their inverse, in their place.
    ///
    /// The lower right corner of A⁻¹ follows from the lower right corner of L alone, so that of the rows which are put last the
    /// inverse costs little.
    /// - Parameters:
    ///   - first: The first row whose inverse is wanted; a few before it may be inverted too.
    ///   - progress: Called with the share done, 0...1.
    /// - Complexity: *m*³ / 6 products for *m* rows.
    package func invertFactor(from first: Int = 0, progress: (Double) -> Void = { _ in }) {
        precondition(first >= 0 && inverted == size)
        let matrix = matrix
        let corner = min(first, size) / Self.block * Self.block
        inverted = corner
        for start in stride(from: corner, to: size, by: Self.block) {
            let rows = start..<min(start + Self.block, size)
            let inverse = inverses[start / Self.block]
            let left = FloatRows(rows: rows.count, columns: max(16, start))
            left.take(matrix, rows: rows, columns: 0..<start, clearing: true)
            inParallel(corner / Self.block..<start / Self.block, unit: 1) { blocks in
                for block in blocks {
                    let columns = block * Self.block..<(block + 1) * Self.block
                    matrix.subtractProduct(
                        rows: rows, columns: columns, depth: columns.lowerBound..<start, a: (left, 0),
                        b: (matrix, columns.lowerBound, columns.lowerBound))
                    let product = FloatRows(rows: rows.count, columns: columns.count)
                    product.take(matrix, rows: rows, columns: columns, clearing: true)
                    matrix.subtractProduct(
                        rows: rows, columns: columns, depth: 0..<rows.count, a: (inverse.negative, 0),
                        b: (product, 0, 0))
                }
            }
            for row in rows {
                for column in rows { matrix[row: row, column] = inverse.positive[row: row - start, column - start] }
            }
            let share = Double(rows.upperBound - corner) / Double(size - corner)
            progress(share * share * share)
        }
    }

    /// Elements of A⁻¹ = L⁻ᵀ · L⁻¹, after ``invertFactor(from:progress:)``.
    ///
    /// - Parameter pairs: Places beside the diagonal, none before the first row that was asked for.
    /// - Returns: The diagonal, with zeros before the rows that were inverted, and one element a pair.
    package func inverseElements(_ pairs: [(Int, Int)]) -> (diagonal: [Double], pairs: [Double]) {
        precondition(pairs.allSatisfy { min($0.0, $0.1) >= inverted })
        var diagonal = [Double](repeating: 0, count: size)
        var sums = [Double](repeating: 0, count: pairs.count)
        // A pair's sum starts at the row of its second place: sorted by that, the pairs that count are a prefix.
        let order = pairs.indices.sorted { max(pairs[$0].0, pairs[$0].1) < max(pairs[$1].0, pairs[$1].1) }
        var reached = 0
        for row in inverted..<size {
            matrix.addSquares(ofRow: row, columns: inverted..<row + 1, to: &diagonal)
            while reached < order.count, max(pairs[order[reached]].0, pairs[order[reached]].1) <= row { reached += 1 }
            for place in order[..<reached] {
                sums[place] += Double(matrix[row: row, pairs[place].0]) * Double(matrix[row: row, pairs[place].1])
            }
        }
        return (diagonal, sums)
    }

    /// Calls `work` on parts of a range, on all processors.
    private func inParallel(_ range: Range<Int>, unit: Int = 64, _ work: @Sendable (Range<Int>) -> Void) {
        let parts = (range.count + unit - 1) / unit
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let start = range.lowerBound + part * unit
            work(start..<min(start + unit, range.upperBound))
        }
    }
}
