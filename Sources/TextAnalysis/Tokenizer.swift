/// Cuts a text into tokens: bytes for ASCII, a fold per character for the rest.
enum Tokenizer {
    static func tokens(of text: String) -> [Token] {
        var builder = Builder()
        var text = text
        let ascii = text.withUTF8 { bytes -> Bool in
            for byte in bytes where byte >= 0x80 { return false }
            return true
        }
        if ascii {
            var offset = 0
            for byte in text.utf8 {
                builder.take(byte, at: offset..<offset + 1)
                offset += 1
            }
        } else {
            var offset = 0
            for character in text {
                let range = offset..<offset + character.utf8.count
                offset = range.upperBound
                if let byte = character.asciiValue, range.count == 1 {
                    builder.take(byte, at: range)
                } else {
                    builder.take(character, at: range)
                }
            }
        }
        builder.finishRun()
        return builder.tokens
    }

    /// The state between two characters: the run of letters or digits under way, and what came before it.
    private struct Builder {
        private enum Run { case none, word, number }

        private(set) var tokens: [Token] = []
        private var run = Run.none
        private var buffer: [UInt8] = []
        private var runStart = 0
        private var runEnd = 0
        /// The last byte that is known to belong to the run; an apostrophe or point at its end does not.
        private var sureCount = 0
        private var sureEnd = 0
        private var spaceBefore = true
        private var runSpaceBefore = true
        private var lineBefore = false
        private var runLineBefore = false

        init() {
            tokens.reserveCapacity(24)
            buffer.reserveCapacity(32)
        }

        mutating func take(_ byte: UInt8, at range: Range<Int>) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): letter(byte, at: range)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter(byte | 0x20, at: range)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit(byte, at: range)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                blank()
                lineBefore = true
            case 0...0x20, 0x7F: blank()
            case UInt8(ascii: "'"), UInt8(ascii: "`"): apostrophe(at: range)
            case UInt8(ascii: "."), UInt8(ascii: ","): point(byte, at: range)
            case UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "$"):
                mark(byte, .symbol, at: range)
            default: mark(byte, .punctuation, at: range)
            }
        }

        mutating func take(_ character: Character, at range: Range<Int>) {
            switch UnicodeFolding.fold(character) {
            case .nothing: break
            case .blank: blank()
            case .mark(let byte): take(byte, at: range)
            case .letters(let bytes):
                for byte in bytes {
                    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                        digit(byte, at: range)
                    } else {
                        letter(byte, at: range)
                    }
                }
            case .symbol:
                finishRun()
                tokens.append(
                    Token(
                        text: String(character), kind: .symbol, bytes: range, spaceBefore: spaceBefore,
                        lineBefore: lineBefore))
                spaceBefore = false
                lineBefore = false
            }
        }

        private mutating func start(_ kind: Run, at range: Range<Int>) {
            run = kind
            buffer.removeAll(keepingCapacity: true)
            runStart = range.lowerBound
            runSpaceBefore = spaceBefore
            runLineBefore = lineBefore
            spaceBefore = false
            lineBefore = false
        }

        private mutating func keep(_ byte: UInt8, at range: Range<Int>) {
            buffer.append(byte)
            runEnd = range.upperBound
            sureCount = buffer.count
            sureEnd = runEnd
        }

        private mutating func letter(_ byte: UInt8, at range: Range<Int>) {
            if run == .number {
                // "3rd" stays one token; "38c" and "20min" are a number and a word; "b4" never comes here.
                finishRun()
            }
            if run == .none { start(.word, at: range) }
            keep(byte, at: range)
        }

        private mutating func digit(_ byte: UInt8, at range: Range<Int>) {
            if run == .none { start(.number, at: range) }
            keep(byte, at: range)
        }

        private mutating func apostrophe(at range: Range<Int>) {
            guard run == .word else { return finishRun() }
            buffer.append(UInt8(ascii: "'"))
            runEnd = range.upperBound
        }

        private mutating func point(_ byte: UInt8, at range: Range<Int>) {
            if run == .number, sureCount == buffer.count {
                buffer.append(byte)
                runEnd = range.upperBound
                return
            }
            mark(byte, .punctuation, at: range)
        }

        private mutating func blank() {
            finishRun()
            spaceBefore = true
        }

        private mutating func mark(_ byte: UInt8, _ kind: Token.Kind, at range: Range<Int>) {
            finishRun()
            tokens.append(
                Token(
                    text: String(Unicode.Scalar(byte)), kind: kind, bytes: range, spaceBefore: spaceBefore,
                    lineBefore: lineBefore))
            spaceBefore = false
            lineBefore = false
        }

        mutating func finishRun() {
            guard run != .none else { return }
            let finished = run
            run = .none
            let range = runStart..<sureEnd
            let trailing = buffer[sureCount...]
            let word = String(decoding: buffer[..<sureCount], as: UTF8.self)
            switch finished {
            case .none: break
            case .word: finishWord(word, at: range)
            case .number: finishNumber(word, at: range)
            }
            // A point or comma after a number ends the sentence, not the number.
            if finished == .number, let byte = trailing.first {
                tokens.append(
                    Token(
                        text: String(Unicode.Scalar(byte)), kind: .punctuation, bytes: sureEnd..<sureEnd + 1,
                        spaceBefore: false))
            }
        }

        private mutating func finishWord(_ word: String, at range: Range<Int>) {
            if Tokenizer.ordinalEndings.contains(word), !runSpaceBefore, let last = tokens.last, last.kind == .number,
                last.bytes.upperBound == range.lowerBound
            {
                tokens[tokens.count - 1] = Token(
                    text: last.text + word, kind: .number, bytes: last.bytes.lowerBound..<range.upperBound,
                    value: last.value, spaceBefore: last.spaceBefore, lineBefore: last.lineBefore)
                return
            }
            guard let words = Contractions.expansion(of: word) else {
                tokens.append(
                    Token(
                        text: word, kind: .word, bytes: range, value: SpelledNumbers.value(of: word),
                        spaceBefore: runSpaceBefore, lineBefore: runLineBefore))
                return
            }
            for (place, part) in words.enumerated() where !part.isEmpty {
                tokens.append(
                    Token(
                        text: part, kind: .word, bytes: range, value: SpelledNumbers.value(of: part),
                        spaceBefore: place == 0 ? runSpaceBefore : true, lineBefore: place == 0 && runLineBefore))
            }
        }

        private mutating func finishNumber(_ text: String, at range: Range<Int>) {
            tokens.append(
                Token(
                    text: text, kind: .number, bytes: range, value: Tokenizer.number(text), spaceBefore: runSpaceBefore,
                    lineBefore: runLineBefore))
        }
    }

    private static let ordinalEndings: Set<String> = ["st", "nd", "rd", "th"]

    /// Reads `38.5`, `38,5` and `1,000`; more than one separator makes it a date or a version, without a value.
    static func number(_ text: String) -> Double? {
        let parts = text.split(whereSeparator: { $0 == "." || $0 == "," })
        switch parts.count {
        case 1: return Double(parts[0])
        case 2:
            if text.contains(","), parts[1].count == 3 { return Double(parts[0] + parts[1]) }
            return Double(parts[0] + "." + parts[1])
        default: return nil
        }
    }
}
