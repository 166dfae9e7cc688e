import Foundation

/// Folds a character outside ASCII to what the tokenizer reads.
///
/// Compatibility decomposition (NFKD) with the combining marks taken off: the same letters that NFKC with accents
/// stripped gives. Source: Unicode Standard Annex 15, https://www.unicode.org/reports/tr15/.
enum UnicodeFolding {
    enum Fold {
        /// A character that is not seen: zero-width, soft hyphen, variation selector.
        case nothing
        case blank
        /// A typographic mark, as the ASCII byte that stands for it.
        case mark(UInt8)
        /// Letters and digits in lower case, UTF-8.
        case letters([UInt8])
        case symbol
    }

    static func fold(_ character: Character) -> Fold {
        if let known = table[character] { return known }
        if character.isWhitespace { return .blank }
        let decomposed = String(character).decomposedStringWithCompatibilityMapping.lowercased()
        var letters: [UInt8] = []
        var invisible = true
        for scalar in decomposed.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark: continue
            case .format, .control, .unassigned, .privateUse, .surrogate:
                continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                invisible = false
                letters += special[scalar] ?? Array(String(scalar).utf8)
            case .decimalNumber, .letterNumber, .otherNumber:
                invisible = false
                if let value = properties.numericValue, value >= 0, value <= 9, value == value.rounded() {
                    letters.append(UInt8(ascii: "0") + UInt8(value))
                }
            default: invisible = false
            }
        }
        if letters.isEmpty { return invisible ? .nothing : .symbol }
        return .letters(letters)
    }

    private static let table: [Character: Fold] = [
        "\u{2018}": .mark(UInt8(ascii: "'")), "\u{2019}": .mark(UInt8(ascii: "'")),
        "\u{02BC}": .mark(UInt8(ascii: "'")), "\u{201B}": .mark(UInt8(ascii: "'")),
        "\u{00B4}": .mark(UInt8(ascii: "'")),
        "\u{201C}": .mark(UInt8(ascii: "\"")), "\u{201D}": .mark(UInt8(ascii: "\"")),
        "\u{00AB}": .mark(UInt8(ascii: "\"")), "\u{00BB}": .mark(UInt8(ascii: "\"")),
        "\u{2010}": .mark(UInt8(ascii: "-")), "\u{2011}": .mark(UInt8(ascii: "-")),
        "\u{2012}": .mark(UInt8(ascii: "-")), "\u{2013}": .mark(UInt8(ascii: "-")),
        "\u{2014}": .mark(UInt8(ascii: "-")), "\u{2212}": .mark(UInt8(ascii: "-")),
        "\u{2026}": .mark(UInt8(ascii: ".")), "\u{00BF}": .mark(UInt8(ascii: "?")),
        "\u{FF1F}": .mark(UInt8(ascii: "?")), "\u{3002}": .mark(UInt8(ascii: ".")),
        "\u{061F}": .mark(UInt8(ascii: "?")), "\u{FFFD}": .blank, "\r\n": .blank,
    ]

    /// Letters that decomposition leaves whole.
    private static let special: [Unicode.Scalar: [UInt8]] = [
        "ß": Array("ss".utf8), "æ": Array("ae".utf8), "œ": Array("oe".utf8), "ø": Array("o".utf8),
        "ł": Array("l".utf8), "đ": Array("d".utf8), "ð": Array("d".utf8), "þ": Array("th".utf8), "ı": Array("i".utf8),
    ]
}
