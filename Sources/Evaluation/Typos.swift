public import KnowledgePacks
import TextClassification

/// Slips of the finger, the same ones for the same seed.
///
/// One in a text: in a word of at least four letters a–z (any word when there is none) a letter is left out, doubled, swapped
/// with the next or replaced by its neighbour on the keyboard. The first letter of a word stays.
public struct Typos: Sendable {
    private var random: SplitMix64

    public init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Letters that lie beside each other on a QWERTY keyboard.
    private static let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].map { Array($0.utf8) }

    /// The text with one slip; the text itself when no word has two letters.
    public mutating func slip(in text: String) -> String {
        var bytes = Array(text.utf8)
        let words = Self.words(bytes)
        let long = words.filter { $0.count >= 4 }
        let candidates = long.isEmpty ? words.filter { $0.count >= 2 } : long
        guard !candidates.isEmpty else { return text }
        let word = candidates[below(candidates.count)]
        let place = word.lowerBound + 1 + below(word.count - 1)
        switch below(4) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2 where place + 1 < word.upperBound && bytes[place] != bytes[place + 1]: bytes.swapAt(place, place + 1)
        default: bytes[place] = neighbour(of: bytes[place])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Runs of letters a–z and A–Z, as byte ranges; those that touch a letter of another alphabet are no words of ours.
    private static func words(_ bytes: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for place in 0...bytes.count {
            let isLetter = place < bytes.count && isLetter(bytes[place])
            if isLetter {
                if start == nil { start = place }
            } else if let begin = start {
                words.append(begin..<place)
                start = nil
            }
        }
        return words.filter { word in
            (word.lowerBound == 0 || bytes[word.lowerBound - 1] < 0x80)
                && (word.upperBound == bytes.count || bytes[word.upperBound] < 0x80)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private mutating func neighbour(of letter: UInt8) -> UInt8 {
        for row in Self.rows {
            guard let place = row.firstIndex(of: letter | 0x20) else { continue }
            let beside = place == 0 ? 1 : place == row.count - 1 ? place - 1 : place - 1 + 2 * below(2)
            // In the same case.
            return row[beside] & ~0x20 | letter & 0x20
        }
        return letter
    }

    /// A number in `0..<count`.
    private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
}

extension LabelledSentences {
    /// The same sentences with one slip in each.
    public func withTypos(seed: UInt64) -> LabelledSentences {
        var typos = Typos(seed: seed)
        return LabelledSentences(sentences: sentences.map { ($0.intent, typos.slip(in: $0.text)) })
    }
}

extension PackTests {
    /// The same questions with one slip in each.
    public func withTypos(seed: UInt64) -> PackTests {
        var typos = Typos(seed: seed)
        var tests = self
        for dialogue in dialogues.indices {
            for turn in dialogues[dialogue].indices {
                tests.dialogues[dialogue][turn].question = typos.slip(in: dialogues[dialogue][turn].question)
            }
        }
        return tests
    }
}
