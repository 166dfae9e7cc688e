import TensorFiles
import Testing
import TextClassification

@Suite("The nearest examples by words")
struct NearestExamplesTests {
    /// Vectors of a few of many columns, none of which stands in a sixteenth of the texts.
    private static func vectors(_ count: Int) -> [SparseVector] {
        var random = SplitMix64(seed: 3)
        return (0..<count).map { _ in
            var columns: Set<UInt32> = []
            while columns.count < 20 { columns.insert(UInt32(random.next() % 1000)) }
            return SparseVector(
                columns: columns.sorted(), values: (0..<20).map { _ in Float(random.next() % 1000 + 1) / 1000 })
        }
    }

    private static func cosine(_ a: SparseVector, _ b: SparseVector) -> Float {
        let values = Dictionary(uniqueKeysWithValues: zip(b.columns, b.values))
        let product = zip(a.columns, a.values).reduce(Float(0)) { $0 + $1.1 * (values[$1.0] ?? 0) }
        let squares = [a, b].map { $0.values.reduce(Float(0)) { $0 + $1 * $1 } }
        return product / (squares[0] * squares[1]).squareRoot()
    }

    @Test("cosines are those of the vectors to a thousandth, and the largest is found")
    func cosines() {
        let vectors = Self.vectors(700)
        let examples = NearestExamples(vectors, featureCount: 1000)
        for vector in vectors.prefix(50) {
            let found = examples.cosines(vector)
            #expect(zip(found, vectors).allSatisfy { abs($0 - Self.cosine(vector, $1)) < 1e-3 })
        }
        for (number, vector) in vectors.enumerated() {
            #expect(examples.nearest(vector, among: 700).example == number)
            let among = examples.nearest(vector, among: number)
            #expect(among.cosine == examples.cosines(vector).prefix(number).max() ?? 0)
        }
    }

    @Test("a feature of more than one text in sixteen is not compared")
    func commonFeatures() {
        func compared(_ sharing: Int) -> Int {
            let vectors = (0..<160).map { SparseVector(columns: [$0 < sharing ? 0 : 1], values: [1]) }
            return NearestExamples(vectors, featureCount: 2).cosines(vectors[0]).filter { $0 > 0.999 }.count
        }
        #expect(compared(10) == 10)
        #expect(compared(11) == 0)
    }

    @Test("examples that share a feature may lie any distance apart")
    func wideGaps() {
        let others = SparseVector(columns: [1], values: [1])
        var vectors = [SparseVector](repeating: others, count: 200_000)
        vectors[199_999] = SparseVector(columns: [0], values: [1])
        let examples = NearestExamples(vectors, featureCount: 2)
        let nearest = examples.nearest(vectors[199_999], among: 200_000)
        #expect(nearest.example == 199_999)
        #expect(abs(nearest.cosine - 1) < 1e-3)
    }

    @Test("what is stored and read again compares alike, and parts that do not fit are refused")
    func storage() throws {
        let vectors = Self.vectors(100)
        let made = NearestExamples(vectors, featureCount: 1000)
        let read = try #require(
            NearestExamples(
                starts: made.starts, gaps: made.gaps, shares: made.shares, largest: made.largest, count: made.count))
        #expect(read.cosines(vectors[7]) == made.cosines(vectors[7]))
        #expect(
            NearestExamples(
                starts: made.starts, gaps: made.gaps, shares: made.shares, largest: made.largest, count: 50) == nil)
        #expect(
            NearestExamples(
                starts: made.starts, gaps: MappedArray(Array(made.gaps.array.dropLast())), shares: made.shares,
                largest: made.largest, count: 100) == nil)
        var descending = made.starts
        descending[500] = made.starts[1000] + 1
        #expect(
            NearestExamples(
                starts: descending, gaps: made.gaps, shares: made.shares, largest: made.largest, count: 100) == nil)
    }

    @Test("the largest of many is the first of equals, wherever it stands", arguments: [1, 15, 64, 65, 127, 1000])
    func largest(count: Int) {
        for place in stride(from: 0, to: count, by: max(1, count / 13)) {
            var numbers = [Float](repeating: -2, count: count)
            numbers[place] = -0.5
            numbers[count - 1] = -0.5
            var whole = [UInt16](repeating: 1, count: count)
            whole[place] = 40_000
            whole[count - 1] = 40_000
            numbers.withUnsafeBufferPointer {
                #expect(Largest.element(of: $0, first: count) == (place, -0.5))
                #expect(Largest.element(of: $0, first: count + 7) == (place, -0.5))
            }
            whole.withUnsafeBufferPointer { #expect(Largest.element(of: $0, first: count) == (place, 40_000)) }
        }
        #expect(Largest.element(of: UnsafeBufferPointer<Float>(start: nil, count: 0), first: 3) == (0, 0))
    }

    @Test("sorting by digits gives what sorting by comparison gives")
    func radixSort() {
        var random = SplitMix64(seed: 9)
        for (count, bits) in [(0, 1), (1, 8), (2, 64), (300, 7), (300, 20), (5000, 33), (1000, 64)] {
            let numbers = (0..<count).map { _ in random.next() >> UInt64(64 - bits) }
            var sorted = numbers
            RadixSort.sort(&sorted)
            #expect(sorted == numbers.sorted())
        }
    }
}
