/// Breaks text into lines that fit a terminal.
package enum TextWrapping {
    /// The lines of a text, none wider than `width` columns.
    ///
    /// A line break of the text stays one. Lines break at blanks, between East Asian characters, and within a word only
    /// when it alone is wider than a line. What stands behind a list mark (`- `, `2. `) lines up under its first word.
    /// - Parameter hanging: How far every line but the first of a paragraph is indented, in columns.
    package static func lines(_ text: String, width: Int, hanging: Int = 0) -> [String] {
        PrintableText.clean(text).split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            paragraph($0, width: max(width, 8), hanging: hanging + listMarkWidth($0))
        }
    }

    private static func paragraph(_ text: Substring, width: Int, hanging: Int) -> [String] {
        let indent = String(repeating: " ", count: hanging < width / 2 ? hanging : 0)
        var lines: [String] = []
        var line = ""
        var column = 0
        func close() {
            lines.append(line)
            line = indent
            column = indent.count
        }
        for piece in pieces(text) {
            let blanks = lines.isEmpty || column > indent.count ? piece.blanks : 0
            if column + blanks + piece.width <= width {
                line += String(repeating: " ", count: blanks) + piece.text
                column += blanks + piece.width
                continue
            }
            if column > (lines.isEmpty ? 0 : indent.count) { close() }
            for character in piece.text {
                let columns = DisplayWidth.of(character)
                if column + columns > width { close() }
                line.append(character)
                column += columns
            }
        }
        lines.append(line)
        return lines
    }

    /// A run that does not break, and the blanks before it.
    private struct Piece {
        var blanks: Int
        var text: String
        var width: Int
    }

    private static func pieces(_ text: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var current = Piece(blanks: 0, text: "", width: 0)
        var lastBreaksAnywhere = false
        func close(blanks: Int) {
            if !current.text.isEmpty { pieces.append(current) }
            current = Piece(blanks: blanks, text: "", width: 0)
        }
        for character in text {
            if character == " " {
                if current.text.isEmpty { current.blanks += 1 } else { close(blanks: 1) }
                lastBreaksAnywhere = false
                continue
            }
            let breaksAnywhere = DisplayWidth.breaksAnywhere(character)
            if !current.text.isEmpty, breaksAnywhere || (lastBreaksAnywhere && character.isLetter) { close(blanks: 0) }
            current.text.append(character)
            current.width += DisplayWidth.of(character)
            lastBreaksAnywhere = breaksAnywhere
        }
        close(blanks: 0)
        return pieces
    }

    /// The columns of `- ` or `12. ` at a line's start; 0 without one.
    private static func listMarkWidth(_ text: Substring) -> Int {
        if text.hasPrefix("- ") { return 2 }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.count), text.dropFirst(digits.count).hasPrefix(". ") else { return 0 }
        return digits.count + 2
    }
}
