/// How long a text is, for the `usage` of a chat completion.
///
/// There is no language model here and nothing to bill, so the number is of what the sentence encoder's tokenizer starts from: words,
/// and each punctuation mark by itself. WordPiece cuts rare words further; the gateway has no vocabulary and does not guess at it.
/// Source: Devlin 2019, arXiv:1810.04805, "basic tokenization".
enum TokenCount {
    static func of(_ text: String) -> Int {
        var count = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isWhitespace {
                isInWord = false
            } else if properties.isAlphabetic || properties.numericType != nil
                || properties.generalCategory == .nonspacingMark
            {
                if !isInWord { count += 1 }
                isInWord = true
            } else {
                count += 1
                isInWord = false
            }
        }
        return count
    }
}
