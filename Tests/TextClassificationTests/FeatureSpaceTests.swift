import TensorFiles
import Testing
import TextClassification

@Suite("Lexical features of texts")
struct FeatureSpaceTests {
    private static let options = FeatureOptions()

    private static func space(_ texts: [[String]]) -> FeatureSpace {
        FeatureSpace(
            texts.map { FeatureSpace.counts($0, phrases: PhraseTable(), options: options) }, phrases: PhraseTable(),
            options: options)
    }

    @Test("what more texts have has an earlier column")
    func order() {
        let space = Self.space([["ice", "now"], ["ice", "helps"], ["heat", "now"], ["ice"]])
        let idf = space.idf.array
        #expect(idf == idf.sorted())
        #expect(Set(space.vector(["ice"]).columns).isSubset(of: 0..<11))
    }

    @Test("a stored column that is no column is no feature")
    func damagedColumn() {
        let space = Self.space([["ice", "now"], ["heat", "now"]])
        let cut = FeatureSpace(
            index: space.index, idf: MappedArray(Array(space.idf.array.prefix(3))), phrases: space.phrases,
            options: Self.options)
        #expect(space.vector(["heat"]).columns.contains { $0 >= 3 })
        #expect(cut.vector(["heat"]).columns.allSatisfy { $0 < 3 })
    }
}
