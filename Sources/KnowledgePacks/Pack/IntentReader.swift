/// Where the parts of an intent stand, for faults that are found once all intents are read.
struct IntentPlaces {
    let file: String
    var relatedLine: Int?
    var reviewLine: Int?
    /// Each example as it is written, with its line.
    var examples: [(text: String, line: Int)] = []
}

/// Reads one intent's file: front matter in YAML between `---` lines, then the passage.
struct IntentReader {
    /// How many sentences a template adds to the examples.
    static let expansionLimit = 6

    let file: PackFiles.File
    let vocabulary: Vocabulary

    private static let fields = [
        "title", "examples", "keywords", "not", "related", "signs", "source", "review_by",
    ]

    mutating func read(documents: [Document], _ diagnostics: inout Diagnostics) -> (Intent, IntentPlaces)? {
        let path = file.path
        let id = String(file.name.dropLast(3)).replacing("/", with: ".")
        if !id.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || "._".contains($0)) }) {
            diagnostics.error(
                path, "'\(id)' cannot be an id.", remedy: "Name files and folders with a-z, 0-9 and _ only.")
        }
        guard let text = TextFile.text(file.bytes, file: path, &diagnostics),
            let (front, body, bodyLine) = split(text, &diagnostics),
            let yaml = YAMLValue.parse(front, file: path, firstLine: 2, &diagnostics)
        else { return nil }
        let what = "front matter"
        guard yaml.map != nil else {
            diagnostics.error(path, yaml.line, "\(what) holds no fields.", remedy: "Write lines like 'title: …'.")
            return nil
        }
        yaml.reportUnknownKeys(Self.fields, of: what, &diagnostics)
        var places = IntentPlaces(file: path)
        let title = yaml.required("title", of: what, &diagnostics) ?? ""
        let source = readSource(yaml, documents, &diagnostics)
        places.examples = yaml.texts("examples", of: what, &diagnostics)
        if places.examples.isEmpty {
            diagnostics.error(
                path, yaml["examples"]?.line ?? 1, "the intent has no examples.",
                remedy: "Add 'examples:' with at least eight questions that people ask.")
        }
        var examples: [[String]] = []
        for (example, line) in places.examples {
            examples.append(expand(example, line, &diagnostics))
        }
        places.relatedLine = yaml["related"]?.line
        places.reviewLine = yaml["review_by"]?.line
        let reviewBy = yaml.optional("review_by", of: what, &diagnostics)
        if let reviewBy, reviewBy.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil {
            diagnostics.error(
                path, places.reviewLine, "'\(reviewBy)' is no date.", remedy: "Write it as 2027-03-01.")
        }
        let passage = Passage(body: body)
        if passage.short.isEmpty {
            diagnostics.error(
                path, bodyLine, "the passage is missing.", remedy: "Write the answer below the second '---'.")
        } else {
            PackChecks.passage(body, passage, file: path, firstLine: bodyLine, &diagnostics)
        }
        guard let source else { return nil }
        let intent = Intent(
            id: id, title: title, examples: examples,
            keywords: yaml.texts("keywords", of: what, &diagnostics).map(\.text),
            counterexamples: yaml.texts("not", of: what, &diagnostics).map(\.text),
            related: yaml.texts("related", of: what, &diagnostics).map(\.text),
            signs: yaml.texts("signs", of: what, &diagnostics).map(\.text), source: source, passage: passage,
            sha256: file.sha256, approved: false, reviewBy: reviewBy)
        return (intent, places)
    }

    private func split(
        _ text: String, _ diagnostics: inout Diagnostics
    ) -> (front: String, body: String, bodyLine: Int)? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? $0.dropLast() : $0
        }
        guard lines.first == "---" else {
            diagnostics.error(
                file.path, 1, "the file does not start with front matter.",
                remedy: "Start it with a line '---', then 'title: …'; see Intents/README.md.")
            return nil
        }
        guard let end = lines.dropFirst().firstIndex(of: "---") else {
            diagnostics.error(
                file.path, 1, "the front matter does not end.", remedy: "Put a line '---' before the passage.")
            return nil
        }
        return (
            lines[1..<end].joined(separator: "\n"), lines[(end + 1)...].joined(separator: "\n"), end + 2
        )
    }

    private func readSource(
        _ yaml: YAMLValue, _ documents: [Document], _ diagnostics: inout Diagnostics
    ) -> Source? {
        guard let value = yaml["source"] else {
            diagnostics.error(
                file.path, 1, "front matter has no 'source'.", remedy: "Add 'source: …'; see Intents/README.md.")
            return nil
        }
        let what = "'source'"
        value.reportUnknownKeys(["document", "section"], of: what, &diagnostics)
        guard let document = value.required("document", of: what, &diagnostics),
            let section = value.required("section", of: what, &diagnostics)
        else { return nil }
        if let known = documents.first(where: { $0.id == document }) {
            if !known.sections.contains(section) {
                diagnostics.error(
                    file.path, value.line, "document '\(document)' has no section '\(section)'.",
                    remedy: "Use one of: \(known.sections.joined(separator: ", ")).")
            }
        } else if !documents.isEmpty {
            diagnostics.error(
                file.path, value.line, "pack.yaml has no document '\(document)'.",
                remedy: "Use one of: \(documents.map(\.id).joined(separator: ", ")).")
        }
        return Source(document: document, section: section)
    }

    private func expand(_ example: String, _ line: Int, _ diagnostics: inout Diagnostics) -> [String] {
        guard Template.isTemplate(example) else { return [example] }
        do {
            return try Template(example, lists: vocabulary.lists).expansions(limit: Self.expansionLimit)
        } catch {
            diagnostics.error(
                file.path, line, "the template does not parse: \(error.message).",
                remedy: "Write [optional], (one|other) or {list}; see Intents/README.md.")
            return []
        }
    }
}
