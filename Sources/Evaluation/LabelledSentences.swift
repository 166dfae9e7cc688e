public import KnowledgePacks

/// A file of `intent TAB text` lines, as the public intent sets are published.
public struct LabelledSentences: Sendable {
    public var sentences: [(intent: String, text: String)]

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
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            if line.isEmpty { continue }
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 {
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
