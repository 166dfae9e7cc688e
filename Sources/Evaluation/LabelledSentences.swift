public import KnowledgePacks

/// A file of `intent TAB text` lines, as the public intent sets are published.
public struct LabelledSentences: Sendable {
    public var sentences: [(intent: String, text: String)]

    package init(sentences: [(intent: String, text: String)]) { self.sentences = sentences }

    /// Reads a file; faults are reported with their line, and `nil` comes back when there are any.
    ///
    /// - Parameter needsIntent: Whether a line without a tab is a fault, or a text without an intent.
    public static func load(
        _ path: String, needsIntent: Bool = true, _ diagnostics: inout Diagnostics
    ) -> LabelledSentences? {
        guard let bytes = TextFile.bytes(path, &diagnostics),
            let text = TextFile.text(bytes, file: path, &diagnostics)
        else { return nil }
        let before = diagnostics.errors.count
        var sentences: [(intent: String, text: String)] = []
        for (number, line) in TextLines.split(text).enumerated() {
            if line.isEmpty { continue }
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, needsIntent, parts[0].isEmpty || parts[1].isEmpty {
                diagnostics.error(
                    path, number + 1, "this line has no \(parts[0].isEmpty ? "intent" : "text").",
                    remedy: "Write 'intent TAB text'.")
            } else if parts.count == 2 {
                sentences.append((String(parts[0]), String(parts[1])))
            } else if needsIntent {
                diagnostics.error(path, number + 1, "this line has no tab.", remedy: "Write 'intent TAB text'.")
            } else {
                sentences.append(("", String(line)))
            }
        }
        return diagnostics.errors.count == before ? LabelledSentences(sentences: sentences) : nil
    }
}

/// The lines of a text that may come from Windows.
enum TextLines {
    /// Without their ends; `\r\n` is one character in Swift, and ends a line as `\n` does.
    static func split(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }
}
