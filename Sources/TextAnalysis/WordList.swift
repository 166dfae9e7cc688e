package import TensorFiles

/// Words with a rank, most common first, held as hashes in one flat table.
///
/// Lookup is what spelling repair does hundreds of times a word, so the table keeps no strings.
public struct WordList: Sendable {
    /// The rank of each word by its hash.
    package let table: HashTable

    /// Builds a list from words, most common first. A word that stands twice keeps its first rank.
    public init(_ words: some Collection<String>) {
        table = HashTable(zip(0..., words).map { rank, word in (hash: TextHash.of(word), number: rank) })
    }

    /// Takes a table that ``table`` of an earlier list gave.
    package init(_ table: HashTable) { self.table = table }

    /// Whether the list holds the folded word.
    public func contains(_ word: String) -> Bool { rank(of: word) != nil }

    /// The place of the folded word, 0 for the most common; `nil` when the list does not hold it.
    public func rank(of word: String) -> Int? { rank(forKey: TextHash.of(word)) }

    package func rank(forKey key: UInt64) -> Int? { table.number(of: key).map { Int($0) } }

    package static func key(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = TextHash()
        for byte in bytes { hash.update(byte) }
        return hash.value
    }
}
