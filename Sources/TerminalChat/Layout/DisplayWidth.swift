/// How many columns text takes on a terminal.
///
/// Counted by grapheme clusters: a letter with its accents is one column, an East Asian character or an emoji two, a
/// flag or a family of emoji two as a whole.
///
/// Source: Unicode Standard Annex #11 (East Asian Width) and #51 (Emoji), Unicode 15.1.
package enum DisplayWidth {
    /// The columns of a text without line breaks.
    ///
    /// - Complexity: O(*n*) in its length.
    package static func of(_ text: some StringProtocol) -> Int {
        text.reduce(into: 0) { $0 += of($1) }
    }

    /// The columns of one character: 0, 1 or 2.
    package static func of(_ character: Character) -> Int {
        var scalars = character.unicodeScalars.makeIterator()
        guard let first = scalars.next() else { return 0 }
        if first.isASCII { return first.value >= 0x20 && first.value != 0x7F ? keycapWidth(character) : 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        if isWide(first) { return 2 }
        // A sign that is drawn as an emoji because a variation selector asks for it.
        return character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) ? 2 : 1
    }

    /// "1" followed by U+FE0F U+20E3 is an emoji.
    private static func keycapWidth(_ character: Character) -> Int {
        character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) ? 2 : 1
    }

    /// Whether a line may break before and after this character without a blank.
    package static func breaksAnywhere(_ character: Character) -> Bool {
        guard let first = character.unicodeScalars.first else { return false }
        return isWide(first) && !isClosing(first)
    }

    /// Closing marks of CJK punctuation do not start a line.
    private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F:
            true
        default: false
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        // The blocks whose characters are W or F; the gaps between them are unassigned or narrow.
        switch scalar.value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x1F1E6...0x1F1FF,
            0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
