import TensorFiles
import Testing

@Suite("A flat table of hashes")
struct HashTableTests {
    private static func hash(_ number: Int) -> UInt64 { UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15 }

    @Test("finds every number, and none for another hash", arguments: [0, 1, 10, 11, 12, 1000])
    func numbers(count: Int) {
        let table = HashTable((0..<count).map { (hash: Self.hash($0), number: UInt32($0)) })
        for number in 0..<count { #expect(table.number(of: Self.hash(number)) == UInt32(number)) }
        for number in count..<count + 1000 { #expect(table.number(of: Self.hash(number)) == nil) }
    }

    @Test("of equal hashes the first counts")
    func equal() {
        #expect(HashTable([(7, 3), (7, 4)]).number(of: 7) == 3)
        #expect(HashTable([(0, 3)]).number(of: 0) == 3)
    }

    @Test("is the same when it is read again; slots that are no table are refused")
    func stored() throws {
        let table = HashTable((0..<100).map { (hash: Self.hash($0), number: UInt32($0)) })
        let read = try #require(HashTable(slots: MappedArray(table.slots.array)))
        #expect(read.number(of: Self.hash(42)) == 42)
        #expect(HashTable(slots: MappedArray([UInt64]())) == nil)
        #expect(HashTable(slots: MappedArray([UInt64](repeating: 0, count: 24))) == nil)
        // Without an empty slot a search for an unknown hash would have no end.
        #expect(HashTable(slots: MappedArray([UInt64](repeating: 5 << 32 | 1, count: 16))) == nil)
    }
}
