import SentenceEncoding
import Testing

@Suite("An index of vectors")
struct VectorIndexTests {
    private static let width = 64

    /// Unit vectors around eight centres, whose elements differ the less the further behind they stand.
    private static func vectors(_ count: Int) -> [[Float]] {
        var state: UInt64 = 7
        func random() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24) - 0.5
        }
        let centres = (0..<8).map { _ in (0..<width).map { _ in random() } }
        return (0..<count).map { number in
            let raw = (0..<width).map { (centres[number % 8][$0] + random()) / Float($0 + 8) }
            let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return raw.map { $0 / length }
        }
    }

    private static func dot(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test("a cosine is off by some thousandths, and by a tenth at most")
    func cosines() {
        let vectors = Self.vectors(300)
        let index = VectorIndex(vectors, width: Self.width)
        var squares: Float = 0
        for query in Self.vectors(320).suffix(20) {
            let cosines = index.cosines(to: query)
            #expect(cosines.count == 300)
            for (cosine, vector) in zip(cosines, vectors) {
                let error = cosine - Self.dot(query, vector)
                #expect(abs(error) < 0.1)
                squares += error * error
            }
        }
        #expect((squares / 6000).squareRoot() < 0.008)
    }

    @Test("every kernel gives the same bits, also for a count that is no multiple of anything")
    func kernels() {
        let vectors = Self.vectors(131)
        let query = vectors[5]
        let expected = VectorIndex(vectors, width: Self.width, kernel: .portable).cosines(to: query).map(\.bitPattern)
        for kernel in EncoderKernel.available {
            let index = VectorIndex(vectors, width: Self.width, kernel: kernel)
            #expect(index.cosines(to: query).map(\.bitPattern) == expected)
        }
    }

    @Test("a row's elements are those that it is compared by")
    func elements() {
        let vectors = Self.vectors(40)
        let index = VectorIndex(vectors, width: Self.width)
        let cosines = index.cosines(to: vectors[3])
        for row in 0..<40 { #expect(abs(Self.dot(index.elements(ofRow: row), vectors[3]) - cosines[row]) < 0.01) }
    }

    @Test("no vectors, one vector and equal vectors have cosines too")
    func few() {
        let vector = Self.vectors(1)[0]
        #expect(VectorIndex([], width: Self.width).cosines(to: vector).isEmpty)
        for count in [1, 3] {
            let index = VectorIndex([[Float]](repeating: vector, count: count), width: Self.width)
            for cosine in index.cosines(to: vector) { #expect(abs(cosine - 1) < 1e-3) }
        }
    }

    @Test("stored panels of another size are refused")
    func stored() throws {
        let index = VectorIndex(Self.vectors(70), width: Self.width)
        let bytes = index.panelBytes
        let owner = Memory(bytes)
        func read(count: Int = 70, bytes: Int, width: Int = VectorIndexTests.width) -> VectorIndex? {
            VectorIndex(
                panels: owner.base, count: bytes, owner: owner, steps: index.steps, middles: index.middles,
                count: count,
                width: width)
        }
        let query = Self.vectors(80)[75]
        #expect(try #require(read(bytes: bytes.count)).cosines(to: query) == index.cosines(to: query))
        #expect(read(bytes: bytes.count - 1) == nil)
        #expect(read(count: 200, bytes: bytes.count) == nil)
        #expect(read(count: -1, bytes: bytes.count) == nil)
        #expect(read(bytes: bytes.count, width: 56) == nil)
    }

    /// Bytes at an address that the kernels can load from.
    private final class Memory {
        let base: UnsafeMutableRawPointer

        init(_ bytes: [UInt8]) {
            base = .allocate(byteCount: bytes.count, alignment: 64)
            base.copyMemory(from: bytes, byteCount: bytes.count)
        }

        deinit { base.deallocate() }
    }
}
