import TensorFiles
import Testing
import TextClassification

@Suite("Lexical features of texts")
struct FeatureSpaceTests {
    @Test("a stored column that is no column is no feature")
    func damagedColumn() throws {
        var table = HashTable()
        table.insert(7)
        let index = try #require(
            HashIndex(
                keys: MappedArray(table.keys), columns: MappedArray(table.columns.map { _ in 5 }), count: 1))
        #expect(index.column(of: 7) == nil)
        #expect(HashIndex(table).column(of: 7) == 0)
        #expect(HashIndex(table).column(of: 8) == nil)
    }
}
