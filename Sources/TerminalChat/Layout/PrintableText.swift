/// Text from elsewhere, made safe to print: a passage, a server or a person's own words must not steer the terminal.
package enum PrintableText {
    /// The text with every control character but the line feed replaced by a blank, and bidirectional overrides left out.
    package static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) || isOverride($0) }) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isOverride(scalar) {
            clean.append(isControl(scalar) ? " " : scalar)
        }
        return String(clean)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value != 0x0A && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value))
    }

    /// Source: Unicode Standard Annex #9, explicit formatting characters.
    private static func isOverride(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
