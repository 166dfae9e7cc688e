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
    ///   - columns: `nil` for 0, 1, 2 …
    @unsafe package func addRows(
        _ rows: UnsafePointer<Float>, stride: Int, columns: [UInt32]?, values: [Float],
        sum: UnsafeMutablePointer<Float>
    ) {
        precondition(columns.map { $0.count == values.count } ?? true && stride % 16 == 0)
        unsafe withBases(columns, values) { columns, values, count in
            unsafe kernels.table.pointee.add_rows(rows, stride, columns, values, count, sum)
        }
    }

    /// Calls `body` with where columns, or `nil`, and values lie; not for no values.
    @unsafe private func withBases(
        _ columns: [UInt32]?, _ values: [Float], _ body: (UnsafePointer<UInt32>?, UnsafePointer<Float>, Int) -> Void
    ) {
        unsafe values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress, values.count > 0 else { return }
            guard let columns else { return unsafe body(nil, base, values.count) }
            unsafe columns.withUnsafeBufferPointer { unsafe body($0.baseAddress, base, values.count) }
        }
    }

    /// `sum += Σ values[i] · scales[columns[i]] · rows[columns[i]]`, in the order of `i`, for rows of signed integers.
    ///
    /// - Parameters:
    ///   - rows: 16-byte aligned, `stride` elements of `size` bytes a row.
    ///   - size: 1 or 2.
    ///   - stride: A multiple of 16.
    ///   - scales: One element a row.
    ///   - columns: `nil` for 0, 1, 2 …
    @unsafe package func addQuantizedRows(
        _ rows: UnsafeRawPointer, size: Int, stride: Int, scales: UnsafePointer<Float>, columns: [UInt32]?,
        values: [Float], sum: UnsafeMutablePointer<Float>
    ) {
        precondition(columns.map { $0.count == values.count } ?? true && stride % 16 == 0 && (size == 1 || size == 2))
        unsafe withBases(columns, values) { columns, values, count in
            unsafe kernels.table.pointee.add_quantized_rows(rows, size, stride, scales, columns, values, count, sum)
        }
    }

    /// `Σ rows[r][i] · values[i] · scales[i]` for each row `r`, the products of values and scales rounded to 32,767 steps up
    /// to `limit`.
    ///
    /// - Parameters:
    ///   - rows: 64-byte aligned rows of `length` bytes, what they have beyond the values zero.
    ///   - length: A multiple of 64, at least the number of values.
    ///   - scales: One element a value.
    ///   - limit: What no product of a value and its scale should exceed; larger ones are taken for it.
    @unsafe package func weighted(
        _ rows: UnsafePointer<Int8>, length: Int, count: Int, values: [Float], scales: UnsafePointer<Float>,
        limit: Float
    ) -> [Float] {
        precondition(length % 64 == 0 && values.count <= length && length - values.count < 64)
        guard length > 0, limit > 0 else { return [Float](repeating: 0, count: count) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: length * 2, alignment: ENCODER_ALIGNMENT)
        defer { unsafe memory.deallocate() }
        let narrow = unsafe memory.bindMemory(to: Int16.self, capacity: length)
        unsafe values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            unsafe kernels.table.pointee.narrow(base, scales, 32767 / limit, values.count, narrow)
        }
        let sums = unsafe [Int64](unsafeUninitializedCapacity: count) { sums, initialized in
            initialized = count
            guard let base = sums.baseAddress else { return }
            unsafe kernels.table.pointee.weigh(rows, narrow, length, count, base)
        }
        return sums.map { Float(Double($0) * Double(limit) / 32767) }
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

    /// What the sum of two cosines less 2 is multiplied by before 2 is raised to it, for exp(−γ · (|x − y|² + |x′ − y′|²)): |x − y|²
    /// is 2 − 2 · cosine, and exp(v) is 2^(v · log₂ e).
    package static func exponent(gamma: Float) -> Float { 2 * gamma * 1.442695 }

    /// `values[i] = 2^(values[i] + offset)`, for sums of at most 100.
    ///
    /// - Parameter values: 64-byte aligned, with room for `count` rounded up to 16.
    @unsafe package func raise(_ values: UnsafeMutablePointer<Float>, count: Int, offset: Float) {
        unsafe kernels.table.pointee.raise(values, count, offset)
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
