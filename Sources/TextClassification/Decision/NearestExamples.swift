package import TensorFiles

/// The training texts closest to a text, by the cosine of their lexical vectors.
///
/// Features that stand in more than one text in sixteen are left out of the products (not of the lengths): they hardly tell
/// texts apart and would be most of the work.
///
/// A text of ten words has tens of thousands of postings, and adding them up is most of an answer by words. So the products are
/// whole numbers, made many at once, and so are the sums, which all fit the processor's nearest cache. A cosine is off by less
/// than a thousandth.
package struct NearestExamples: Sendable {
    /// The start of each column's postings; one more element than columns.
    package let starts: [UInt32]
    /// How far a posting's example lies behind the one of the posting before, a column's first behind example 0.
    package let gaps: MappedArray<UInt16>
    /// An example's value over its length, in 65,535ths of the column's ``largest``.
    package let shares: MappedArray<UInt16>
    /// The largest value over a length in each column.
    package let largest: [Float]
    package let count: Int

    /// The largest share of texts that a feature may stand in to be compared.
    private static let commonShare = 16
    private static let wholeShare = Float(UInt16.max)
    /// What a cosine of 1 is as a sum.
    private static let unit: Float = 32768
    /// A product of a share is divided by one more than a whole share.
    private static let factorUnit = unit * (wholeShare + 1) / wholeShare

    /// - Parameter vectors: Without negative values.
    package init(_ vectors: [SparseVector], featureCount: Int) {
        let scales = vectors.map(Self.scale)
        var members = [[(example: Int, value: Float)]](repeating: [], count: featureCount)
        let limit = max(8, vectors.count / Self.commonShare)
        for (example, (vector, scale)) in zip(vectors, scales).enumerated() {
            for (column, value) in zip(vector.columns, vector.values) where members[Int(column)].count <= limit {
                precondition(value >= 0)
                members[Int(column)].append((example, value * scale))
            }
        }
        var starts: [UInt32] = [0]
        starts.reserveCapacity(featureCount + 1)
        var largest: [Float] = []
        largest.reserveCapacity(featureCount)
        var gaps: [UInt16] = []
        var shares: [UInt16] = []
        for column in members {
            let most = column.reduce(0) { max($0, $1.value) }
            largest.append(most)
            if column.count <= limit, most > 0 {
                var last = 0
                for (example, value) in column {
                    // A gap that is too wide is crossed by postings that add nothing.
                    while example - last > Int(UInt16.max) {
                        gaps.append(.max)
                        shares.append(0)
                        last += Int(UInt16.max)
                    }
                    gaps.append(UInt16(example - last))
                    shares.append(UInt16((value / most * Self.wholeShare).rounded()))
                    last = example
                }
            }
            starts.append(UInt32(gaps.count))
        }
        self.starts = starts
        self.gaps = MappedArray(gaps)
        self.shares = MappedArray(shares)
        self.largest = largest
        count = vectors.count
    }

    /// Takes stored postings; `nil` when their parts do not fit each other.
    package init?(
        starts: [UInt32], gaps: MappedArray<UInt16>, shares: MappedArray<UInt16>, largest: [Float], count: Int
    ) {
        guard let last = starts.last, starts.first == 0, Int(last) == gaps.count, gaps.count == shares.count,
            largest.count + 1 == starts.count, largest.allSatisfy({ $0 >= 0 && $0 <= 2 }), count >= 0
        else { return nil }
        for column in largest.indices {
            guard starts[column] <= starts[column + 1], Int(starts[column + 1]) <= gaps.count else { return nil }
            var example = 0
            for place in Int(starts[column])..<Int(starts[column + 1]) { example += Int(gaps[place]) }
            guard example < count || starts[column] == starts[column + 1] else { return nil }
        }
        self.starts = starts
        self.gaps = gaps
        self.shares = shares
        self.largest = largest
        self.count = count
    }

    private static func scale(_ vector: SparseVector) -> Float {
        var squares: Float = 0
        for value in vector.values { squares += value * value }
        return squares > 0 ? 1 / squares.squareRoot() : 0
    }

    /// The cosine to each example, in example order.
    package func cosines(_ vector: SparseVector) -> [Float] { sums(vector).map { Float($0) / Self.unit } }

    /// The closest of the first examples and its cosine; the first of equals, example 0 with 0 when there is none.
    package func nearest(_ vector: SparseVector, among count: Int) -> (example: Int, cosine: Float) {
        let (place, sum) = sums(vector).withUnsafeBufferPointer { Largest.element(of: $0, first: count) }
        return (place, Float(sum) / Self.unit)
    }

    /// The cosine to each example as a whole number of 1 / ``unit``.
    private func sums(_ vector: SparseVector) -> [UInt16] {
        let scale = Self.scale(vector)
        var sums = [UInt16](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            gaps.withUnsafeBufferPointer { gaps in
                shares.withUnsafeBufferPointer { shares in
                    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Self.atOnce) { products in
                        guard let sum = sums.baseAddress, let gap = gaps.baseAddress, let share = shares.baseAddress,
                            let products = products.baseAddress
                        else { return }
                        for (column, value) in zip(vector.columns, vector.values) where Int(column) < largest.count {
                            let factor = value * scale * largest[Int(column)] * Self.factorUnit
                            let whole = UInt16(max(0, min(Self.wholeShare, factor.rounded())))
                            let range = Int(starts[Int(column)])..<Int(starts[Int(column) + 1])
                            Self.add(gap, share, range, times: whole, to: sum, products)
                        }
                    }
                }
            }
        }
        return sums
    }

    /// How many products are made before they are added.
    private static let atOnce = 256

    /// Adds some postings' shares times a factor to their examples' sums.
    ///
    /// Nothing is checked here: the postings' ends were by ``starts``, and every example, when they were made or read. Checked at
    /// every step, this loop takes twice as long.
    private static func add(
        _ gaps: UnsafePointer<UInt16>, _ shares: UnsafePointer<UInt16>, _ range: Range<Int>, times factor: UInt16,
        to sum: UnsafeMutablePointer<UInt16>, _ products: UnsafeMutablePointer<UInt16>
    ) {
        var example = 0
        for start in stride(from: range.lowerBound, to: range.upperBound, by: atOnce) {
            let count = min(atOnce, range.upperBound - start)
            let (gap, share) = (gaps + start, shares + start)
            for place in 0..<count {
                let product = UInt32(share[place]) &* UInt32(factor)
                products[place] = UInt16(truncatingIfNeeded: product >> 16)
            }
            for place in 0..<count {
                example &+= Int(gap[place])
                sum[example] &+= products[place]
            }
        }
    }
}
