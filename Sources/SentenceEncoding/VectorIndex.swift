import CEncoderKernels

/// Many vectors, quantised to 8 bits, and the closest of them to another vector.
///
/// One exact integer product compares a vector with all of them at once: thousands in a few microseconds. The cosines differ from
/// those of the floats by some thousandths, and are the same bits with every kernel.
@safe
public struct VectorIndex: Sendable {
    /// How many vectors there are.
    public let count: Int
    /// The elements of a vector, a multiple of 4.
    public let width: Int
    /// Each vector's values as value + 128, in panels [rows / 16][width / 4][16][4]; rows padded with zeros to ``rowUnit``.
    private let panels: AlignedBytes
    /// What a row's integers are multiplied by to give its vector, with zeros for the padding.
    private let paddedScales: [Float]

    private let kernels: Kernels

    /// The kernels take outputs in multiples of this.
    private static let rowUnit = 192

    /// - Parameter vectors: Each of `width` elements.
    public init(_ vectors: [[Float]], width: Int, kernel: EncoderKernel? = nil) {
        precondition(width > 0 && width % 4 == 0 && vectors.allSatisfy { $0.count == width })
        var (values, scales) = Quantization.rows(vectors.flatMap { $0 }, width: width)
        let rows = (vectors.count + Self.rowUnit - 1) / Self.rowUnit * Self.rowUnit
        values += [Int8](repeating: 0, count: rows * width - values.count)
        count = vectors.count
        self.width = width
        paddedScales = Self.padded(scales, rows)
        panels = AlignedBytes(Quantization.panels(values, depth: width))
        kernels = kernel.flatMap { Kernels($0) } ?? .best
    }

    /// Takes what ``panelBytes`` and ``scales`` of an earlier index gave; `nil` when their sizes do not fit each other.
    ///
    /// - Parameters:
    ///   - panels: Aligned to 64 bytes.
    ///   - owner: Keeps the panels' memory alive.
    @unsafe package init?(panels: UnsafeRawPointer, count bytes: Int, owner: AnyObject, scales: [Float], width: Int) {
        let rows = (scales.count + Self.rowUnit - 1) / Self.rowUnit * Self.rowUnit
        guard width > 0, width % 4 == 0, bytes == rows * width, scales.allSatisfy({ $0.isFinite }) else { return nil }
        count = scales.count
        self.width = width
        unsafe self.panels = AlignedBytes(panels, count: bytes, owner: owner)
        paddedScales = Self.padded(scales, rows)
        kernels = .best
    }

    private static func padded(_ scales: [Float], _ rows: Int) -> [Float] {
        scales + [Float](repeating: 0, count: rows - scales.count)
    }

    /// What a row's integers are multiplied by to give its vector; one element a vector.
    package var scales: [Float] { Array(paddedScales.prefix(count)) }

    /// The panels' bytes, to be stored beside ``scales``.
    package var panelBytes: [UInt8] { panels.bytes }

    /// The cosine of a unit vector to each vector of the index, in their order.
    ///
    /// - Complexity: O(*n* · *d*), about two nanoseconds a vector with AVX-512 VNNI.
    public func cosines(to vector: [Float]) -> [Float] {
        precondition(vector.count == width)
        guard count > 0 else { return [] }
        let (values, scale) = Quantization.rows(vector, width: width)
        return unsafe withProduct(values) { sums in
            (0..<count).map { unsafe Float(sums[$0]) * scale[0] * paddedScales[$0] }
        }
    }

    /// How alike a pair of vectors is to the pairs of two indexes, row by row: exp(−γ · (|x − y|² + |x′ − y′|²)) for unit vectors.
    ///
    /// - Parameters:
    ///   - vectors: Compared with the rows of `first` and of `second`, which have as many.
    ///   - gamma: Above 0; how fast likeness falls.
    /// - Returns: The likenesses, 0...1, and the cosines to the rows of `first`.
    package static func likenesses(
        of vectors: (first: [Float], second: [Float]), to first: VectorIndex, _ second: VectorIndex, gamma: Float
    ) -> (likenesses: [Float], cosines: [Float]) {
        precondition(first.count == second.count)
        precondition(vectors.first.count == first.width && vectors.second.count == second.width)
        let rows = first.paddedScales.count
        guard rows > 0 else { return ([], []) }
        let (values, scale) = Quantization.rows(vectors.first, width: first.width)
        let (otherValues, otherScale) = Quantization.rows(vectors.second, width: second.width)
        var likenesses = [Float](repeating: 0, count: rows)
        var cosines = likenesses
        // |x − y|² = 2 − 2 · cosine, and exp(v) = 2^(v · log₂ e).
        let exponent = 2 * gamma * 1.442695
        unsafe first.withProduct(values) { sums in
            unsafe second.withProduct(otherValues) { otherSums in
                unsafe likenesses.withUnsafeMutableBufferPointer { likenesses in
                    unsafe cosines.withUnsafeMutableBufferPointer { cosines in
                        guard let out = likenesses.baseAddress, let outCosines = cosines.baseAddress else { return }
                        unsafe first.kernels.table.pointee.radial(
                            sums, first.paddedScales, otherSums, second.paddedScales, scale[0], otherScale[0], exponent,
                            rows, outCosines, out)
                    }
                }
            }
        }
        likenesses.removeLast(rows - first.count)
        cosines.removeLast(rows - first.count)
        return (likenesses, cosines)
    }

    /// Calls `body` with the exact product of a vector with each row, the padding's zeros behind them.
    @unsafe private func withProduct<R>(_ values: [Int8], _ body: (UnsafePointer<Int32>) -> R) -> R {
        let rows = paddedScales.count
        let sumBytes = rows * MemoryLayout<Int32>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: sumBytes + width * 2, alignment: ENCODER_ALIGNMENT)
        defer { unsafe memory.deallocate() }
        let sums = unsafe memory.bindMemory(to: Int32.self, capacity: rows)
        unsafe values.withUnsafeBufferPointer { values in
            guard let row = values.baseAddress else { return }
            unsafe kernels.table.pointee.product(
                row, 1, panels.base, Int32(rows), Int32(width), memory + sumBytes, sums)
        }
        return unsafe body(sums)
    }
}

/// Bytes that start at an address which the kernels can load from.
@safe
final class AlignedBytes: @unchecked Sendable {
    // Sendable: written in init only.
    let count: Int
    let base: UnsafePointer<UInt8>
    /// What keeps memory alive that is not this object's own.
    private let owner: AnyObject?

    /// Bytes that something else holds.
    @unsafe init(_ base: UnsafeRawPointer, count: Int, owner: AnyObject) {
        self.count = count
        unsafe self.base = base.assumingMemoryBound(to: UInt8.self)
        self.owner = owner
    }

    init(_ bytes: [UInt8]) {
        count = bytes.count
        owner = nil
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: ENCODER_ALIGNMENT)
        unsafe bytes.withUnsafeBytes { source in
            if let address = source.baseAddress { unsafe memory.copyMemory(from: address, byteCount: source.count) }
        }
        unsafe base = UnsafePointer(memory.bindMemory(to: UInt8.self, capacity: max(1, bytes.count)))
    }

    deinit {
        if owner == nil { unsafe base.deallocate() }
    }

    var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}
