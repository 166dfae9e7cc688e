import SentenceEncoding
package import TensorFiles

/// What each training text adds to the score of each label: one row a label, one column a text, in 8 bits.
///
/// A text's weights share a scale. A score is an exact integer product of a row with the texts' likenesses, which are rounded to 16
/// bits for it; it has the same bits with every kernel.
package final class TextWeights: @unchecked Sendable {
    // Sendable: written in init only.

    package let texts: Int
    package let labels: Int
    /// Bytes a row.
    private let length: Int
    private let base: UnsafePointer<Int8>
    private let scales: UnsafePointer<Float>
    /// The largest product of a likeness and a scale.
    private let limit: Float
    /// What keeps mapped memory alive; `nil` when the memory is this object's own.
    private let owner: AnyObject?
    private let kernels = RowKernels()

    /// A text may be this much alike to another, as their vectors are rounded.
    private static let largestLikeness: Float = 1.25

    private static func length(_ texts: Int) -> Int { (texts + 63) / 64 * 64 }

    /// - Parameter rows: One row a text, one column a label, of 8 bits.
    package init(_ rows: QuantizedRows) {
        precondition(rows.precision == .eightBits)
        (texts, labels) = (rows.rows, rows.columns)
        length = Self.length(texts)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(64, length * labels), alignment: 64)
        bytes.initializeMemory(as: Int8.self, repeating: 0, count: max(64, length * labels))
        let weights = bytes.assumingMemoryBound(to: Int8.self)
        for text in 0..<texts {
            for (label, weight) in rows.integers(ofRow: text).enumerated() {
                weights[label * length + text] = Int8(weight)
            }
        }
        let factors = UnsafeMutablePointer<Float>.allocate(capacity: max(1, texts))
        factors.initialize(repeating: 0, count: max(1, texts))
        for (text, factor) in rows.factors.enumerated() { factors[text] = factor }
        base = UnsafePointer(weights)
        scales = UnsafePointer(factors)
        limit = (rows.factors.max() ?? 0) * Self.largestLikeness
        owner = nil
    }

    /// Weights and scales that lie in a mapped file, as ``bytes`` and ``factors`` gave them; `nil` when they have other sizes.
    package init?(
        mapped: (pointer: UnsafeRawPointer, count: Int, owner: MappedFile), scales: (UnsafeRawPointer, Int), texts: Int,
        labels: Int
    ) {
        length = Self.length(texts)
        guard texts >= 0, labels > 0, mapped.count == length * labels, scales.1 == texts else { return nil }
        (self.texts, self.labels) = (texts, labels)
        base = mapped.pointer.assumingMemoryBound(to: Int8.self)
        self.scales = scales.0.assumingMemoryBound(to: Float.self)
        limit = (UnsafeBufferPointer(start: self.scales, count: texts).max() ?? 0) * Self.largestLikeness
        owner = mapped.owner
    }

    deinit {
        guard owner == nil else { return }
        base.deallocate()
        scales.deallocate()
    }

    /// Σ likeness · weight over all texts, one element a label.
    package func scores(_ likenesses: [Float]) -> [Float] {
        precondition(likenesses.count == texts)
        return kernels.weighted(
            base, length: length, count: labels, values: likenesses, scales: scales, limit: limit)
    }

    /// What a text adds to each label where the likeness is 1.
    package func elements(ofText text: Int) -> [Float] {
        precondition(text >= 0 && text < texts)
        return (0..<labels).map { Float(base[$0 * length + text]) * scales[text] }
    }

    /// All rows with their padding, to be stored.
    package var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: base, count: length * labels)) }

    /// One element a text, to be stored.
    package var factors: [Float] { Array(UnsafeBufferPointer(start: scales, count: texts)) }
}
