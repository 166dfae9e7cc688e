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
    /// The signs that the passage is about: ids of the screener's concepts, or what these start with. It stands below their alerts.
    public var signs: [String] = []
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
    /// What comes first when it is known how long ago the injection was; at most one a stage.
    public var leads: [Lead] = []

    /// A sentence or two for one stage after the injection.
    public struct Lead: Sendable, Codable, Equatable {
        public var stage: Stage
        public var text: String
    }

    /// What this passage says first at a stage; `nil` when it says nothing special.
    public func lead(at stage: Stage?) -> String? { leads.first { $0.stage == stage }?.text }

    /// Reads a passage from the body of a file: lines of a paragraph are joined, list items keep their lines. What stands below
    /// the heading of a stage, up to the next heading or the end, is that stage's lead.
    public init(body: String) {
        var paragraphs: [String] = []
        var lines: [String] = []
        var stage: Stage?
        var leads: [Lead] = []
        func close() {
            if let stage, !lines.isEmpty {
                leads.append(Lead(stage: stage, text: lines.joined(separator: "\n")))
            } else if !lines.isEmpty {
                paragraphs.append(lines.joined(separator: "\n"))
            }
            lines = []
        }
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = String(line).trimmingBlanks()
            if line.hasPrefix(Self.heading) {
                close()
                stage = Stage(rawValue: String(line.dropFirst(Self.heading.count))) ?? stage
            } else if line.isEmpty {
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
        self.leads = leads
    }

    /// What a stage's heading starts with.
    static let heading = "## "

    public init(short: String, text: String) {
        self.short = short
        self.text = text
    }
}

/// How long ago the injection was, as far as passages tell it apart.
public enum Stage: String, Sendable, Codable, CaseIterable {
    /// The injection's first reaction; the raw values are the headings in a passage's file.
    case firstDays = "First days"
    case nextTwoWeeks = "Next two weeks"
    case later = "Later"

    /// "Within a few days", in hours. Source: biologyinsights.com on soreness beyond 72 hours.
    private static let firstDaysEnd = 72.0
    /// "A couple of weeks", in hours. Source: the article of the bundled pack.
    private static let twoWeeksEnd = 14.0 * 24

    /// - Parameter hours: Since the injection.
    public init(hours: Double) {
        self = hours <= Self.firstDaysEnd ? .firstDays : hours <= Self.twoWeeksEnd ? .nextTwoWeeks : .later
    }
}
