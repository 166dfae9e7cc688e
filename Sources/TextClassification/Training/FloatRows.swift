import SentenceEncoding
package import TensorFiles

/// A matrix of `Float` in rows padded to whole 16-lane vectors, with the few loops that training and scoring are made of.
///
/// The one place of this target that uses pointers: a bounds-checked loop over `[Float]` takes six times as long, and the two loops
/// between a sparse vector and a matrix, which are nine tenths of training, are C with an instruction set's own registers. Every
/// access stays below `rows * stride`, which the initialiser allocates; a row number is checked before it becomes a pointer.
/// Sums run in one fixed order, and nothing is contracted, so every build gives the same bits.
package final class FloatRows: @unchecked Sendable {
    // Sendable: written only by its creator, before it is shared.
    package typealias Lanes = SIMD16<Float>
    package let rows: Int
    package let columns: Int
    /// Vectors a row.
    package let width: Int
    private let base: UnsafeMutablePointer<Lanes>
    /// What keeps mapped memory alive; `nil` when the memory is this object's own.
    private let owner: AnyObject?
    private let kernels = RowKernels()

    package init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0)
        self.rows = rows
        self.columns = columns
        width = (columns + 15) / 16
        // Swift aligns its vectors to 16 bytes only; the kernels load 64 at once.
        let count = max(1, rows * width)
        base = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Lanes>.stride, alignment: 64)
            .bindMemory(to: Lanes.self, capacity: count)
        base.initialize(repeating: .zero, count: count)
        owner = nil
    }

    /// Rows that lie in a mapped file, padded as here, for reading only: writing to them ends the process.
    ///
    /// - Returns: `nil` when the array has another size.
    package init?(mapped: (pointer: UnsafeRawPointer, count: Int, owner: MappedFile), rows: Int, columns: Int) {
        guard rows >= 0, columns > 0, mapped.count == rows * ((columns + 15) / 16) * 16 else { return nil }
        self.rows = rows
        self.columns = columns
        width = (columns + 15) / 16
        base = UnsafeMutableRawPointer(mutating: mapped.pointer).assumingMemoryBound(to: Lanes.self)
        owner = mapped.owner
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

    package func elements(ofRow number: Int) -> [Float] { (0..<columns).map { self[row: number, $0] } }

    /// Sets every element to zero.
    package func clear() { base.update(repeating: .zero, count: rows * width) }

    /// `self[target] += Σ values[i] · matrix[columns[i]]`, in the order of `i`.
    package func addRows(of matrix: FloatRows, _ vector: SparseVector, to target: Int) {
        precondition(matrix.width == width && vector.columns.allSatisfy { Int($0) < matrix.rows })
        kernels.addRows(
            matrix.floats(0), stride: width * 16, columns: vector.columns, values: vector.values, sum: floats(target))
    }

    /// `self[columns[i]] += values[i] · matrix[source]`, for each `i`.
    package func spreadRow(of matrix: FloatRows, _ source: Int, over vector: SparseVector) {
        precondition(matrix.width == width && vector.columns.allSatisfy { Int($0) < rows })
        kernels.spreadRow(
            matrix.floats(source), stride: width * 16, columns: vector.columns, values: vector.values, rows: floats(0))
    }

    private func floats(_ row: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer(pointer(row)).assumingMemoryBound(to: Float.self)
    }

    /// `self[target] = other[source]`.
    package func copyRow(of other: FloatRows, _ source: Int, to target: Int) {
        precondition(other.width == width)
        pointer(target).update(from: other.pointer(source), count: width)
    }

    /// `self = other`, elementwise.
    package func copy(_ other: FloatRows) {
        precondition(other.rows == rows && other.width == width)
        base.update(from: other.base, count: rows * width)
    }

    /// `self = self · factor`.
    package func multiply(by factor: Float) {
        let factor = Lanes(repeating: factor)
        for place in 0..<(rows * width) { base[place] *= factor }
    }

    /// `self += factor · other`.
    package func add(_ other: FloatRows, times factor: Float) {
        precondition(other.rows == rows && other.width == width)
        let factor = Lanes(repeating: factor)
        for place in 0..<(rows * width) { base[place] += other.base[place] * factor }
    }

    /// `self = a + factor · b`.
    package func set(_ a: FloatRows, plus b: FloatRows, times factor: Float) {
        precondition(a.rows == rows && a.width == width && b.rows == rows && b.width == width)
        let factor = Lanes(repeating: factor)
        for place in 0..<(rows * width) { base[place] = a.base[place] + b.base[place] * factor }
    }

    /// Σ self · other over rows `0..<rowCount`: 16 running sums a row, added up per row in double precision.
    package func dot(_ other: FloatRows, rowCount: Int? = nil) -> Double {
        precondition(other.rows == rows && other.width == width)
        let limit = rowCount ?? rows
        precondition(limit <= rows)
        var total = 0.0
        for number in 0..<limit {
            let a = pointer(number)
            let b = other.pointer(number)
            var sum = Lanes.zero
            for lane in 0..<width { sum += a[lane] * b[lane] }
            total += Double(Self.sum(sum))
        }
        return total
    }

    /// The sum of 16 lanes as a fixed tree.
    private static func sum(_ lanes: Lanes) -> Float {
        let eight = lanes.lowHalf + lanes.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }

    /// All elements with the padding, row after row.
    package func padded() -> [Float] {
        Array(
            UnsafeBufferPointer(
                start: UnsafeRawPointer(base).assumingMemoryBound(to: Float.self), count: rows * width * 16))
    }
}
