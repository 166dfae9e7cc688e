import TensorFiles
internal import TextAnalysis

/// Every word and phrase of the data, as integers: word → id, id → the classes it is in.
///
/// Looking a word up costs one hash and a probe; whether a word is in a class costs one bit.
struct Lexicon: Sendable {
    /// The number of classes, and of 64-bit words that a set of them takes.
    let classCount: Int
    let stride: Int
    /// Open addressing over the hash of a word; 0 marks an empty slot.
    private let keys: [UInt64]
    private let ids: [Int32]
    /// `stride` words for each word id: the classes that hold it as a single word.
    let masks: MappedArray<UInt64>
    /// The same as lists: the classes of word *w* are `classList[classListStart[w]..<classListStart[w + 1]]`.
    let classList: [Int32]
    private let classListStart: [Int32]
    /// Whether a phrase of more than one word starts with this word.
    private let startsPhrase: [Bool]
    private let trie: PhraseTrie
    /// The words, by id.
    let words: [String]

    init(phrases: [[ClassRegistry.Phrase]]) {
        classCount = phrases.count
        stride = (phrases.count + 63) / 64
        var ids: [String: Int32] = [:]
        var words: [String] = []
        func id(of word: String) -> Int32 {
            if let id = ids[word] { return id }
            let id = Int32(words.count)
            ids[word] = id
            words.append(word)
            return id
        }
        var singles: [(word: Int32, wordClass: Int)] = []
        var trie = PhraseTrie.Builder()
        for (wordClass, list) in phrases.enumerated() {
            for phrase in list {
                if phrase.count == 1 {
                    singles.append((id(of: phrase[0]), wordClass))
                } else {
                    trie.add(phrase.map { id(of: $0) }, wordClass: wordClass)
                }
            }
        }
        var masks = [UInt64](repeating: 0, count: words.count * stride)
        for (word, wordClass) in singles { masks[Int(word) * stride + wordClass / 64] |= 1 << UInt64(wordClass % 64) }
        var classList: [Int32] = []
        var classListStart: [Int32] = [0]
        for word in words.indices {
            for offset in 0..<stride {
                var bits = masks[word * stride + offset]
                while bits != 0 {
                    classList.append(Int32(offset * 64 + bits.trailingZeroBitCount))
                    bits &= bits - 1
                }
            }
            classListStart.append(Int32(classList.count))
        }
        self.classList = classList
        self.classListStart = classListStart
        var capacity = 16
        while capacity < words.count * 2 { capacity *= 2 }
        var keys = [UInt64](repeating: 0, count: capacity)
        var table = [Int32](repeating: -1, count: capacity)
        for (place, word) in words.enumerated() {
            let key = Self.key(word)
            var slot = Int(truncatingIfNeeded: key) & (capacity - 1)
            while keys[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            keys[slot] = key
            table[slot] = Int32(place)
        }
        self.masks = MappedArray(masks)
        self.keys = keys
        self.ids = table
        self.words = words
        self.trie = trie.finished()
        self.startsPhrase = trie.startsPhrase(words.count)
    }

    static func key(_ word: String) -> UInt64 {
        let hash = TextHash.of(word)
        return hash == 0 ? 1 : hash
    }

    /// The id of a folded word; −1 when no class holds it.
    func id(of word: String) -> Int32 { id(forKey: Self.key(word)) }

    func id(forKey key: UInt64) -> Int32 {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return ids[slot] }
            slot = (slot + 1) & mask
        }
        return -1
    }

    func classRange(of word: Int) -> Range<Int> {
        Int(classListStart[word])..<Int(classListStart[word + 1])
    }

    /// Adds each phrase of two or more words that starts at a place.
    func addPhrases(_ terms: [Term], at start: Int, to phrases: inout [PhraseHit]) {
        let first = terms[start].word
        guard first >= 0, startsPhrase[Int(first)] else { return }
        var node = trie.child(of: 0, word: first)
        var place = start + 1
        while node > 0, place < terms.count, terms[place].word >= 0, terms[place].breakBefore < .sentence {
            node = trie.child(of: node, word: terms[place].word)
            guard node > 0 else { return }
            for index in trie.classRange(at: node) {
                phrases.append(PhraseHit(wordClass: trie.wordClass(index), length: Int32(place - start + 1)))
            }
            place += 1
        }
    }
}

extension Lexicon {
    func store(in file: inout TensorFileWriter) {
        file.add("safety.words", lines: words)
        file.add("safety.words.keys", keys)
        file.add("safety.words.ids", ids)
        file.add("safety.words.masks", masks.array)
        file.add("safety.words.classes", classList)
        file.add("safety.words.classes.starts", classListStart)
        file.add("safety.words.opens", startsPhrase.map { $0 ? 1 : 0 } as [UInt8])
        trie.store(in: &file)
    }

    init(from file: TensorFile) throws(TensorFile.Refusal) {
        words = try file.lines("safety.words")
        keys = try file.hashes("safety.words.keys")
        ids = try file.integers("safety.words.ids")
        masks = try file.mapped("safety.words.masks", as: UInt64.self)
        classList = try file.integers("safety.words.classes")
        classListStart = try file.integers("safety.words.classes.starts")
        startsPhrase = try file.bytes("safety.words.opens").map { $0 != 0 }
        classCount = max(0, (file.shape("safety.first.starts")?.first ?? 0) - 1)
        stride = (classCount + 63) / 64
        trie = try PhraseTrie(from: file)
        let (wordCount, classCount) = (words.count, classCount)
        guard keys.count.nonzeroBitCount == 1, keys.contains(0), ids.count == keys.count,
            ids.allSatisfy({ $0 >= -1 && $0 < wordCount }), masks.count == wordCount * stride,
            startsPhrase.count == wordCount, classListStart.count == wordCount + 1,
            classListStart.areStarts(of: classList.count),
            classList.allSatisfy({ $0 >= 0 && $0 < classCount }), trie.fits(classCount: classCount)
        else { throw TensorFile.Refusal("its words of warning signs do not fit each other") }
    }
}

/// A phrase of two or more words where it was found.
struct PhraseHit: Sendable {
    let wordClass: Int32
    let length: Int32
}

/// The phrases of two or more words, as a trie over word ids.
struct PhraseTrie: Sendable {
    private let keys: [UInt64]
    private let nodes: [Int32]
    private let classStart: [Int32]
    private let classIDs: [Int32]

    func child(of node: Int32, word: Int32) -> Int32 {
        let key = Self.key(node, word)
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: Self.mix(key)) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return nodes[slot] }
            slot = (slot + 1) & mask
        }
        return 0
    }

    func classRange(at node: Int32) -> Range<Int> {
        Int(classStart[Int(node)])..<Int(classStart[Int(node) + 1])
    }

    func wordClass(_ index: Int) -> Int32 { classIDs[index] }

    private static func key(_ node: Int32, _ word: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: word)) &+ 1
    }

    private static func mix(_ key: UInt64) -> UInt64 {
        let h = (key ^ (key >> 29)) &* 0x9E37_79B9_7F4A_7C15
        return h ^ (h >> 32)
    }

    fileprivate func store(in file: inout TensorFileWriter) {
        file.add("safety.phrases.keys", keys)
        file.add("safety.phrases.nodes", nodes)
        file.add("safety.phrases.classes", classIDs)
        file.add("safety.phrases.classes.starts", classStart)
    }

    private init(keys: [UInt64], nodes: [Int32], classStart: [Int32], classIDs: [Int32]) {
        self.keys = keys
        self.nodes = nodes
        self.classStart = classStart
        self.classIDs = classIDs
    }

    fileprivate init(from file: TensorFile) throws(TensorFile.Refusal) {
        self.init(
            keys: try file.hashes("safety.phrases.keys"), nodes: try file.integers("safety.phrases.nodes"),
            classStart: try file.integers("safety.phrases.classes.starts"),
            classIDs: try file.integers("safety.phrases.classes"))
    }

    fileprivate func fits(classCount: Int) -> Bool {
        keys.count.nonzeroBitCount == 1 && keys.contains(0) && nodes.count == keys.count
            && nodes.allSatisfy { $0 >= 0 && Int($0) < classStart.count - 1 }
            && classStart.areStarts(of: classIDs.count)
            && classIDs.allSatisfy { $0 >= 0 && Int($0) < classCount }
    }

    struct Builder {
        private var edges: [UInt64: Int32] = [:]
        private var order: [(key: UInt64, node: Int32)] = []
        private var classes: [[Int32]] = [[]]
        private var starts: [Int32] = []

        mutating func add(_ phrase: [Int32], wordClass: Int) {
            starts.append(phrase[0])
            var node: Int32 = 0
            for word in phrase {
                let key = PhraseTrie.key(node, word)
                if let next = edges[key] {
                    node = next
                } else {
                    let next = Int32(classes.count)
                    edges[key] = next
                    order.append((key, next))
                    classes.append([])
                    node = next
                }
            }
            if !classes[Int(node)].contains(Int32(wordClass)) { classes[Int(node)].append(Int32(wordClass)) }
        }

        func startsPhrase(_ wordCount: Int) -> [Bool] {
            var flags = [Bool](repeating: false, count: wordCount)
            for start in starts { flags[Int(start)] = true }
            return flags
        }

        func finished() -> PhraseTrie {
            var capacity = 16
            while capacity < order.count * 2 { capacity *= 2 }
            var keys = [UInt64](repeating: 0, count: capacity)
            var nodes = [Int32](repeating: 0, count: capacity)
            for (key, node) in order {
                var slot = Int(truncatingIfNeeded: PhraseTrie.mix(key)) & (capacity - 1)
                while keys[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
                keys[slot] = key
                nodes[slot] = node
            }
            var classStart: [Int32] = [0]
            var classIDs: [Int32] = []
            for list in classes {
                classIDs += list
                classStart.append(Int32(classIDs.count))
            }
            return PhraseTrie(keys: keys, nodes: nodes, classStart: classStart, classIDs: classIDs)
        }
    }
}
