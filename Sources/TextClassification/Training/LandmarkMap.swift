/// What training texts are to a few of them, the landmarks: a kernel in which every text is told by its likeness to these alone.
///
/// With the kernel k, L · Lᵀ = k(landmarks, landmarks) and Φ = k(texts, landmarks) · L⁻ᵀ, texts are as alike as the rows of Φ, and
/// what a text scores is a sum over landmarks instead of texts: Williams & Seeger 2001, *Using the Nyström Method to Speed Up
/// Kernel Machines*. All texts still take part in training.
package struct LandmarkMap {
    /// Φᵀ: one row a landmark, one column a text, padded.
    private let images: FloatRows
    private let factor: Cholesky
    private let textCount: Int

    /// Added to the diagonal, against rounding; the likeness of a landmark to itself is 1.
    private static let jitter: Float = 1e-3

    /// - Parameters:
    ///   - likenesses: One row a landmark, a multiple of 16 of them; one column a text. Taken over.
    ///   - places: The places of the landmarks among the texts.
    init(_ likenesses: FloatRows, places: [Int]) {
        precondition(likenesses.rows == places.count && places.count % 16 == 0)
        let own = FloatRows(rows: places.count, columns: places.count)
        for row in places.indices {
            for (column, place) in places.prefix(row + 1).enumerated() {
                own[row: row, column] = likenesses[row: row, place] + (column == row ? Self.jitter : 0)
            }
        }
        factor = Cholesky(own)
        factor.forwardSubstitute(likenesses)
        images = likenesses
        textCount = likenesses.columns
    }

    /// `matrix += Φ · Φᵀ`, the lower triangle.
    func addProducts(to matrix: FloatRows) {
        let negative = FloatRows(rows: textCount, columns: images.rows)
        negative.takeTransposed(images, rows: 0..<images.rows, columns: 0..<textCount)
        negative.negate()
        GramMatrix.subtractProduct(negative, images, from: matrix)
    }

    /// The weight of each landmark, from those of all texts: L⁻ᵀ · Φᵀ · weights. Rows past the texts' count are not looked at.
    func weights(_ texts: FloatRows) -> FloatRows {
        let landmarks = FloatRows(rows: images.rows, columns: texts.columns)
        let negative = FloatRows(rows: textCount, columns: texts.columns)
        for text in 0..<textCount { negative.copyRow(of: texts, text, to: text) }
        negative.negate()
        landmarks.subtractProduct(
            rows: 0..<images.rows, columns: 0..<landmarks.width * 16, depth: 0..<textCount, a: (images, 0),
            b: (negative, 0, 0))
        factor.backSubstitute(landmarks)
        return landmarks
    }
}
