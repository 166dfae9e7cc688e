import Dispatch
import SentenceEncoding
package import TensorFiles

/// A matrix for reading, its rows quantised to integers: a quarter or half of the memory of ``FloatRows``.
///
/// Holds pointers, to memory of its own or to a mapped file; every access is checked against the number of rows.
package final class QuantizedRows: @unchecked Sendable {
    // Sendable: written in init only.

    /// How many bytes an element has.
    package enum Precision: Int, Sendable {
        /// Off by less than a two-hundredth of a row's largest element.
        case eightBits = 1
        /// Off by less than a sixty-thousandth of it.
        case sixteenBits = 2

        var largest: Float { self == .eightBits ? 127 : 32767 }
    }

    package let rows: Int
    package let columns: Int
    package let precision: Precision
    /// Elements a row, a multiple of 16.
    private let stride: Int
    private let base: UnsafeRawPointer
    private let scales: UnsafePointer<Float>
    /// What keeps mapped memory alive; `nil` when the memory is this object's own.
    private let owner: AnyObject?
    private let kernels = RowKernels()

    /// Quantises rows symmetrically, each by its largest element, to the nearest integers.
    package convenience init(_ matrix: FloatRows, _ precision: Precision) {
        self.init(matrix, precision) { writer in
            let unit = 1024
            DispatchQueue.concurrentPerform(iterations: (matrix.rows + unit - 1) / unit) { part in
                for row in part * unit..<min((part + 1) * unit, matrix.rows) {
                    _ = writer.write(matrix.elements(ofRow: row), toRow: row, wanting: nil)
                }
            }
        }
    }

    /// Quantises rows one after the other, each so that it makes up for the rounding errors of the rows before it.
    ///
    /// What rows are multiplied by and summed over is much the same for rows whose `features` are alike, so an element is rounded
    /// to where Σ error · feature, over all rows so far, comes closest to zero. Thousands of errors then add up to little more than
    /// one of them.
    ///
    /// Source: Lybrand & Saab 2021, *A Greedy Algorithm for Quantizing Neural Networks*, arXiv:2010.15979.
    /// - Parameter features: As many rows as `matrix` has.
    /// - Complexity: O(rows · columns · features).
    package convenience init(_ matrix: FloatRows, _ precision: Precision, keepingSumsOver features: FloatRows) {
        precondition(features.rows == matrix.rows)
        // One row a feature, and one for what all rows have in common.
        let debt = FloatRows(rows: features.columns + 1, columns: matrix.columns)
        let owed = FloatRows(rows: 1, columns: matrix.columns)
        let last = FloatRows(rows: 1, columns: matrix.columns)
        let places = (0..<UInt32(debt.rows)).map { $0 }
        func values(_ row: Int) -> [Float] { features.elements(ofRow: row) + [1] }
        self.init(matrix, precision) { writer in
            for row in 0..<matrix.rows {
                let values = values(row)
                var squares: Float = 0
                for value in values { squares += value * value }
                owed.clear()
                owed.addAllRows(of: debt, values.map { $0 / squares }, to: 0)
                let elements = matrix.elements(ofRow: row)
                let wanted = zip(elements, owed.elements(ofRow: 0)).map { $0 + $1 }
                last.write(writer.write(elements, toRow: row, wanting: wanted), toRow: 0)
                debt.spreadRow(of: last, 0, over: SparseVector(columns: places, values: values))
            }
        }
    }

    private init(_ matrix: FloatRows, _ precision: Precision, fill: (Writer) -> Void) {
        rows = matrix.rows
        columns = matrix.columns
        self.precision = precision
        stride = (columns + 15) / 16 * 16
        let count = max(16, rows * stride * precision.rawValue)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        bytes.initializeMemory(as: Int8.self, repeating: 0, count: count)
        let factors = UnsafeMutablePointer<Float>.allocate(capacity: max(1, rows))
        factors.initialize(repeating: 0, count: max(1, rows))
        fill(Writer(bytes: bytes, factors: factors, stride: stride, precision: precision))
        base = UnsafeRawPointer(bytes)
        scales = UnsafePointer(factors)
        owner = nil
    }

    /// Memory in the making. Threads may write to rows of their own.
    private struct Writer: @unchecked Sendable {
        let bytes: UnsafeMutableRawPointer
        let factors: UnsafeMutablePointer<Float>
        let stride: Int
        let precision: Precision

        /// Writes a row.
        ///
        /// - Parameter wanted: What the integers shall come closest to, if not to the elements.
        /// - Returns: What the elements lack.
        func write(_ elements: [Float], toRow row: Int, wanting wanted: [Float]?) -> [Float] {
            let scale = elements.reduce(0) { max($0, $1.magnitude) } / precision.largest
            factors[row] = scale
            guard scale > 0 else { return elements }
            var errors = elements
            for (column, element) in (wanted ?? elements).enumerated() {
                let value = (element / scale).rounded(.toNearestOrEven)
                let whole = Int16(max(-precision.largest, min(precision.largest, value)))
                errors[column] -= Float(whole) * scale
                let place = row * stride + column
                switch precision {
                case .eightBits: bytes.storeBytes(of: Int8(whole), toByteOffset: place, as: Int8.self)
                case .sixteenBits: bytes.storeBytes(of: whole, toByteOffset: place * 2, as: Int16.self)
                }
            }
            return errors
        }
    }

    /// Rows and scales that lie in a mapped file, as ``bytes`` and ``factors`` gave them; `nil` when they have other sizes.
    package init?(
        mapped: (pointer: UnsafeRawPointer, count: Int, owner: MappedFile), scales: (UnsafeRawPointer, Int), rows: Int,
        columns: Int, _ precision: Precision
    ) {
        stride = (columns + 15) / 16 * 16
        guard rows >= 0, columns > 0, mapped.count == rows * stride * precision.rawValue, scales.1 == rows else {
            return nil
        }
        self.rows = rows
        self.columns = columns
        self.precision = precision
        base = mapped.pointer
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
        precondition(vector.fits(rows))
        add(vector.columns, vector.values, to: sum)
    }

    /// `sum += Σ values[i] · self[i]`, in the order of `i`; `sum` is one row.
    package func addAll(_ values: [Float], to sum: FloatRows) {
        precondition(values.count == rows)
        add(nil, values, to: sum)
    }

    private func add(_ columns: [UInt32]?, _ values: [Float], to sum: FloatRows) {
        precondition(sum.columns == self.columns)
        sum.withRow(0) { row in
            kernels.addQuantizedRows(
                base, size: precision.rawValue, stride: stride, scales: scales, columns: columns, values: values,
                sum: row)
        }
    }

    package func elements(ofRow number: Int) -> [Float] { integers(ofRow: number).map { Float($0) * scales[number] } }

    /// The elements of a row, divided by its scale.
    package func integers(ofRow number: Int) -> [Int16] {
        precondition(number >= 0 && number < rows)
        return (0..<columns).map { column in
            let place = number * stride + column
            return switch precision {
            case .eightBits: Int16(base.load(fromByteOffset: place, as: Int8.self))
            case .sixteenBits: base.load(fromByteOffset: place * 2, as: Int16.self)
            }
        }
    }

    /// All rows with their padding, to be stored.
    package var bytes: [UInt8] {
        Array(UnsafeRawBufferPointer(start: base, count: rows * stride * precision.rawValue))
    }

    /// One element a row, to be stored.
    package var factors: [Float] { Array(UnsafeBufferPointer(start: scales, count: rows)) }
}
