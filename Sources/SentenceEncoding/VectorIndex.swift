import CEncoderKernels

/// Many vectors, quantised to 4 bits a column, and the cosines of another vector to all of them.
///
/// Every element has 16 levels, evenly spread around its mean; how far apart they are follows from how much the element differs
/// between the vectors. The first elements, along which vectors should differ most, have a second column that splits each level into
/// 16 finer ones, as an error there weighs most. One exact integer product compares a vector with all others at once, and takes as
/// long as reading them does. A cosine is off by some thousandths, and has the same bits with every kernel.
///
/// Source: Max 1960, *Quantizing for Minimum Distortion*, table II: the step of 16 even levels for a normal distribution.
@safe
public struct VectorIndex: Sendable {
    /// How many vectors there are.
    public let count: Int
    /// The elements of a vector, a multiple of 8.
    public let width: Int
    /// The level of each column, 0...15, in panels [rows / 16][columns / 8][16][4] of bytes, as the kernels take them; rows padded to
    /// ``rowUnit``.
    private let panels: AlignedBytes
    /// What lies between two levels of a column.
    package let steps: [Float]
    /// The value of a column's level 8. An element is the sum of its columns' values.
    package let middles: [Float]

    private let kernels: Kernels

    /// The kernels take outputs in multiples of this.
    private static let rowUnit = 64
    /// The step in standard deviations.
    private static let relativeStep = 0.3352
    private static let levels: ClosedRange<Float> = 0...15

    /// How many of the elements have a second column: those beyond `width` in ``steps``.
    private static func refinedCount(_ width: Int) -> Int { width / 32 * 8 }
    /// The element of a column.
    private static func element(_ column: Int, _ width: Int) -> Int { column < width ? column : column - width }

    /// - Parameter vectors: Each of `width` elements.
    public init(_ vectors: [[Float]], width: Int, kernel: EncoderKernel? = nil) {
        precondition(width > 0 && width % 8 == 0 && vectors.allSatisfy { $0.count == width })
        count = vectors.count
        self.width = width
        (steps, middles) = Self.levels(of: vectors, width: width)
        panels = AlignedBytes(Self.panels(vectors, width: width, steps: steps, middles: middles))
        kernels = kernel.flatMap { Kernels($0) } ?? .best
    }

    /// Takes what ``panelBytes``, ``steps`` and ``middles`` of an earlier index gave; `nil` when their sizes do not fit each other.
    ///
    /// - Parameters:
    ///   - panels: Aligned to 64 bytes.
    ///   - bytes: How many bytes `panels` has.
    ///   - owner: Keeps the panels' memory alive.
    ///   - count: How many vectors there are.
    @unsafe package init?(
        panels: UnsafeRawPointer, count bytes: Int, owner: AnyObject, steps: [Float], middles: [Float], count: Int,
        width: Int
    ) {
        guard width > 0, width % 8 == 0, steps.count == width + Self.refinedCount(width), middles.count == steps.count,
            count >= 0, count < 1 << 32, bytes == Self.paddedCount(count) * steps.count / 2,
            (steps + middles).allSatisfy({ $0.isFinite })
        else { return nil }
        self.count = count
        self.width = width
        self.steps = steps
        self.middles = middles
        unsafe self.panels = AlignedBytes(panels, count: bytes, owner: owner)
        kernels = .best
    }

    /// The panels' bytes, to be stored beside ``steps`` and ``middles``.
    package var panelBytes: [UInt8] { panels.bytes }

    private static func paddedCount(_ count: Int) -> Int { (count + rowUnit - 1) / rowUnit * rowUnit }

    private static func levels(of vectors: [[Float]], width: Int) -> (steps: [Float], middles: [Float]) {
        var sums = [Double](repeating: 0, count: width)
        var squares = sums
        for vector in vectors {
            for (column, value) in vector.enumerated() {
                sums[column] += Double(value)
                squares[column] += Double(value) * Double(value)
            }
        }
        let share = 1 / Double(max(1, vectors.count))
        var (steps, middles): ([Float], [Float]) = ([], [])
        for column in 0..<width {
            let mean = sums[column] * share
            let step = max(0, squares[column] * share - mean * mean).squareRoot() * relativeStep
            steps.append(Float(step))
            middles.append(Float(mean + step / 2))
        }
        for column in 0..<refinedCount(width) {
            steps.append(steps[column] / 16)
            middles.append(steps[column] / 32)
        }
        return (steps, middles)
    }

    private static func panels(_ vectors: [[Float]], width: Int, steps: [Float], middles: [Float]) -> [UInt8] {
        var panels = [UInt8](repeating: 0, count: paddedCount(vectors.count) * steps.count / 2)
        for (row, vector) in vectors.enumerated() {
            var left = vector
            for column in steps.indices {
                let element = element(column, width)
                let distance = steps[column] > 0 ? (left[element] - middles[column]) / steps[column] : 0
                let level = min(levels.upperBound, max(levels.lowerBound, (distance + 8).rounded(.toNearestOrEven)))
                left[element] -= middles[column] + steps[column] * (level - 8)
                let place = place(row: row, column: column, of: steps.count)
                panels[place.byte] |= UInt8(level) << place.shift
            }
        }
        return panels
    }

    /// Where a level lies in the panels.
    private static func place(row: Int, column: Int, of columns: Int) -> (byte: Int, shift: Int) {
        let byte = ((row / 16 * (columns / 8) + column / 8) * 16 + row % 16) * 4 + column % 4
        return (byte, column % 8 < 4 ? 0 : 4)
    }

    /// The vector of a row as the index has it.
    package func elements(ofRow row: Int) -> [Float] {
        precondition(row >= 0 && row < count)
        var elements = [Float](repeating: 0, count: width)
        for column in steps.indices {
            let place = Self.place(row: row, column: column, of: steps.count)
            let level = unsafe panels.base[place.byte] >> place.shift & 15
            elements[Self.element(column, width)] += middles[column] + steps[column] * (Float(level) - 8)
        }
        return elements
    }

    /// A vector as it is multiplied with levels: a cosine is Σ `values` · (level − 8) · `scale` + `offset`.
    private func query(_ vector: [Float]) -> (values: [Int8], scale: Float, offset: Float) {
        var offset: Float = 0
        var products: [Float] = []
        products.reserveCapacity(steps.count)
        for column in steps.indices {
            let value = vector[Self.element(column, width)]
            offset += value * middles[column]
            products.append(value * steps[column])
        }
        let (values, scales) = Quantization.rows(products, width: steps.count)
        return (values, scales[0], offset)
    }

    /// The cosine of a unit vector to each vector of the index, in their order.
    ///
    /// - Complexity: O(*n* · *d*), about three nanoseconds a vector with AVX-512 VNNI.
    public func cosines(to vector: [Float]) -> [Float] {
        precondition(vector.count == width)
        guard count > 0 else { return [] }
        let query = query(vector)
        return unsafe withProduct(query.values) { sums in
            (0..<count).map { unsafe Float(sums[$0]) * query.scale + query.offset }
        }
    }

    /// How alike a pair of vectors is to the pairs of two indexes, row by row: exp(−γ · (|x − y|² + |x′ − y′|²)) for unit vectors.
    ///
    /// - Parameters:
    ///   - vectors: Compared with the rows of `first` and of `second`, which have as many.
    ///   - gamma: Above 0; how fast likeness falls.
    ///   - givesCosines: Whether the cosines are asked for.
    /// - Returns: The likenesses, from 0 to about 1, and the cosines to the rows of `first`, or none.
    package static func likenesses(
        of vectors: (first: [Float], second: [Float]), to first: VectorIndex, _ second: VectorIndex, gamma: Float,
        givesCosines: Bool
    ) -> (likenesses: [Float], cosines: [Float]) {
        precondition(first.count == second.count)
        precondition(vectors.first.count == first.width && vectors.second.count == second.width)
        let rows = paddedCount(first.count)
        guard rows > 0 else { return ([], []) }
        let (query, other) = (first.query(vectors.first), second.query(vectors.second))
        // So few rows at a time that their sums stay in the first cache.
        let some = min(rows, blockRows)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: 2 * some * MemoryLayout<Int32>.stride, alignment: ENCODER_ALIGNMENT)
        defer { unsafe memory.deallocate() }
        let sums = unsafe memory.bindMemory(to: Int32.self, capacity: 2 * some)
        let exponent = RowKernels.exponent(gamma: gamma)
        func fill(_ likenesses: UnsafeMutablePointer<Float>, _ cosines: UnsafeMutablePointer<Float>?) {
            for start in stride(from: 0, to: rows, by: some) {
                let count = min(some, rows - start)
                unsafe first.product(query.values, rows: start..<start + count, into: sums)
                unsafe second.product(other.values, rows: start..<start + count, into: sums + some)
                unsafe first.kernels.table.pointee.radial(
                    sums, query.scale, query.offset, sums + some, other.scale, other.offset, exponent, count,
                    unsafe cosines.map { unsafe $0 + start }, likenesses + start)
            }
        }
        var cosines: [Float] = []
        let likenesses = unsafe [Float](unsafeUninitializedCapacity: rows) { likenesses, initialized in
            initialized = first.count
            guard let out = likenesses.baseAddress else { return }
            guard givesCosines else { return unsafe fill(out, nil) }
            cosines = unsafe [Float](unsafeUninitializedCapacity: rows) { cosines, initialized in
                initialized = first.count
                unsafe fill(out, cosines.baseAddress)
            }
        }
        return (likenesses, cosines)
    }

    /// A multiple of ``rowUnit``.
    private static let blockRows = 1024

    /// The exact product of a vector with the levels of some rows, multiples of ``rowUnit`` or the last.
    @unsafe private func product(_ values: [Int8], rows: Range<Int>, into sums: UnsafeMutablePointer<Int32>) {
        unsafe values.withUnsafeBufferPointer { values in
            guard let row = values.baseAddress else { return }
            unsafe kernels.table.pointee.half_product(
                row, panels.base + rows.lowerBound * steps.count / 2, Int32(rows.count), Int32(steps.count), sums)
        }
    }

    /// Calls `body` with the exact product of a vector with the levels of each row, what the padding gives behind them.
    @unsafe private func withProduct<R>(_ values: [Int8], _ body: (UnsafePointer<Int32>) -> R) -> R {
        let rows = Self.paddedCount(count)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: rows * MemoryLayout<Int32>.stride, alignment: ENCODER_ALIGNMENT)
        defer { unsafe memory.deallocate() }
        let sums = unsafe memory.bindMemory(to: Int32.self, capacity: rows)
        unsafe product(values, rows: 0..<rows, into: sums)
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
