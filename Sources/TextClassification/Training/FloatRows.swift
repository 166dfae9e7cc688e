import SentenceEncoding

/// A matrix of `Float` in rows padded to whole 16-lane vectors, with the few loops that training and scoring are made of.
///
/// Of the few places of this target that use pointers the one that all matrices are made of: a bounds-checked loop over
/// `[Float]` takes six times as long, and the products, which are nine tenths of training, are C with an instruction set's
/// own registers. Every access stays below `rows * width`, which the initialiser allocates; a row number is checked before it
/// becomes a pointer. Sums run in one fixed order, and nothing is contracted, so every build gives the same bits.
package final class FloatRows: @unchecked Sendable {
    // Sendable: written only by its creator before it is shared, or by threads that write to rows of their own.
    package typealias Lanes = SIMD16<Float>
    package let rows: Int
    package let columns: Int
    /// Vectors a row.
    package let width: Int
    private let base: UnsafeMutablePointer<Lanes>
    /// What keeps the memory, if it is large; `nil` when it is this object's own.
    private let owner: LargeMemory?
    private let kernels = RowKernels()

    package init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0)
        self.rows = rows
        self.columns = columns
        width = (columns + 15) / 16
        let count = max(1, rows * width)
        let bytes = count * MemoryLayout<Lanes>.stride
        if let large = LargeMemory(byteCount: bytes) {
            base = large.base.bindMemory(to: Lanes.self, capacity: count)
            owner = large
        } else {
            // Swift aligns its vectors to 16 bytes only; the kernels load 64 at once.
            base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
                .bindMemory(to: Lanes.self, capacity: count)
            base.initialize(repeating: .zero, count: count)
            owner = nil
        }
    }

    deinit {
        if owner == nil { base.deallocate() }
    }

    private func pointer(_ number: Int) -> UnsafeMutablePointer<Lanes> {
        precondition(number >= 0 && number < rows)
        return base + number * width
    }

    package subscript(row number: Int, column: Int) -> Float {
        get {
            precondition(column >= 0 && column < columns)
            return pointer(number)[column / 16][column % 16]
        }
        set {
            precondition(column >= 0 && column < columns)
            pointer(number)[column / 16][column % 16] = newValue
        }
    }

    package func elements(ofRow number: Int) -> [Float] {
        precondition(number >= 0 && number < rows)
        return Array(UnsafeBufferPointer(start: floats(number), count: columns))
    }

    /// Copies a row's elements into an array of `columns` elements.
    package func read(row number: Int, into elements: inout [Float]) {
        precondition(elements.count == columns)
        let row = floats(number)
        for column in elements.indices { elements[column] = row[column] }
    }

    /// Sets a row to the elements of an array of `columns` elements.
    package func write(_ elements: [Float], toRow number: Int) {
        precondition(elements.count == columns)
        let row = floats(number)
        for column in elements.indices { row[column] = elements[column] }
    }

    /// Sets every element to zero.
    package func clear() { base.update(repeating: .zero, count: rows * width) }

    /// `self[target] += Σ values[i] · matrix[columns[i]]`, in the order of `i`.
    package func addRows(of matrix: FloatRows, _ vector: SparseVector, to target: Int) {
        precondition(matrix.width == width && vector.fits(matrix.rows))
        guard vector.count > 0 else { return }
        kernels.addRows(
            matrix.floats(0), stride: width * 16, columns: vector.columns, values: vector.values, sum: floats(target))
    }

    /// `self[target] += Σ values[i] · matrix[i]`, in the order of `i`.
    package func addAllRows(of matrix: FloatRows, _ values: [Float], to target: Int) {
        precondition(matrix.width == width && values.count == matrix.rows)
        kernels.addRows(matrix.floats(0), stride: width * 16, columns: nil, values: values, sum: floats(target))
    }

    /// `self[columns[i]] += values[i] · matrix[source]`, for each `i`.
    package func spreadRow(of matrix: FloatRows, _ source: Int, over vector: SparseVector) {
        precondition(matrix.width == width && vector.fits(rows))
        kernels.spreadRow(
            matrix.floats(source), stride: width * 16, columns: vector.columns, values: vector.values, rows: floats(0))
    }

    /// Sets each of the first elements of a row to 2 raised to it plus `offset`, and what follows to the end of 16 lanes to anything.
    package func raiseStart(ofRow number: Int, count: Int, offset: Float) {
        precondition(count >= 0 && count <= columns)
        kernels.raise(floats(number), count: count, offset: offset)
    }

    /// Calls `body` with a row's elements, padded, which must not escape.
    func withRow<R>(_ number: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R { body(floats(number)) }

    private func floats(_ row: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer(pointer(row)).assumingMemoryBound(to: Float.self)
    }

    /// `self[target] = other[source]`.
    package func copyRow(of other: FloatRows, _ source: Int, to target: Int) {
        precondition(other.width == width)
        pointer(target).update(from: other.pointer(source), count: width)
    }

    /// `self[rows, columns] -= a[aRows, depth] · b[bRows, columns′]`, where `aRows` and `columns′` are as long as `rows` and
    /// `columns` and start where `a` and `b` say.
    ///
    /// - Parameters:
    ///   - columns: Starts and ends at multiples of 16; so does the place in `b`, counted in padded columns.
    ///   - depth: The columns of `a` that are used.
    ///   - a: The matrix and the row that belongs to the first of `rows`.
    ///   - b: The matrix, its row that belongs to the first of `depth` and its column that belongs to the first of `columns`.
    package func subtractProduct(
        rows range: Range<Int>, columns: Range<Int>, depth: Range<Int>, a: (matrix: FloatRows, row: Int),
        b: (matrix: FloatRows, row: Int, column: Int)
    ) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows && columns.lowerBound % 16 == 0
                && columns.upperBound % 16 == 0 && columns.upperBound <= width * 16)
        precondition(
            a.row >= 0 && a.row + range.count <= a.matrix.rows && depth.lowerBound >= 0
                && depth.upperBound <= a.matrix.width * 16)
        precondition(
            b.row >= 0 && b.row + depth.count <= b.matrix.rows && b.column % 16 == 0 && b.column >= 0
                && b.column + columns.count <= b.matrix.width * 16)
        guard !range.isEmpty, !columns.isEmpty, !depth.isEmpty else { return }
        kernels.subtractProduct(
            a.matrix.floats(a.row) + depth.lowerBound, b.matrix.floats(b.row) + b.column,
            strides: (a.matrix.width * 16, b.matrix.width * 16, width * 16), rows: range.count,
            columns: columns.count, depth: depth.count, out: floats(range.lowerBound) + columns.lowerBound)
    }

    /// Copies a block of another matrix to the upper left corner of this one, and sets the block there to zero if asked to.
    package func take(_ other: FloatRows, rows range: Range<Int>, columns: Range<Int>, clearing: Bool = false) {
        precondition(range.count <= rows && columns.count <= width * 16)
        precondition(range.lowerBound >= 0 && range.upperBound <= other.rows && columns.lowerBound >= 0)
        precondition(columns.upperBound <= other.width * 16)
        for (to, from) in range.enumerated() {
            let source = other.floats(from) + columns.lowerBound
            floats(to).update(from: source, count: columns.count)
            if clearing { source.update(repeating: 0, count: columns.count) }
        }
    }

    /// Copies a block of another matrix, transposed, to the left of this one, from a row on.
    package func takeTransposed(_ other: FloatRows, rows range: Range<Int>, columns: Range<Int>, to first: Int = 0) {
        precondition(first >= 0 && first + columns.count <= rows && range.count <= width * 16)
        precondition(range.lowerBound >= 0 && range.upperBound <= other.rows && columns.lowerBound >= 0)
        precondition(columns.upperBound <= other.width * 16)
        // So many rows that all which is written stays in the nearest cache until its lines are full.
        let atOnce = 32
        for start in stride(from: columns.lowerBound, to: columns.upperBound, by: atOnce) {
            let end = min(start + atOnce, columns.upperBound)
            for (to, from) in zip(0..., range) {
                let source = other.floats(from)
                var target = floats(first + start - columns.lowerBound) + to
                for column in start..<end {
                    target.pointee = source[column]
                    target += width * 16
                }
            }
        }
    }

    /// `totals[c] += self[row, c]²` for some columns.
    package func addSquares(ofRow number: Int, columns: Range<Int>, to totals: inout [Double]) {
        precondition(columns.lowerBound >= 0 && columns.upperBound <= min(totals.count, width * 16))
        precondition(number >= 0 && number < rows)
        let row = floats(number)
        totals.withUnsafeMutableBufferPointer { totals in
            for column in columns { totals[column] += Double(row[column]) * Double(row[column]) }
        }
    }
}
