/// Words with a rank, most common first, held as hashes in one flat table.
///
/// Lookup is what spelling repair does hundreds of times a word, so the table keeps no strings: 2⁻⁶⁴ per lookup is
/// the chance that an unknown word is taken for a known one.
public struct WordList: Sendable {
    /// Open addressing with linear probing; a power of two, at most half full. 0 marks an empty slot.
    package let keys: [UInt64]
    /// The rank of the word in the same slot.
    package let ranks: [UInt32]

    /// Builds a list from words, most common first. A word that stands twice keeps its first rank.
    public init(_ words: some Collection<String>) {
        var capacity = 16
        while capacity < words.count * 2 { capacity *= 2 }
        var keys = [UInt64](repeating: 0, count: capacity)
        var ranks = [UInt32](repeating: 0, count: capacity)
        for (rank, word) in words.enumerated() {
            let key = Self.key(word)
            var slot = Int(truncatingIfNeeded: key) & (capacity - 1)
            while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (capacity - 1) }
            if keys[slot] == 0 {
                keys[slot] = key
                ranks[slot] = UInt32(rank)
            }
        }
        self.keys = keys
        self.ranks = ranks
    }

    /// Takes a table that ``keys`` and ``ranks`` of an earlier list gave; `nil` when its shape is not that of one.
    package init?(keys: [UInt64], ranks: [UInt32]) {
        guard keys.count == ranks.count, keys.count.nonzeroBitCount == 1, keys.contains(0) else { return nil }
        self.keys = keys
        self.ranks = ranks
    }

    /// Whether the list holds the folded word.
    public func contains(_ word: String) -> Bool { rank(of: word) != nil }

    /// The place of the folded word, 0 for the most common; `nil` when the list does not hold it.
    public func rank(of word: String) -> Int? { rank(forKey: Self.key(word)) }

    package func rank(forKey key: UInt64) -> Int? {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return Int(ranks[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private static func key(_ word: String) -> UInt64 { nonzero(TextHash.of(word)) }

    package static func key(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = TextHash()
        for byte in bytes { hash.update(byte) }
        return nonzero(hash.value)
    }

    private static func nonzero(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }
}
