/// The training texts closest to a text, by the cosine of their lexical vectors.
///
/// Features that stand in more than one text in eight are left out of the products (not of the lengths): they hardly tell
/// texts apart and would be most of the work.
package struct NearestExamples: Sendable {
    /// The start of each column's postings; one more element than columns.
    package let starts: [UInt32]
    package let examples: [UInt32]
    package let values: [Float]
    /// One element an example: 1 / length.
    package let scales: [Float]

    /// The largest share of texts that a feature may stand in to be compared.
    private static let commonShare = 8

    package init(_ vectors: [SparseVector], featureCount: Int) {
        var counts = [UInt32](repeating: 0, count: featureCount)
        for vector in vectors {
            for column in vector.columns { counts[Int(column)] += 1 }
        }
        let limit = UInt32(max(8, vectors.count / Self.commonShare))
        var starts: [UInt32] = [0]
        starts.reserveCapacity(featureCount + 1)
        for count in counts { starts.append(starts.last! + (count <= limit ? count : 0)) }
        var next = starts
        var examples = [UInt32](repeating: 0, count: Int(starts.last!))
        var values = [Float](repeating: 0, count: Int(starts.last!))
        for (number, vector) in vectors.enumerated() {
            for (column, value) in zip(vector.columns, vector.values) where counts[Int(column)] <= limit {
                let place = Int(next[Int(column)])
                examples[place] = UInt32(number)
                values[place] = value
                next[Int(column)] += 1
            }
        }
        self.starts = starts
        self.examples = examples
        self.values = values
        scales = vectors.map(Self.scale)
    }

    /// Takes stored postings; `nil` when their parts do not fit each other.
    package init?(starts: [UInt32], examples: [UInt32], values: [Float], scales: [Float]) {
        guard let last = starts.last, starts.first == 0, Int(last) == examples.count, examples.count == values.count,
            examples.allSatisfy({ Int($0) < scales.count }), zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.starts = starts
        self.examples = examples
        self.values = values
        self.scales = scales
    }

    private static func scale(_ vector: SparseVector) -> Float {
        var squares: Float = 0
        for value in vector.values { squares += value * value }
        return squares > 0 ? 1 / squares.squareRoot() : 0
    }

    /// The cosine to each example, in example order.
    package func cosines(_ vector: SparseVector) -> [Float] {
        var sums = [Float](repeating: 0, count: scales.count)
        // Checked once: the postings' ends by `starts`, which ascend to their count, and every example when they were made or
        // read. Checked at every step, this loop is a third of an answer by words.
        sums.withUnsafeMutableBufferPointer { sums in
            examples.withUnsafeBufferPointer { examples in
                values.withUnsafeBufferPointer { values in
                    guard let sum = sums.baseAddress, let example = examples.baseAddress,
                        let element = values.baseAddress
                    else { return }
                    for (column, value) in zip(vector.columns, vector.values) where Int(column) + 1 < starts.count {
                        for place in Int(starts[Int(column)])..<Int(starts[Int(column) + 1]) {
                            sum[Int(example[place])] += element[place] * value
                        }
                    }
                }
            }
        }
        let scale = Self.scale(vector)
        sums.withUnsafeMutableBufferPointer { sums in
            scales.withUnsafeBufferPointer { scales in
                guard let sum = sums.baseAddress, let own = scales.baseAddress else { return }
                for place in 0..<scales.count { sum[place] *= own[place] * scale }
            }
        }
        return sums
    }
}
