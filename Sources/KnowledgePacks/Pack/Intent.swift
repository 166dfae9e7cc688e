/// One thing people want to know, with the passage that answers it.
public struct Intent: Sendable, Codable, Equatable {
    /// The file's path in the pack, without its ending, `/` as `.`: `manage.heat`.
    public var id: String
    /// What a person sees on a button.
    public var title: String
    /// What people type; one element a line of the file: one sentence, or a template's sentences.
    public var examples: [[String]]
    public var keywords: [String]
    /// Sentences that look alike and belong elsewhere.
    public var counterexamples: [String]
    public var related: [String]
    public var source: Source
    public var passage: Passage
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    public var sha256: String
    /// Whether an approval names exactly these bytes; see also ``isApproved(on:)``.
    public var approved: Bool
    /// `2027-03-01`, when the passage has to be looked at again.
    public var reviewBy: String?

    /// Whether the passage stands approved on a day such as `2026-11-22`: these bytes, and not due for review.
    public func isApproved(on day: String) -> Bool { approved && (reviewBy.map { day <= $0 } ?? true) }

    /// The id's part before the first dot: `manage`.
    public var group: String { String(id.prefix { $0 != "." }) }
}

/// Where a passage's facts stand.
public struct Source: Sendable, Codable, Equatable {
    /// A ``Document``'s id.
    public var document: String
    public var section: String
}

/// What is said: a short answer that stands alone, and the rest.
public struct Passage: Sendable, Codable, Equatable {
    /// The first paragraph.
    public var short: String
    /// All paragraphs, one blank line between them; starts with ``short``.
    public var text: String

    /// Reads a passage from the body of a file: lines of a paragraph are joined, list items keep their lines.
    public init(body: String) {
        var paragraphs: [String] = []
        var lines: [String] = []
        func close() {
            if !lines.isEmpty { paragraphs.append(lines.joined(separator: "\n")) }
            lines = []
        }
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = String(line).trimmingBlanks()
            if line.isEmpty {
                close()
            } else if line.hasPrefix("- ") || lines.isEmpty {
                lines.append(line)
            } else {
                lines[lines.count - 1] += " " + line
            }
        }
        close()
        short = paragraphs.first ?? ""
        text = paragraphs.joined(separator: "\n\n")
    }

    public init(short: String, text: String) {
        self.short = short
        self.text = text
    }
}
