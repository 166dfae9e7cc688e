/// The questions of a pack's `tests.yaml`, with what they must and must not reach.
public struct PackTests: Sendable {
    /// One message and what its reply has to be.
    public struct Turn: Sendable {
        public var question: String
        /// Each entry has to be reached; an entry is one or more ids any of which will do.
        public var reaches: [[String]]
        public var avoids: [String]
        /// `none`, `urgent` or `emergency`.
        public var urgency: String
        public var outcome: String?
        public var line: Int
    }

    /// A dialogue; a single question is one of one turn.
    public var dialogues: [[Turn]]

    /// Reads a file of tests; faults are reported, and `nil` comes back when there are any.
    public static func load(_ path: String, intents: [String], _ diagnostics: inout Diagnostics) -> PackTests? {
        guard let bytes = TextFile.bytes(path, &diagnostics) else { return nil }
        let file = PackFiles.File(name: "tests.yaml", path: path, bytes: bytes)
        let tests = load(PackFiles(files: [file]), intents: intents, &diagnostics)
        return diagnostics.hasErrors ? nil : tests
    }

    /// Reads questions that want nothing, one a line; blank lines and those that start with `#` are passed over.
    public static func lines(_ path: String, _ diagnostics: inout Diagnostics) -> PackTests? {
        guard let bytes = TextFile.bytes(path, &diagnostics),
            let text = TextFile.text(bytes, file: path, &diagnostics)
        else { return nil }
        var dialogues: [[Turn]] = []
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let question = String(line).trimmingBlanks()
            guard !question.isEmpty, !question.hasPrefix("#") else { continue }
            dialogues.append([
                Turn(question: question, reaches: [], avoids: [], urgency: "none", outcome: nil, line: offset + 1)
            ])
        }
        return PackTests(dialogues: dialogues)
    }

    /// Reads `tests.yaml`; an empty set when the pack has none.
    public static func load(_ files: PackFiles, intents: [String], _ diagnostics: inout Diagnostics) -> PackTests {
        guard let file = files["tests.yaml"],
            let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return PackTests(dialogues: []) }
        var dialogues: [[Turn]] = []
        for entry in yaml.list ?? [] {
            if let turns = entry["dialogue"] {
                entry.reportUnknownKeys(["dialogue"], of: "a dialogue", &diagnostics)
                dialogues.append((turns.list ?? []).compactMap { turn($0, intents, &diagnostics) })
            } else if let turn = turn(entry, intents, &diagnostics) {
                dialogues.append([turn])
            }
        }
        return PackTests(dialogues: dialogues)
    }

    private static func turn(_ yaml: YAMLValue, _ intents: [String], _ diagnostics: inout Diagnostics) -> Turn? {
        let what = "a test"
        yaml.reportUnknownKeys(["ask", "reaches", "avoids", "urgency", "outcome"], of: what, &diagnostics)
        guard let question = yaml.required("ask", of: what, &diagnostics) else { return nil }
        func known(_ id: String, _ line: Int) {
            if !intents.contains(id) {
                diagnostics.error(yaml.file, line, "there is no intent '\(id)'.", remedy: "Correct the id.")
            }
        }
        var reaches: [[String]] = []
        for (text, line) in yaml.texts("reaches", of: what, &diagnostics) {
            let ids = text.split(separator: "|").map { String($0).trimmingBlanks() }
            for id in ids { known(id, line) }
            reaches.append(ids)
        }
        let avoids = yaml.texts("avoids", of: what, &diagnostics)
        for (id, line) in avoids { known(id, line) }
        let urgency = yaml.optional("urgency", of: what, &diagnostics) ?? "none"
        if !["none", "urgent", "emergency"].contains(urgency) {
            diagnostics.error(
                yaml.file, yaml["urgency"]?.line, "'\(urgency)' is no urgency.",
                remedy: "Write none, urgent or emergency.")
        }
        let outcome = yaml.optional("outcome", of: what, &diagnostics)
        if let outcome, !["answered", "clarify", "not_covered", "not_understood"].contains(outcome) {
            diagnostics.error(
                yaml.file, yaml["outcome"]?.line, "'\(outcome)' is no outcome.",
                remedy: "Write answered, clarify, not_covered or not_understood.")
        }
        return Turn(
            question: question, reaches: reaches, avoids: avoids.map(\.text), urgency: urgency, outcome: outcome,
            line: yaml.line)
    }
}
