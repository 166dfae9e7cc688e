/// What has to hold between the files of a pack, and how its passages should sound.
enum PackChecks {
    /// Ids in `related` exist; no example stands under two intents, or twice under one.
    static func crossReferences(_ intents: [Intent], _ places: [IntentPlaces], _ diagnostics: inout Diagnostics) {
        let ids = intents.map(\.id)
        for (intent, place) in zip(intents, places) {
            for related in intent.related where !ids.contains(related) {
                let near = nearest(related, ids)
                diagnostics.error(
                    place.file, place.relatedLine, "'related' names '\(related)', which is no intent.",
                    remedy: near.map { "Did you mean '\($0)'?" } ?? "Remove it, or add its file.")
            }
            if intent.related.contains(intent.id) {
                diagnostics.error(
                    place.file, place.relatedLine, "'related' names the intent itself.", remedy: "Remove it.")
            }
        }
        var seen: [String: (file: String, line: Int)] = [:]
        for place in places {
            for (example, line) in place.examples {
                let key = Self.key(example)
                if let first = seen[key] {
                    diagnostics.error(
                        place.file, line, "'\(example)' is an example already in \(first.file):\(first.line).",
                        remedy: "Keep it where it belongs; under 'not' elsewhere.")
                } else {
                    seen[key] = (place.file, line)
                }
            }
        }
    }

    /// Examples that differ only in case and punctuation are the same.
    static func key(_ example: String) -> String {
        example.lowercased().split { !($0.isLetter || $0.isNumber || "{}[]|".contains($0)) }.joined(separator: " ")
    }

    /// The id with the same last part, or that starts alike.
    private static func nearest(_ id: String, _ ids: [String]) -> String? {
        let last = id.split(separator: ".").last
        return ids.first { $0.split(separator: ".").last == last }
            ?? ids.first { $0.hasPrefix(id.prefix(max(4, id.count - 3))) }
    }

    static func placeholders(in text: String, file: String, line: Int?, _ diagnostics: inout Diagnostics) {
        for name in Placeholder.unknown(in: text) {
            let known = Placeholder.allCases.map(\.rawValue).joined(separator: ", ")
            diagnostics.error(
                file, line, "there is no placeholder '{\(name)}'.", remedy: "Use one of: \(known).")
        }
    }

    /// A passage's placeholders, its length and how it reads.
    static func passage(
        _ body: String, _ passage: Passage, file: String, firstLine: Int, _ diagnostics: inout Diagnostics
    ) {
        for (offset, line) in body.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            placeholders(in: String(line), file: file, line: firstLine + offset, &diagnostics)
            guard line.hasPrefix(Passage.heading) else { continue }
            let name = String(line.dropFirst(Passage.heading.count)).trimmingBlanks()
            if Stage(rawValue: name) == nil {
                let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
                diagnostics.error(
                    file, firstLine + offset, "'\(name)' is no stage.", remedy: "Use one of: \(known).")
            }
        }
        for stage in Stage.allCases where passage.leads.count(where: { $0.stage == stage }) > 1 {
            diagnostics.error(
                file, firstLine, "'\(stage.rawValue)' has more than one paragraph.", remedy: "Bring it to one.")
        }
        for lead in passage.leads {
            plainLanguage(lead.text, file: file, firstLine: firstLine, what: "'\(lead.stage.rawValue)'", &diagnostics)
        }
        let short = PlainLanguage.words(passage.short).count
        if short > PlainLanguage.shortAnswerLimit {
            diagnostics.warning(
                file, firstLine, "the short answer has \(short) words.",
                remedy: "Bring it to \(PlainLanguage.shortAnswerLimit) or fewer; end it with a blank line.")
        }
        plainLanguage(passage.text, file: file, firstLine: firstLine, what: "the passage", &diagnostics)
    }

    static func plainLanguage(
        _ text: String, file: String, firstLine: Int, what: String, _ diagnostics: inout Diagnostics
    ) {
        let filled = PlaceholderValues().fill(text)
        for sentence in PlainLanguage.sentences(filled) {
            let count = PlainLanguage.words(sentence).count
            if count > PlainLanguage.sentenceLimit {
                diagnostics.warning(
                    file, firstLine, "a sentence of \(what) has \(count) words: '\(sentence.prefix(40))…'.",
                    remedy: "Split it; \(PlainLanguage.sentenceLimit) words are enough.")
            }
        }
        let grade = PlainLanguage.grade(filled)
        if grade > PlainLanguage.gradeLimit {
            let tenths = (grade * 10).rounded() / 10
            diagnostics.warning(
                file, firstLine, "\(what) reads at grade \(tenths).",
                remedy: "Use shorter words and sentences, to reach grade 7.")
        }
    }

    /// Every fact of `facts.yaml` stands in the passages that it names.
    static func facts(
        _ files: PackFiles, _ intents: [Intent], _ documents: [Document], _ diagnostics: inout Diagnostics
    ) {
        guard let file = files["facts.yaml"],
            let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return }
        for entry in yaml.list ?? [] {
            let what = "a fact"
            entry.reportUnknownKeys(["fact", "section", "in", "says"], of: what, &diagnostics)
            _ = entry.required("fact", of: what, &diagnostics)
            if let section = entry.required("section", of: what, &diagnostics),
                !documents.contains(where: { $0.sections.contains(section) })
            {
                diagnostics.error(
                    file.path, entry.line, "no document has a section '\(section)'.",
                    remedy: "Use a section of pack.yaml.")
            }
            let says = entry.texts("says", of: what, &diagnostics)
            for (id, line) in entry.texts("in", of: what, &diagnostics) {
                guard let intent = intents.first(where: { $0.id == id }) else {
                    diagnostics.error(
                        file.path, line, "there is no intent '\(id)'.", remedy: "Correct the id or remove it.")
                    continue
                }
                let passage = intent.passage.text.replacing("\n", with: " ").lowercased()
                for (words, line) in says where !passage.contains(words.lowercased()) {
                    diagnostics.error(
                        file.path, line, "the passage of '\(id)' does not say '\(words)'.",
                        remedy: "Put the fact back, or change the fact if the source changed.")
                }
            }
        }
    }
}
