/// The word pieces of a BERT vocabulary, found by their bytes.
///
/// A piece that continues a word is written with a leading `##` in the published list and kept here without it, in
/// a table of its own kind.
package struct Vocabulary: Sendable {
    /// All pieces as published, one after the other, in UTF-8.
    private let bytes: [UInt8]

    /// One element a piece and one more: where it starts in `bytes`, in bytes.
    private let offsets: [UInt32]

    /// An open hash table: 0 for an empty slot, else a piece's id + 1.
    private let slots: [UInt32]

    /// The length in bytes of the longest piece, without `##`.
    let longestPiece: Int

    /// The ids of `[CLS]`, `[SEP]` and `[UNK]`.
    let start: UInt32
    let end: UInt32
    let unknown: UInt32

    /// Tokens that the reference recognises in unnormalised text, with their bytes.
    let special: [(bytes: [UInt8], id: UInt32)]

    package var count: Int { offsets.count - 1 }

    /// - Parameters:
    ///   - bytes: All pieces in UTF-8, one after the other.
    ///   - offsets: The start of each piece in bytes, and the end of the last.
    /// - Throws: A reason, when the offsets do not rise, a piece is empty or too long, or a special token is missing.
    init(bytes: [UInt8], offsets: [UInt32]) throws(WeightsError.Reason) {
        guard offsets.count >= 2, offsets.count <= 1 << 20, offsets.first == 0,
            Int(offsets[offsets.count - 1]) <= bytes.count
        else { throw .init("the vocabulary's offsets do not fit its \(bytes.count) bytes") }
        var capacity = 1 << 10
        while capacity < offsets.count * 2 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        var longest = 0
        var found: [String: UInt32] = [:]
        for id in 0..<offsets.count - 1 {
            guard offsets[id] < offsets[id + 1], offsets[id + 1] - offsets[id] <= 256,
                Int(offsets[id + 1]) <= bytes.count
            else { throw .init("piece \(id) of the vocabulary is empty, too long or outside the list") }
            var range = Int(offsets[id])..<Int(offsets[id + 1])
            if bytes[range.lowerBound] == UInt8(ascii: "["), let text = String(validating: bytes[range], as: UTF8.self),
                Self.specialTokens.contains(text)
            {
                found[text] = UInt32(id)
            }
            let continues = range.count > 2 && bytes[range.lowerBound] == 0x23 && bytes[range.lowerBound + 1] == 0x23
            if continues { range = range.lowerBound + 2..<range.upperBound }
            longest = max(longest, range.count)
            var hash = Self.seed(continues: continues)
            for index in range { hash = Self.mix(hash, bytes[index]) }
            var slot = Self.slot(of: hash, capacity: capacity)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = UInt32(id) + 1
        }
        guard let start = found["[CLS]"], let end = found["[SEP]"], let unknown = found["[UNK]"] else {
            throw .init("the vocabulary lacks [CLS], [SEP] or [UNK]")
        }
        self.bytes = bytes
        self.offsets = offsets
        self.slots = slots
        self.longestPiece = longest
        self.start = start
        self.end = end
        self.unknown = unknown
        self.special = Self.specialTokens.compactMap { text in found[text].map { (Array(text.utf8), $0) } }
    }

    private static let specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// Whether a piece continues a word.
    func continuesWord(_ id: UInt32) -> Bool {
        let first = Int(offsets[Int(id)])
        return offsets[Int(id) + 1] - offsets[Int(id)] > 2 && bytes[first] == 0x23 && bytes[first + 1] == 0x23
    }

    /// The longest piece that `word` starts with from `start` on.
    ///
    /// - Parameters:
    ///   - start: An index of a scalar's first byte.
    ///   - hashes: Scratch memory with at least ``longestPiece`` elements.
    /// - Returns: The piece's id and length in bytes, or nil when no piece fits.
    func longestPiece(
        of word: [UInt8], from start: Int, hashes: inout [UInt32]
    ) -> (id: UInt32, length: Int)? {
        let most = min(longestPiece, word.count - start)
        var hash = Self.seed(continues: start > 0)
        for index in 0..<most {
            hash = Self.mix(hash, word[start + index])
            hashes[index] = hash
        }
        var length = most
        while length > 0 {
            // Only whole scalars: the byte after the piece does not continue one.
            if start + length == word.count || word[start + length] & 0xC0 != 0x80 {
                var slot = Self.slot(of: hashes[length - 1], capacity: slots.count)
                while slots[slot] != 0 {
                    let id = slots[slot] - 1
                    if piece(id, equals: word, from: start, length: length) { return (id, length) }
                    slot = (slot + 1) & (slots.count - 1)
                }
            }
            length -= 1
        }
        return nil
    }

    private func piece(
        _ id: UInt32, equals word: [UInt8], from start: Int, length: Int
    ) -> Bool {
        var first = Int(offsets[Int(id)])
        var count = Int(offsets[Int(id) + 1]) - first
        let continues = count > 2 && bytes[first] == 0x23 && bytes[first + 1] == 0x23
        guard continues == (start > 0) else { return false }
        if continues {
            first += 2
            count -= 2
        }
        guard count == length else { return false }
        for index in 0..<length where bytes[first + index] != word[start + index] { return false }
        return true
    }

    /// FNV-1a (Fowler, Noll & Vo, draft-eastlake-fnv), from two different starts.
    private static func seed(continues: Bool) -> UInt32 { continues ? 0x050C_5D1F : 0x811C_9DC5 }
    private static func mix(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 0x0100_0193 }
    private static func slot(of hash: UInt32, capacity: Int) -> Int { Int(hash ^ (hash >> 15)) & (capacity - 1) }
}
