import TensorFiles
internal import TextAnalysis

/// Reads a misspelt word as a word of the safety vocabulary, never as any other.
///
/// A word that is in the list of common words stays what it is (`breast`, `never`, `number`), so that no harmless
/// question becomes an alarm. One edit is mended from four letters on, two from eight on; the first letter must stand,
/// but for a swap with the second. Neighbours are found by deletion on both sides, so that a word costs a few dozen
/// lookups however large the vocabulary is.
///
/// Source: symmetric deletion, Garbe 2012, https://github.com/wolfgarbe/SymSpell.
struct VocabularyRepair: Sendable {
    private let lexicon: Lexicon
    private let common: WordList
    private let fixed: [String: [Int32]]
    /// By word: 0 when an emergency is made of it, then urgent signs, other words, small words.
    private let weights: [UInt8]
    private let index: Index

    /// Hash of a vocabulary word with up to two letters left out → the words that give it.
    struct Index: Sendable {
        /// The entry of the last word of each hash.
        fileprivate let heads: HashTable
        /// The entry of the word before, always an earlier one; −1 behind the first word of a hash.
        fileprivate let next: MappedArray<Int32>
        /// The word of each entry.
        fileprivate let entries: MappedArray<Int32>

        /// Calls `body` with each word of a hash.
        ///
        /// What a table says is checked here and not when it is read, as that brings all of it into memory: an entry leads only to
        /// earlier ones, so no search runs in a circle.
        fileprivate func forEachWord(of hash: UInt64, below wordCount: Int, _ body: (Int32) -> Void) {
            guard let head = heads.number(of: hash) else { return }
            var entry = Int(head)
            var limit = entries.count
            while entry >= 0, entry < limit {
                limit = entry
                let word = entries[entry]
                if word >= 0, Int(word) < wordCount { body(word) }
                entry = Int(next[entry])
            }
        }
    }

    static let shortest = 4
    static let longest = 20
    static let shortestForTwo = 8

    init(lexicon: Lexicon, common: WordList, fixed: [[String]], weights: [UInt8], index: Index) {
        self.weights = weights
        self.lexicon = lexicon
        self.common = common
        var table: [String: [Int32]] = [:]
        for pair in fixed where pair.count == 2 {
            let ids = pair[1].split(separator: " ").map { lexicon.id(of: String($0)) }
            if ids.allSatisfy({ $0 >= 0 }) { table[pair[0]] = ids }
        }
        self.fixed = table
        self.index = index
    }

    /// The words that a misspelling of the table stands for: "canot" is "can not".
    func written(_ word: String) -> [Int32]? { fixed[word] }

    /// The id of the vocabulary word that a folded word, itself not in the vocabulary, most likely stands for; −1 when
    /// it is a common word or like none.
    func repaired(_ word: String) -> Int32 {
        let count = word.utf8.count
        guard count >= Self.shortest, count <= Self.longest + 4 else { return -1 }
        let bytes = Array(word.utf8)
        for byte in bytes where byte < UInt8(ascii: "a") || byte > UInt8(ascii: "z") { return -1 }
        if common.contains(word) { return -1 }
        let cut = Self.cutBack(bytes, keep: 2)
        if cut.count < bytes.count {
            for keep in [2, 1] {
                let shorter = String(decoding: Self.cutBack(bytes, keep: keep), as: UTF8.self)
                let id = lexicon.id(of: shorter)
                if id >= 0 { return id }
                if let ids = fixed[shorter], ids.count == 1 { return ids[0] }
                if common.contains(shorter) { return -1 }
            }
            return nearest(cut)
        }
        return nearest(bytes)
    }

    private func nearest(_ bytes: [UInt8]) -> Int32 {
        guard bytes.count >= Self.shortest, bytes.count <= Self.longest else { return -1 }
        let limit = bytes.count >= Self.shortestForTwo ? 2 : 1
        let typed = String(decoding: bytes, as: UTF8.self)
        var best: (cost: Int, word: Int32) = (.max, -1)
        Self.forEachDeletion(of: bytes, twice: limit == 2) { key in
            index.forEachWord(of: key, below: lexicon.words.count) { word in
                if word == best.word { return }
                let candidate = lexicon.words[Int(word)]
                guard
                    candidate.utf8.first == bytes[0]
                        || (candidate.utf8.first == bytes[1] && candidate.utf8.dropFirst().first == bytes[0])
                else { return }
                guard let distance = EditDistance.damerau(typed, candidate, limit: limit) else { return }
                // A two-letter change in a short vocabulary word makes another word.
                if distance == 2, candidate.utf8.count < Self.shortestForTwo - 1 { return }
                let cost = Self.cost(distance, typed, candidate, weights[Int(word)])
                if cost < best.cost || (cost == best.cost && word < best.word) { best = (cost, word) }
            }
        }
        return best.word
    }

    /// Fewer edits first; then the graver word; a swap or a missing letter before another letter.
    private static func cost(_ distance: Int, _ typed: String, _ candidate: String, _ weight: UInt8) -> Int {
        let isSwap = typed.utf8.count == candidate.utf8.count && typed.utf8.sorted() == candidate.utf8.sorted()
        let kind = isSwap ? 0 : typed.utf8.count == candidate.utf8.count ? 2 : 1
        return distance * 100 + (weight >= 3 ? 30 : 0) + kind * 10 + Int(weight)
    }

    private static func cutBack(_ bytes: [UInt8], keep: Int) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] == bytes[start] { end += 1 }
            let run = end - start
            for _ in 0..<(run >= 3 ? keep : run) { result.append(bytes[start]) }
            start = end
        }
        return result
    }

    /// The hashes of the word, of the word without one letter and, if asked, without two.
    fileprivate static func forEachDeletion(of bytes: [UInt8], twice: Bool, _ body: (UInt64) -> Void) {
        func hash(skipping first: Int, _ second: Int) -> UInt64 {
            var hash = TextHash()
            for (place, byte) in bytes.enumerated() where place != first && place != second { hash.update(byte) }
            return hash.value
        }
        body(hash(skipping: -1, -1))
        for first in bytes.indices {
            body(hash(skipping: first, -1))
            guard twice, first + 1 < bytes.count else { continue }
            for second in (first + 1)..<bytes.count { body(hash(skipping: first, second)) }
        }
    }
}

extension VocabularyRepair.Index {
    /// Finds the neighbours of all words once.
    init(_ words: [String]) {
        var pairs: [(key: UInt64, word: Int32)] = []
        for (place, word) in words.enumerated() {
            let bytes = Array(word.utf8)
            guard bytes.count >= VocabularyRepair.shortest, bytes.count <= VocabularyRepair.longest,
                bytes.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") })
            else { continue }
            VocabularyRepair.forEachDeletion(of: bytes, twice: bytes.count >= VocabularyRepair.shortestForTwo - 1) {
                pairs.append(($0, Int32(place)))
            }
        }
        var heads: [UInt64: Int32] = [:]
        var next: [Int32] = []
        var entries: [Int32] = []
        next.reserveCapacity(pairs.count)
        entries.reserveCapacity(pairs.count)
        for (key, word) in pairs {
            let head = heads[key] ?? -1
            if head >= 0, entries[Int(head)] == word { continue }
            next.append(head)
            entries.append(word)
            heads[key] = Int32(entries.count - 1)
        }
        self.heads = HashTable(heads.sorted { $0.value < $1.value }.map { (hash: $0.key, number: UInt32($0.value)) })
        self.next = MappedArray(next)
        self.entries = MappedArray(entries)
    }
}

extension VocabularyRepair {
    func store(in file: inout TensorFileWriter) {
        file.add("safety.spelling.heads", index.heads.slots.array)
        file.add("safety.spelling.next", index.next.array)
        file.add("safety.spelling.entries", index.entries.array)
        file.add("safety.spelling.weights", weights)
    }

    /// Reads what ``store(in:)`` wrote.
    static func stored(
        in file: TensorFile, wordCount: Int
    ) throws(TensorFile.Refusal) -> (index: Index, weights: [UInt8]) {
        guard let heads = HashTable(slots: try file.mapped("safety.spelling.heads", as: UInt64.self)),
            case let next = try file.mapped("safety.spelling.next", as: Int32.self),
            case let entries = try file.mapped("safety.spelling.entries", as: Int32.self),
            case let weights = try file.bytes("safety.spelling.weights"), next.count == entries.count,
            weights.count == wordCount
        else { throw TensorFile.Refusal("its neighbours of words do not fit each other") }
        return (Index(heads: heads, next: next, entries: entries), weights)
    }
}
