import SentenceEncoding
package import TensorFiles

/// A matrix for reading, its rows quantised to 8 bits: a quarter of the memory of ``FloatRows``, and off by less than a
/// two-hundredth of a row's largest element.
///
/// Holds pointers, to memory of its own or to a mapped file; every access is checked against the number of rows.
package final class ByteRows: @unchecked Sendable {
    // Sendable: written in init only.
    package let rows: Int
    package let columns: Int
    /// Bytes a row, a multiple of 16.
    private let stride: Int
    private let base: UnsafePointer<Int8>
    private let scales: UnsafePointer<Float>
    /// What keeps mapped memory alive; `nil` when the memory is this object's own.
    private let owner: AnyObject?
    private let kernels = RowKernels()

    /// Quantises rows symmetrically, each by its largest element.
    package init(_ matrix: FloatRows) {
        rows = matrix.rows
        columns = matrix.columns
        stride = (columns + 15) / 16 * 16
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(16, rows * stride), alignment: 64)
            .initializeMemory(as: Int8.self, repeating: 0, count: max(16, rows * stride))
        let factors = UnsafeMutablePointer<Float>.allocate(capacity: max(1, rows))
        for row in 0..<rows {
            let (values, scale) = Quantization.rows(matrix.elements(ofRow: row), width: columns)
            for (column, value) in values.enumerated() { bytes[row * stride + column] = value }
            factors[row] = scale[0]
        }
        base = UnsafePointer(bytes)
        scales = UnsafePointer(factors)
        owner = nil
    }

    /// Rows and scales that lie in a mapped file, as ``bytes`` and ``factors`` gave them; `nil` when they have other sizes.
    package init?(
        mapped: (pointer: UnsafeRawPointer, count: Int, owner: MappedFile), scales: (UnsafeRawPointer, Int), rows: Int,
        columns: Int
    ) {
        stride = (columns + 15) / 16 * 16
        guard rows >= 0, columns > 0, mapped.count == rows * stride, scales.1 == rows else { return nil }
        self.rows = rows
        self.columns = columns
        base = mapped.pointer.assumingMemoryBound(to: Int8.self)
        self.scales = scales.0.assumingMemoryBound(to: Float.self)
        owner = mapped.owner
    }

    deinit {
        guard owner == nil else { return }
        base.deallocate()
        scales.deallocate()
    }

    /// `sum += Σ values[i] · self[columns[i]]`, in the order of `i`; `sum` is one row.
    package func add(_ vector: SparseVector, to sum: FloatRows) {
        precondition(vector.fits(rows) && sum.columns == columns)
        guard vector.count > 0 else { return }
        sum.withRow(0) { row in
            kernels.addByteRows(
                base, stride: stride, scales: scales, columns: vector.columns, values: vector.values, sum: row)
        }
    }

    package func elements(ofRow number: Int) -> [Float] {
        precondition(number >= 0 && number < rows)
        return (0..<columns).map { Float(base[number * stride + $0]) * scales[number] }
    }

    /// All rows with their padding, to be stored.
    package var bytes: [UInt8] {
        UnsafeBufferPointer(start: base, count: rows * stride).map { UInt8(bitPattern: $0) }
    }

    /// One element a row, to be stored.
    package var factors: [Float] { Array(UnsafeBufferPointer(start: scales, count: rows)) }
}
