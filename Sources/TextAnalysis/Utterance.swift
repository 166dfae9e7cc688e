/// What a person typed, unaltered, with its tokens.
///
/// Every later step reads the tokens; whatever is quoted back is cut from ``text`` by a token's byte range.
public struct Utterance: Sendable {
    /// The text as it was typed.
    public let text: String
    /// Words, numbers, punctuation and symbols in the order of the text.
    public let tokens: [Token]

    /// Analyses a text. Never fails: what is no word, number or mark is passed over.
    ///
    /// - Complexity: O(*n*) in the bytes of the text.
    public init(_ text: String) {
        self.text = text
        self.tokens = Tokenizer.tokens(of: text)
    }

    package init(text: String, tokens: [Token]) {
        self.text = text
        self.tokens = tokens
    }

    /// Words and numbers only, in order.
    public var terms: [Token] { tokens.filter(\.isTerm) }

    /// The folded words and numbers, one blank between them: equal for texts that differ only in case, accents,
    /// punctuation, apostrophes and white space.
    public var normalized: String {
        var result = ""
        for token in tokens where token.isTerm {
            if !result.isEmpty { result.append(" ") }
            result += token.text
        }
        return result
    }

    /// The utterance as one plain sentence for a reader of whole sentences: lower case, marks kept, shorthand written out
    /// (`cant` is `can not`, but `can't` stays), repaired words in place, single blanks, no emoji.
    ///
    /// Equal for texts that differ only in case, accents and white space.
    public var sentence: String {
        let bytes = Array(text.utf8)
        var result = ""
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < tokens.count {
            let token = tokens[place]
            var end = place + 1
            while end < tokens.count, tokens[end].bytes == token.bytes { end += 1 }
            defer { place = end }
            if token.kind == .symbol { continue }
            if token.spaceBefore, !result.isEmpty { result.append(" ") }
            let isContraction = bytes[token.bytes].contains { $0 == UInt8(ascii: "'") || $0 >= 0x80 }
            if end - place > 1, isContraction {
                result += String(decoding: bytes[token.bytes], as: UTF8.self).lowercased()
                    .replacing("\u{2019}", with: "'")
            } else {
                for part in place..<end {
                    if part > place { result.append(" ") }
                    result += tokens[part].text
                }
            }
        }
        return result
    }

    /// The original text of a range of tokens, from the first byte of the first to the last byte of the last.
    public func quote(_ range: Range<Int>) -> String {
        guard let first = tokens[range].first, let last = tokens[range].last else { return "" }
        return quote(bytes: first.bytes.lowerBound..<max(last.bytes.upperBound, first.bytes.upperBound))
    }

    /// The original text of a range of UTF-8 bytes.
    public func quote(bytes: Range<Int>) -> String {
        let utf8 = text.utf8
        let lower = utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound)
        let upper = utf8.index(lower, offsetBy: bytes.count)
        return String(text[lower..<upper])
    }
}
