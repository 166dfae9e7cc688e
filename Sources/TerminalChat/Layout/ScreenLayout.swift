/// How wide lines may be, and whether colour says again what the words say.
public struct ScreenLayout: Sendable, Equatable {
    /// Columns.
    public var width: Int
    public var usesColor: Bool

    public init(width: Int, usesColor: Bool) {
        self.width = width
        self.usesColor = usesColor
    }

    /// A paragraph, wrapped; styled line by line, so that a pager that cuts the text leaves no colour behind.
    package func paragraph(_ text: String, _ style: TextStyle? = nil, hanging: Int = 0) -> String {
        TextWrapping.lines(text, width: width, hanging: hanging)
            .map { styled($0, style) }.joined(separator: "\n")
    }

    package func styled(_ text: String, _ style: TextStyle?) -> String {
        guard usesColor, let style else { return text }
        return style(text)
    }

    /// Short pieces side by side, as many on a line as fit, none broken in two unless it is wider than a line.
    package func flow(_ pieces: [String], gap: Int = 3, indent: Int = 0, style: (String) -> String = { $0 }) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        var column = 0
        for piece in pieces {
            let clean = PrintableText.clean(piece)
            let columns = DisplayWidth.of(clean)
            if column > 0, column + gap + columns > width {
                lines.append(line)
                (line, column) = ("", 0)
            }
            if column == 0 {
                line = margin
                column = indent
            } else {
                line += String(repeating: " ", count: gap)
                column += gap
            }
            line += style(clean)
            column += columns
        }
        if column > 0 { lines.append(line) }
        return lines.joined(separator: "\n")
    }

    /// Short texts in columns of equal width, read downwards.
    package func columns(_ texts: [String], indent: Int = 2) -> String {
        let clean = texts.map(PrintableText.clean)
        let widest = clean.map { DisplayWidth.of($0) }.max() ?? 0
        let count = min(max(1, (width - indent + 2) / (widest + 2)), max(1, clean.count))
        let rows = (clean.count + count - 1) / count
        let margin = String(repeating: " ", count: indent)
        return (0..<rows).map { row in
            var line = margin
            for place in stride(from: row, to: clean.count, by: rows) {
                line += clean[place]
                if place + rows < clean.count {
                    line += String(repeating: " ", count: widest + 2 - DisplayWidth.of(clean[place]))
                }
            }
            return line
        }.joined(separator: "\n")
    }
}
