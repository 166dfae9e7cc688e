/// Cuts text into the word pieces of BERT's uncased models, like the published `tokenizer.json`.
///
/// A word is cut greedily into the longest pieces from the left; one that cannot be cut, or has more than 100
/// scalars, is `[UNK]`. Special tokens written out in the text, `[SEP]` for one, are recognised as the reference
/// recognises them.
///
/// Source: Wu 2016 (arXiv:1609.08144), Devlin 2019 (arXiv:1810.04805).
package struct WordPieceTokenizer: Sendable {
    let vocabulary: Vocabulary

    /// The ids of a text's pieces, without `[CLS]` and `[SEP]`.
    ///
    /// - Complexity: O(*n*) for a text of *n* bytes, each ASCII byte costing a few nanoseconds.
    package func ids(of text: String) -> [UInt32] {
        var builder = WordBuilder(vocabulary: vocabulary)
        let bytes = text.utf8.span
        let ascii = TextNormalizer.ascii
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                let action = ascii[Int(byte)]
                switch action {
                case TextNormalizer.spaceByte:
                    builder.endWord()
                case TextNormalizer.ignoredByte:
                    break
                case TextNormalizer.punctuationByte:
                    if byte == UInt8(ascii: "["), let token = specialToken(in: bytes, at: index) {
                        builder.append(token: token.id)
                        index += token.length
                        continue
                    }
                    builder.append(punctuation: byte)
                default:
                    builder.append(ascii: action)
                }
                index += 1
            } else {
                // A string's bytes are always valid UTF-8.
                var scalar: UInt32
                let length: Int
                switch byte {
                case ..<0xE0: (scalar, length) = (UInt32(byte & 0x1F), 2)
                case ..<0xF0: (scalar, length) = (UInt32(byte & 0x0F), 3)
                default: (scalar, length) = (UInt32(byte & 0x07), 4)
                }
                for next in index + 1..<index + length { scalar = scalar << 6 | UInt32(bytes[next] & 0x3F) }
                builder.append(scalar)
                index += length
            }
        }
        return builder.finish()
    }

    private func specialToken(in bytes: borrowing Span<UInt8>, at start: Int) -> (id: UInt32, length: Int)? {
        candidates: for token in vocabulary.special where start + token.bytes.count <= bytes.count {
            for index in token.bytes.indices where bytes[start + index] != token.bytes[index] { continue candidates }
            return (token.id, token.bytes.count)
        }
        return nil
    }
}
