import CEncoderKernels

/// The loops between a sparse vector and a matrix, with the fastest kernel of this CPU; all kernels give the same bits.
@safe
package struct RowKernels: Sendable {
    private let kernels: Kernels

    /// - Parameter kernel: The kernel to use; `nil`, or one that this CPU lacks, for the fastest.
    package init(_ kernel: EncoderKernel? = nil) { kernels = kernel.flatMap { Kernels($0) } ?? .best }

    /// `sum += Σ values[i] · rows[columns[i]]`, in the order of `i`.
    ///
    /// - Parameters:
    ///   - rows: 64-byte aligned, `stride` floats a row, as many rows as the columns ask for.
    ///   - stride: A multiple of 16.
    @unsafe package func addRows(
        _ rows: UnsafePointer<Float>, stride: Int, columns: [UInt32], values: [Float], sum: UnsafeMutablePointer<Float>
    ) {
        precondition(columns.count == values.count && stride % 16 == 0)
        unsafe columns.withUnsafeBufferPointer { columns in
            unsafe values.withUnsafeBufferPointer { values in
                guard let columnsBase = columns.baseAddress, let valuesBase = values.baseAddress else { return }
                unsafe kernels.table.pointee.add_rows(rows, stride, columnsBase, valuesBase, columns.count, sum)
            }
        }
    }

    /// `sum += Σ values[i] · scales[columns[i]] · rows[columns[i]]`, in the order of `i`, for rows of 8-bit values.
    ///
    /// - Parameters:
    ///   - rows: 16-byte aligned, `stride` bytes a row.
    ///   - stride: A multiple of 16.
    ///   - scales: One element a row.
    @unsafe package func addByteRows(
        _ rows: UnsafePointer<Int8>, stride: Int, scales: UnsafePointer<Float>, columns: [UInt32], values: [Float],
        sum: UnsafeMutablePointer<Float>
    ) {
        precondition(columns.count == values.count && stride % 16 == 0)
        unsafe columns.withUnsafeBufferPointer { columns in
            unsafe values.withUnsafeBufferPointer { values in
                guard let columnsBase = columns.baseAddress, let valuesBase = values.baseAddress else { return }
                unsafe kernels.table.pointee.add_byte_rows(
                    rows, stride, scales, columnsBase, valuesBase, columns.count, sum)
            }
        }
    }

    /// `rows[columns[i]] += values[i] · row`, for each `i`; shapes as for ``addRows(_:stride:columns:values:sum:)``.
    @unsafe package func spreadRow(
        _ row: UnsafePointer<Float>, stride: Int, columns: [UInt32], values: [Float], rows: UnsafeMutablePointer<Float>
    ) {
        precondition(columns.count == values.count && stride % 16 == 0)
        unsafe columns.withUnsafeBufferPointer { columns in
            unsafe values.withUnsafeBufferPointer { values in
                guard let columnsBase = columns.baseAddress, let valuesBase = values.baseAddress else { return }
                unsafe kernels.table.pointee.spread_row(row, stride, columnsBase, valuesBase, columns.count, rows)
            }
        }
    }

    /// `out -= a · b`, `a` of `rows` × `depth`, `b` of `depth` × `columns`.
    ///
    /// - Parameters:
    ///   - strides: How many floats lie from row to row of `a`, `b` and `out`; those of `b` and `out` multiples of 16.
    ///   - columns: A multiple of 16; `b` and `out` are 64-byte aligned.
    @unsafe package func subtractProduct(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, strides: (a: Int, b: Int, out: Int), rows: Int,
        columns: Int, depth: Int, out: UnsafeMutablePointer<Float>
    ) {
        precondition(columns % 16 == 0 && strides.b % 16 == 0 && strides.out % 16 == 0)
        unsafe kernels.table.pointee.subtract_product(
            a, strides.a, b, strides.b, rows, columns, depth, out, strides.out)
    }
}
