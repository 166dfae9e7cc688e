import Testing
import TextClassification

@Suite("The factor of a positive definite matrix")
struct CholeskyTests {
    /// A matrix of three blocks, the last not full: products of random rows, and a ridge.
    private static let size = 304

    private static func matrix() -> FloatRows {
        var state: UInt64 = 7
        func random() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24) - 0.5
        }
        let rows = (0..<size).map { _ in (0..<20).map { _ in random() } }
        let matrix = FloatRows(rows: size, columns: size)
        for row in 0..<size {
            for column in 0...row {
                var sum: Float = row == column ? 0.5 : 0
                for (a, b) in zip(rows[row], rows[column]) { sum += a * b }
                matrix[row: row, column] = sum
                matrix[row: column, row] = sum
            }
        }
        return matrix
    }

    private static func copy(_ matrix: FloatRows) -> FloatRows {
        let copy = FloatRows(rows: matrix.rows, columns: matrix.columns)
        copy.take(matrix, rows: 0..<matrix.rows, columns: 0..<matrix.columns)
        return copy
    }

    @Test("what it solves, the matrix gives back")
    func solve() {
        let matrix = Self.matrix()
        let right = FloatRows(rows: Self.size, columns: 3)
        for row in 0..<Self.size {
            for column in 0..<3 { right[row: row, column] = Float((row * 7 + column * 13) % 11) - 5 }
        }
        let solution = Self.copy(right)
        Cholesky(Self.copy(matrix)).solve(solution)
        for row in 0..<Self.size {
            for column in 0..<3 {
                var sum = 0.0
                for k in 0..<Self.size { sum += Double(matrix[row: row, k]) * Double(solution[row: k, column]) }
                #expect(abs(sum - Double(right[row: row, column])) < 1e-3)
            }
        }
    }

    @Test("the elements of the inverse are those of the solved unit matrix")
    func inverse() {
        let factor = Cholesky(Self.copy(Self.matrix()))
        let unit = FloatRows(rows: Self.size, columns: Self.size)
        for row in 0..<Self.size { unit[row: row, row] = 1 }
        factor.solve(unit)
        factor.invertFactor()
        let pairs = [(0, 1), (5, 200), (303, 290), (130, 127)]
        let (diagonal, beside) = factor.inverseElements(pairs)
        for row in 0..<Self.size { #expect(abs(diagonal[row] - Double(unit[row: row, row])) < 1e-3) }
        for (pair, element) in zip(pairs, beside) {
            #expect(abs(element - Double(unit[row: pair.0, pair.1])) < 1e-3)
        }
    }

    @Test("the last elements of the inverse need no inverse of the rest")
    func corner() {
        let whole = Cholesky(Self.copy(Self.matrix()))
        whole.invertFactor()
        let corner = Cholesky(Self.copy(Self.matrix()))
        corner.invertFactor(from: 200)
        let pairs = [(201, 200), (303, 290), (299, 250)]
        let (expected, part) = (whole.inverseElements(pairs), corner.inverseElements(pairs))
        for row in 200..<Self.size { #expect(abs(part.diagonal[row] - expected.diagonal[row]) < 1e-4) }
        for place in pairs.indices { #expect(abs(part.pairs[place] - expected.pairs[place]) < 1e-4) }
    }
}

@Suite("Kernel ridge regression")
struct KernelRidgeTests {
    /// Twelve texts of three labels with four features; texts 3 and 4 are one group.
    private static let vectors = (0..<12).map(vector)

    private static func vector(_ text: Int) -> SparseVector {
        let values: [Float] = [Float(text % 3), Float(text % 5) / 5, text < 6 ? 1 : 0, Float(text) / 12]
        return SparseVector(columns: [0, 1, 2, 3], values: values)
    }

    private static let labels = (0..<12).map { $0 % 3 }
    private static let groups = [0, 1, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11]

    @Test("a held-out score is what training without the group gives")
    func heldOut() {
        let all = Self.train(Array(0..<12))
        // The model's offset is the labels' share, which leaving one of three equal labels out would change.
        for left in [[0], [3, 4], [11]] {
            let kept = (0..<12).filter { !left.contains($0) }
            let part = Self.train(kept, labelShares: Self.labels)
            for text in left {
                let expected = KernelRidge(part, sentences: nil).scores(Self.vectors[text], likenesses: [])
                for label in 0..<3 {
                    let difference: Float = all.heldOut[text].scores[label] - expected[label]
                    #expect(abs(difference) < 2e-3)
                }
            }
        }
    }

    @Test("of too many texts some groups are held out, with the same scores")
    func heldOutLimit() {
        let all = Self.train(Array(0..<12))
        #expect(all.heldOut.map(\.text) == Array(0..<12))
        let some = Self.train(Array(0..<12), heldOutLimit: 7)
        #expect((5...7).contains(some.heldOut.count))
        #expect(some.heldOut.map(\.text) == some.heldOut.map(\.text).sorted())
        let texts = Set(some.heldOut.map(\.text))
        #expect(texts.contains(3) == texts.contains(4))
        for text in some.heldOut {
            for label in 0..<3 {
                let difference: Float = text.scores[label] - all.heldOut[text.text].scores[label]
                #expect(abs(difference) < 1e-4)
            }
        }
    }

    /// Trains on some of the texts with the offset that all of them have.
    private static func train(_ kept: [Int], labelShares: [Int]? = nil, heldOutLimit: Int = 100) -> KernelRidge.Trained
    {
        var options = KernelRidge.Options()
        options.heldOutLimit = heldOutLimit
        return KernelRidge.train(
            kept.map { vectors[$0] }, labels: kept.map { labels[$0] }, groups: kept.map { groups[$0] },
            counterLabels: [], labelCount: 3, columnCount: 4, options: options, sentences: nil,
            kernel: .radial(gamma: 1), offsetLabels: labelShares, progress: { _ in })
    }
}
