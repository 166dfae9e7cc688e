import Dispatch
import SentenceEncoding

/// How alike every two of the training texts are: the kernel of a ``KernelRidge``, its lower triangle.
enum GramMatrix {
    /// Features that stand in more than one text in so many are multiplied as a dense matrix, the rarer ones one by one.
    private static let denseShare = 16

    /// - Parameters:
    ///   - vectors: The lexical features of each text.
    ///   - columnCount: How many lexical features there are.
    ///   - sentences: The sentences of the texts, one a row, as ``SentenceIndex/rows`` gives them; `nil` by words alone.
    ///   - kernel: How sentences are compared.
    ///   - ridge: Added to the diagonal.
    /// - Returns: Rows and columns padded to a multiple of 16 with those of the unit matrix.
    static func make(
        _ vectors: [SparseVector], columnCount: Int, lexicalWeight: Float, ridge: Float, sentences: FloatRows?,
        kernel: SentenceKernel
    ) -> FloatRows {
        let size = (vectors.count + 15) / 16 * 16
        let matrix = FloatRows(rows: size, columns: size)
        if let sentences {
            let left = FloatRows(rows: size, columns: sentences.columns)
            for row in 0..<sentences.rows {
                left.write(sentences.elements(ofRow: row).map { $0 * -kernel.factor }, toRow: row)
            }
            let right = FloatRows(rows: sentences.columns, columns: size)
            right.takeTransposed(sentences, rows: 0..<sentences.rows, columns: 0..<sentences.columns)
            subtractProduct(left, right, to: matrix)
        }
        let split = split(vectors, columnCount: columnCount)
        DispatchQueue.concurrentPerform(iterations: vectors.count) { row in
            if sentences != nil { kernel.apply(to: matrix, row: row, count: row + 1) }
            matrix.withRow(row) { sums in
                for (column, value) in zip(split.rare[row].columns, split.rare[row].values) {
                    let value = value * lexicalWeight
                    for place in Int(split.starts[Int(column)])..<Int(split.starts[Int(column) + 1]) {
                        let text = Int(split.texts[place])
                        if text > row { break }
                        sums[text] += value * split.values[place]
                    }
                }
            }
        }
        multiplyDense(split.common, split.commonCount, into: matrix, weight: lexicalWeight)
        for row in 0..<size { matrix[row: row, row] = (row < vectors.count ? matrix[row: row, row] : 0) + ridge }
        for row in vectors.count..<size { matrix[row: row, row] = 1 }
        return matrix
    }

    private struct Split {
        /// The features that many texts have, renumbered, and how many those are.
        var common: [SparseVector]
        var commonCount: Int
        var rare: [SparseVector]
        /// Where each rare feature's texts start; one more element than there are features.
        var starts: [UInt32]
        /// The texts that have a feature, ascending, and the feature's value in each.
        var texts: [UInt32]
        var values: [Float]
    }

    private static func split(_ vectors: [SparseVector], columnCount: Int) -> Split {
        var counts = [UInt32](repeating: 0, count: columnCount)
        for vector in vectors {
            for column in vector.columns { counts[Int(column)] += 1 }
        }
        let limit = UInt32(max(4, vectors.count / denseShare))
        var numbers = [UInt32](repeating: 0, count: columnCount)
        var commonCount = 0
        var starts: [UInt32] = [0]
        var total: UInt32 = 0
        for column in 0..<columnCount {
            if counts[column] > limit {
                numbers[column] = UInt32(commonCount)
                commonCount += 1
            } else {
                total += counts[column]
            }
            starts.append(total)
        }
        var split = Split(
            common: [], commonCount: commonCount, rare: [], starts: starts,
            texts: [UInt32](repeating: 0, count: Int(total)), values: [Float](repeating: 0, count: Int(total)))
        var next = starts
        for (text, vector) in vectors.enumerated() {
            var (common, rare) = (SparseVector(), SparseVector())
            for (column, value) in zip(vector.columns, vector.values) {
                if counts[Int(column)] > limit {
                    common.columns.append(numbers[Int(column)])
                    common.values.append(value)
                } else {
                    rare.columns.append(column)
                    rare.values.append(value)
                    let place = Int(next[Int(column)])
                    split.texts[place] = UInt32(text)
                    split.values[place] = value
                    next[Int(column)] += 1
                }
            }
            split.common.append(common)
            split.rare.append(rare)
        }
        return split
    }

    /// `matrix += weight · common · commonᵀ`, the lower triangle.
    private static func multiplyDense(
        _ common: [SparseVector], _ commonCount: Int, into matrix: FloatRows, weight: Float
    ) {
        guard commonCount > 0 else { return }
        let left = FloatRows(rows: matrix.rows, columns: commonCount)
        let right = FloatRows(rows: commonCount, columns: matrix.columns)
        for (row, vector) in common.enumerated() {
            for (column, value) in zip(vector.columns, vector.values) {
                left[row: row, Int(column)] = -weight * value
                right[row: Int(column), row] = value
            }
        }
        subtractProduct(left, right, to: matrix)
    }

    /// `matrix -= left · right`, the lower triangle, on all processors.
    private static func subtractProduct(_ left: FloatRows, _ right: FloatRows, to matrix: FloatRows) {
        let unit = 64
        DispatchQueue.concurrentPerform(iterations: (matrix.rows + unit - 1) / unit) { part in
            let rows = part * unit..<min((part + 1) * unit, matrix.rows)
            matrix.subtractProduct(
                rows: rows, columns: 0..<rows.upperBound, depth: 0..<left.columns, a: (left, rows.lowerBound),
                b: (right, 0, 0))
        }
    }
}
