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

    /// `self[target] += factor · other[source]`.
    package func addRow(of other: FloatRows, _ source: Int, times factor: Float, to target: Int) {
        precondition(other.width == width)
        let from = other.pointer(source)
        let to = pointer(target)
        let factor = Lanes(repeating: factor)
        for lane in 0..<width { to[lane] += from[lane] * factor }
    }

    /// Sets every element to zero.
    package func clear() { base.update(repeating: .zero, count: rows * width) }

    /// `self[target] += Σ values[i] · matrix[columns[i]]`, in the order of `i`.
    package func addRows(of matrix: FloatRows, _ vector: SparseVector, to target: Int) {
        precondition(matrix.width == width && vector.fits(matrix.rows))
        kernels.addRows(
            matrix.floats(0), stride: width * 16, columns: vector.columns, values: vector.values, sum: floats(target))
    }

    /// `self[columns[i]] += values[i] · matrix[source]`, for each `i`.
    package func spreadRow(of matrix: FloatRows, _ source: Int, over vector: SparseVector) {
        precondition(matrix.width == width && vector.fits(rows))
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

    /// `self = Σ factor · part`, elementwise, in the order of the parts; `self` is none of them.
    package func set(_ parts: [(rows: FloatRows, factor: Float)]) {
        precondition(parts.allSatisfy { $0.rows !== self && $0.rows.rows == rows && $0.rows.width == width })
        let count = rows * width
        var start = 0
        while start < count {
            let end = min(start + Self.blockVectors, count)
            for place in start..<end { base[place] = .zero }
            for (part, factor) in parts {
                let factor = Lanes(repeating: factor)
                for place in start..<end { base[place] += part.base[place] * factor }
            }
            start = end
        }
    }

    /// How many vectors stay in the first cache while several matrices pass by.
    private static let blockVectors = 128

    /// The inner products of each of `a` with each of `b`, `b` running fastest, reading every matrix once.
    package static func dots(_ a: [FloatRows], _ b: [FloatRows]) -> [Double] {
        guard let shape = a.first else { return [] }
        precondition((a + b).allSatisfy { $0.rows == shape.rows && $0.width == shape.width })
        var totals = [Double](repeating: 0, count: a.count * b.count)
        let blockRows = max(1, blockVectors / max(1, shape.width))
        var start = 0
        while start < shape.rows {
            let end = min(start + blockRows, shape.rows)
            for (column, right) in b.enumerated() {
                for (row, left) in a.enumerated() {
                    totals[row * b.count + column] += left.dot(right, rows: start..<end)
                }
            }
            start = end
        }
        return totals
    }

    /// Σ self · other over some rows, all by default: 16 running sums a row, added up per row in double precision.
    package func dot(_ other: FloatRows, rows range: Range<Int>? = nil) -> Double {
        precondition(other.rows == rows && other.width == width)
        let range = range ?? 0..<rows
        precondition(range.lowerBound >= 0 && range.upperBound <= rows)
        var total = 0.0
        for number in range {
            let a = base + number * width
            let b = other.base + number * width
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
