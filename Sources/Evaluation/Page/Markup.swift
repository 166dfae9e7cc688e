/// Pieces of a page that is HTML and well-formed XML at once.
enum Markup {
    /// A text as it has to stand between tags or in an attribute. Control characters, which neither HTML nor XML has, become
    /// U+FFFD.
    ///
    /// Source: Extensible Markup Language 1.0, 2.2 Characters.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A length or a place in a drawing, in pixels.
    static func px(_ value: Double) -> String {
        let text = Fixed.text(value, digits: 1).replacing("\u{2212}", with: "-")
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A table; every cell is escaped.
    static func table(_ head: [String], _ rows: [[String]], numeric: Set<Int> = []) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>"
                + cells.enumerated().map { place, cell in
                    "<\(tag)\(numeric.contains(place) ? " class=\"n\"" : "")>\(escaped(cell))</\(tag)>"
                }.joined() + "</tr>\n"
        }
        let body = rows.map { row($0, "td") }.joined()
        return "<table>\n<thead>\(row(head, "th"))</thead>\n<tbody>\n\(body)</tbody>\n</table>\n"
    }

    /// A drawing that scrolls sideways where it is too wide, with what it shows for those who do not see it.
    static func drawing(width: Double, height: Double, label: String, _ content: String) -> String {
        """
        <div class="wide"><svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="\(escaped(label))" width="\(px(width))" \
        height="\(px(height))" viewBox="0 0 \(px(width)) \(px(height))">
        \(content)</svg></div>

        """
    }

    static func text(_ x: Double, _ y: Double, _ text: String, _ style: String = "", rotated: Bool = false) -> String {
        let turn = rotated ? " transform=\"rotate(-90 \(px(x)) \(px(y)))\"" : ""
        return "<text x=\"\(px(x))\" y=\"\(px(y))\"\(style.isEmpty ? "" : " class=\"\(style)\"")\(turn)>"
            + "\(escaped(text))</text>\n"
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        "<line x1=\"\(px(x1))\" y1=\"\(px(y1))\" x2=\"\(px(x2))\" y2=\"\(px(y2))\" class=\"\(style)\"/>\n"
    }

    /// - Parameter opacity: 0...1.
    static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, opacity: Double = 1,
        title: String
    ) -> String {
        let fade = opacity < 1 ? " fill-opacity=\"\(Fixed.text(opacity, digits: 2))\"" : ""
        return
            "<rect x=\"\(px(x))\" y=\"\(px(y))\" width=\"\(px(width))\" height=\"\(px(height))\" class=\"\(style)\"\(fade)>"
            + "<title>\(escaped(title))</title></rect>\n"
    }
}
