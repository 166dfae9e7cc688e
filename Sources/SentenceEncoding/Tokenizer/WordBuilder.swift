/// Gathers normalised scalars to words and cuts each finished word into pieces.
struct WordBuilder: ~Copyable {
    private let vocabulary: Vocabulary

    /// The ids of all finished words.
    private(set) var ids: [UInt32] = []

    /// The word so far, in UTF-8, as far as ``longestWord`` scalars.
    private var word: [UInt8] = []

    /// The scalars of the word, those beyond ``longestWord`` too.
    private var scalars = 0

    /// Combining marks that wait for their canonical order, each with its class in bits 21...28.
    private var marks: [UInt32] = []

    private var hashes: [UInt32]

    /// The reference gives up on words with more scalars than this.
    private static let longestWord = 100

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        self.hashes = [UInt32](repeating: 0, count: vocabulary.longestPiece)
        ids.reserveCapacity(32)
        word.reserveCapacity(32)
    }

    /// Adds a normalised ASCII letter or digit.
    @inline(__always)
    mutating func append(ascii byte: UInt8) {
        if !marks.isEmpty { flushMarks() }
        scalars += 1
        if scalars <= Self.longestWord { word.append(byte) }
    }

    /// Ends the word and adds an ASCII punctuation mark as a word of its own.
    mutating func append(punctuation byte: UInt8) {
        endWord()
        append(ascii: byte)
        endWord()
    }

    /// Ends the word and adds a token that stands for itself.
    mutating func append(token id: UInt32) {
        endWord()
        ids.append(id)
    }

    /// Adds a scalar from U+0080 up, before normalisation.
    mutating func append(_ scalar: UInt32) {
        let action = TextNormalizer.action(for: scalar)
        switch action.kind {
        case .plain:
            appendStarter(scalar)
        case .shifted:
            appendStarter(scalar &+ action.payload)
        case .alternating:
            appendStarter((scalar - action.first) & 1 == 0 ? scalar + 1 : scalar)
        case .ignored:
            break
        case .removedMark:
            flushMarks()
        case .space:
            endWord()
        case .punctuation, .ideograph:
            appendWord(scalar)
        case .mappedIdeograph:
            appendWord(action.payload)
        case .nonStarter:
            marks.append(scalar | action.payload << 21)
        case .hangul:
            // Unicode 15.0, section 3.12, arithmetic decomposition.
            let index = scalar - 0xAC00
            appendStarter(0x1100 + index / 588)
            appendStarter(0x1161 + index % 588 / 28)
            if index % 28 != 0 { appendStarter(0x11A7 + index % 28) }
        case .sequence:
            let first = Int(action.payload) + 1
            let count = Int(NormalizationTables.sequences[first - 1])
            for index in first..<first + count {
                let element = NormalizationTables.sequences[index]
                if element >> 31 != 0 {
                    appendWord(element & 0x1F_FFFF)
                } else if element >> 21 != 0 {
                    marks.append(element)
                } else {
                    appendStarter(element)
                }
            }
        }
    }

    /// Ends the word, if there is one, and adds its pieces, or one `[UNK]` when it cannot be cut.
    mutating func endWord() {
        if !marks.isEmpty { flushMarks() }
        guard scalars > 0 else { return }
        defer {
            scalars = 0
            word.removeAll(keepingCapacity: true)
        }
        let before = ids.count
        var start = 0
        while start < word.count, scalars <= Self.longestWord {
            guard let piece = vocabulary.longestPiece(of: word, from: start, hashes: &hashes) else { break }
            ids.append(piece.id)
            start += piece.length
        }
        if start < word.count || scalars > Self.longestWord {
            ids.removeLast(ids.count - before)
            ids.append(vocabulary.unknown)
        }
    }

    consuming func finish() -> [UInt32] {
        endWord()
        return ids
    }

    private mutating func appendWord(_ scalar: UInt32) {
        endWord()
        appendStarter(scalar)
        endWord()
    }

    private mutating func appendStarter(_ scalar: UInt32) {
        if !marks.isEmpty { flushMarks() }
        push(scalar)
    }

    /// Puts the waiting marks in canonical order: by class, those of one class as they came.
    private mutating func flushMarks() {
        if marks.count > 1 {
            let ordered = marks.enumerated().sorted { a, b in
                (a.element >> 21, a.offset) < (b.element >> 21, b.offset)
            }
            marks = ordered.map(\.element)
        }
        for mark in marks { push(mark & 0x1F_FFFF) }
        marks.removeAll(keepingCapacity: true)
    }

    private mutating func push(_ scalar: UInt32) {
        scalars += 1
        guard scalars <= Self.longestWord else { return }
        let tail = UInt8(truncatingIfNeeded: scalar & 0x3F) | 0x80
        let middle = UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F) | 0x80
        switch scalar {
        case 0..<0x80:
            word.append(UInt8(scalar))
        case 0x80..<0x800:
            word.append(UInt8(scalar >> 6) | 0xC0)
            word.append(tail)
        case 0x800..<0x1_0000:
            word.append(UInt8(scalar >> 12) | 0xE0)
            word.append(middle)
            word.append(tail)
        default:
            word.append(UInt8(truncatingIfNeeded: scalar >> 18) | 0xF0)
            word.append(UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F) | 0x80)
            word.append(middle)
            word.append(tail)
        }
    }
}
