internal import Foundation
public import KnowledgePacks

extension SafetyData {
    /// Reads `Intents/safety/<language>/`, reporting every fault with file and line.
    ///
    /// - Returns: `nil` when a fault makes the data unusable; the faults are in `diagnostics`.
    public static func load(folder: String, _ diagnostics: inout Diagnostics) -> SafetyData? {
        var own = Diagnostics()
        let data = SafetyDataLoader(folder: folder).load(&own)
        for diagnostic in own.all { diagnostics.append(diagnostic) }
        return own.hasErrors ? nil : data
    }
}

/// Reads the files of the safety data one by one and checks what they say of each other.
struct SafetyDataLoader {
    let folder: String

    private static let guide = "see Intents/safety/README.md."
    static let placeholders = ["clinic", "phone", "hours", "out_of_hours", "emergency", "crisis", "poison"]

    func load(_ diagnostics: inout Diagnostics) -> SafetyData {
        var data = SafetyData(
            language: URL(fileURLWithPath: folder).lastPathComponent, classes: [], concepts: [], combinations: [],
            cues: [], alerts: [], medicines: [], conditions: [], spelling: [], limits: Limits(), regions: [])
        var places: [String: (file: String, line: Int)] = [:]
        for file in ["classes.yaml", "structure.yaml"] {
            loadClasses(file, &data, &places, &diagnostics)
        }
        loadAlerts(&data, &diagnostics)
        loadCues(&data, &diagnostics)
        loadLimits(&data, &diagnostics)
        loadRegions(&data, &diagnostics)
        loadMedicines(&data, &diagnostics)
        loadSpelling(&data, &diagnostics)
        var pending: [(text: String, file: String, line: Int)] = []
        for file in conceptFiles(&diagnostics) { loadConcepts(file, &data, &pending, &diagnostics) }
        check(data, places, &diagnostics)
        return data
    }

    private func value(_ name: String, _ diagnostics: inout Diagnostics) -> YAMLValue? {
        let path = folder + "/" + name
        guard let bytes = TextFile.bytes(path, &diagnostics),
            let text = TextFile.text(bytes, file: path, &diagnostics)
        else { return nil }
        return YAMLValue.parse(text, file: path, &diagnostics)
    }

    private func conceptFiles(_ diagnostics: inout Diagnostics) -> [String] {
        let path = folder + "/concepts"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            diagnostics.error(path, "there is no such folder.", remedy: "Put the concepts there; \(Self.guide)")
            return []
        }
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "concepts/" + $0 }
    }

    /// A map of class name to its words.
    private func loadClasses(
        _ file: String, _ data: inout SafetyData, _ places: inout [String: (file: String, line: Int)],
        _ diagnostics: inout Diagnostics
    ) {
        guard let value = value(file, &diagnostics) else { return }
        for entry in value.map ?? [] {
            guard ClassRegistry.isClassName(entry.key) else {
                diagnostics.error(
                    value.file, entry.keyLine, "'\(entry.key)' is no name of a word class.",
                    remedy: "Write it in capitals A–Z and _.")
                continue
            }
            let texts = entry.value.texts("word class '\(entry.key)'", &diagnostics)
            if places[entry.key] != nil {
                diagnostics.error(
                    value.file, entry.keyLine, "word class '\(entry.key)' stands twice.",
                    remedy: "Join the two or rename one.")
            }
            places[entry.key] = (value.file, entry.keyLine)
            var entries: [String] = []
            for (text, line) in texts {
                for part in text.split(separator: ",") {
                    let word = String(part).trimmedBlanks
                    if word.isEmpty { continue }
                    if !ClassRegistry.isClassName(word), ClassRegistry.phrases(ofWords: word).isEmpty {
                        diagnostics.error(
                            value.file, line, "'\(word)' holds no word.", remedy: "Write words or remove it.")
                        continue
                    }
                    entries.append(word)
                }
            }
            data.classes.append(SafetyData.WordClass(name: entry.key, entries: entries))
        }
    }

    private func loadAlerts(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("alerts.yaml", &diagnostics) else { return }
        for entry in value.map ?? [] {
            let what = "alert '\(entry.key)'"
            entry.value.reportUnknownKeys(["text", "source", "exclusive"], of: what, &diagnostics)
            guard let text = entry.value.required("text", of: what, &diagnostics),
                let source = entry.value.required("source", of: what, &diagnostics)
            else { continue }
            for name in Self.placeholderNames(in: text) where !Self.placeholders.contains(name) {
                diagnostics.error(
                    value.file, entry.value["text"]?.line, "'{\(name)}' is no placeholder for alerts.",
                    remedy: "Use one of: \(Self.placeholders.map { "{\($0)}" }.joined(separator: ", ")).")
            }
            let first = text.split(separator: "\n").first.map(String.init) ?? ""
            if first.split(separator: " ").count > 12 {
                diagnostics.error(
                    value.file, entry.value["text"]?.line, "the first line of \(what) has more than 12 words.",
                    remedy: "Put the action alone on the first line.")
            }
            data.alerts.append(
                SafetyData.AlertText(
                    id: entry.key, text: text, source: source,
                    exclusive: entry.value.optional("exclusive", of: what, &diagnostics) == "yes"))
        }
    }

    static func placeholderNames(in text: String) -> [String] {
        text.split(separator: "{").dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    private func loadCues(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("cues.yaml", &diagnostics) else { return }
        for entry in value.map ?? [] {
            guard let kind = CueKind(key: entry.key) else {
                diagnostics.error(
                    value.file, entry.keyLine, "there is no kind of cue '\(entry.key)'.",
                    remedy: "Use one of: \(CueKind.allCases.map(\.key).joined(separator: ", ")).")
                continue
            }
            let patterns = patterns(
                entry.value.texts("cue '\(entry.key)'", &diagnostics), value.file, data, &diagnostics)
            data.cues.append(SafetyData.Cue(kind: kind, patterns: patterns))
        }
    }

    /// Keeps the patterns that can be read, and reports the others and the classes they name that do not exist.
    private func patterns(
        _ texts: [(text: String, line: Int)], _ file: String, _ data: SafetyData, _ diagnostics: inout Diagnostics
    ) -> [String] {
        var patterns: [String] = []
        for (text, line) in texts {
            do {
                let pattern = try Pattern(text)
                for choice in pattern.parts.joined().flatMap(\.choices)
                where ClassRegistry.isClassName(choice) && choice != "NUMBER"
                    && !data.classes.contains(where: { $0.name == choice })
                {
                    diagnostics.error(
                        file, line, "there is no word class '\(choice)'.",
                        remedy: "Define it in classes.yaml, or write a word in small letters.")
                }
                patterns.append(text)
            } catch {
                diagnostics.error(
                    file, line, "the pattern '\(text)' cannot be read: \(error.message)", remedy: error.remedy)
            }
        }
        return patterns
    }

    private func loadConcepts(
        _ file: String, _ data: inout SafetyData, _ pending: inout [(text: String, file: String, line: Int)],
        _ diagnostics: inout Diagnostics
    ) {
        guard let value = value(file, &diagnostics) else { return }
        for entry in value.map ?? [] {
            let what = "concept '\(entry.key)'"
            let fields = entry.value
            if entry.key.hasPrefix("together.") {
                loadCombination(entry.key, fields, &data, &diagnostics)
                continue
            }
            fields.reportUnknownKeys(
                [
                    "level", "when", "alert", "source", "patterns", "unless", "early", "slight", "late", "strict",
                    "resolves", "report",
                ], of: what, &diagnostics)
            if data.concepts.contains(where: { $0.id == entry.key }) {
                diagnostics.error(
                    value.file, entry.keyLine, "\(what) stands twice.", remedy: "Join the two or rename one.")
                continue
            }
            guard let level = level(fields, what, &diagnostics) else { continue }
            let source = fields.required("source", of: what, &diagnostics) ?? ""
            let alert = alert(fields, what, level, data, &diagnostics)
            data.concepts.append(
                SafetyData.Concept(
                    id: entry.key, level: level, when: when(fields, what, level, &diagnostics), alert: alert,
                    source: source,
                    patterns: patterns(
                        fields.texts("patterns", of: what, &diagnostics), value.file, data, &diagnostics),
                    unless: patterns(fields.texts("unless", of: what, &diagnostics), value.file, data, &diagnostics),
                    early: number("early", fields, what, &diagnostics),
                    slight: number("slight", fields, what, &diagnostics),
                    late: number("late", fields, what, &diagnostics),
                    strict: fields.optional("strict", of: what, &diagnostics) == "yes",
                    resolves: fields.optional("resolves", of: what, &diagnostics) != "no",
                    report: fields.optional("report", of: what, &diagnostics) == "yes"))
        }
    }

    private func loadCombination(
        _ id: String, _ fields: YAMLValue, _ data: inout SafetyData, _ diagnostics: inout Diagnostics
    ) {
        let what = "combination '\(id)'"
        fields.reportUnknownKeys(["all", "level", "when", "alert", "source"], of: what, &diagnostics)
        guard let level = level(fields, what, &diagnostics) else { return }
        data.combinations.append(
            SafetyData.Combination(
                id: id, all: fields.texts("all", of: what, &diagnostics).map(\.text), level: level,
                when: when(fields, what, level, &diagnostics), alert: alert(fields, what, level, data, &diagnostics),
                source: fields.required("source", of: what, &diagnostics) ?? ""))
    }

    private func level(_ fields: YAMLValue, _ what: String, _ diagnostics: inout Diagnostics) -> Urgency? {
        guard let text = fields.required("level", of: what, &diagnostics) else { return nil }
        if let level = Urgency(rawValue: text) { return level }
        diagnostics.error(
            fields.file, fields["level"]?.line, "'\(text)' is no level.", remedy: "Use none, urgent or emergency.")
        return nil
    }

    private func when(
        _ fields: YAMLValue, _ what: String, _ level: Urgency, _ diagnostics: inout Diagnostics
    ) -> When {
        guard let text = fields.optional("when", of: what, &diagnostics) else {
            return level == .emergency ? .now : .today
        }
        if let when = When(rawValue: text) { return when }
        diagnostics.error(
            fields.file, fields["when"]?.line, "'\(text)' is no time.", remedy: "Use now, today or working_hours.")
        return .now
    }

    private func alert(
        _ fields: YAMLValue, _ what: String, _ level: Urgency, _ data: SafetyData, _ diagnostics: inout Diagnostics
    ) -> String {
        if level == .none { return "" }
        guard let alert = fields.required("alert", of: what, &diagnostics) else { return "" }
        if !data.alerts.contains(where: { $0.id == alert }) {
            diagnostics.error(
                fields.file, fields["alert"]?.line, "there is no alert '\(alert)'.",
                remedy: "Write it in alerts.yaml, or name one that is there.")
        }
        return alert
    }

    private func number(
        _ key: String, _ fields: YAMLValue, _ what: String, _ diagnostics: inout Diagnostics
    ) -> Double? {
        guard let text = fields.optional(key, of: what, &diagnostics) else { return nil }
        if let number = Double(text), number >= 0 { return number }
        diagnostics.error(
            fields.file, fields[key]?.line, "'\(key)' of \(what) is no number.", remedy: "Write a number, as 48.")
        return nil
    }

    private func loadLimits(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("limits.yaml", &diagnostics) else { return }
        func read(_ key: String, _ path: WritableKeyPath<Limits, Double>) {
            guard let entry = value[key] else { return }
            _ = entry.required("source", of: "limit '\(key)'", &diagnostics)
            if let number = number("value", entry, "limit '\(key)'", &diagnostics) {
                data.limits[keyPath: path] = number
            }
        }
        value.reportUnknownKeys(
            [
                "fever_celsius", "raised_celsius", "dangerous_celsius", "cold_celsius", "severe_pain",
                "single_dose_tablets", "daily_tablets",
            ], of: "limits.yaml", &diagnostics)
        read("fever_celsius", \.feverCelsius)
        read("raised_celsius", \.raisedCelsius)
        read("dangerous_celsius", \.dangerousCelsius)
        read("cold_celsius", \.coldCelsius)
        read("severe_pain", \.severePain)
        read("single_dose_tablets", \.singleDoseTablets)
        read("daily_tablets", \.dailyTablets)
    }

    private func loadRegions(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("regions.yaml", &diagnostics) else { return }
        for entry in value.map ?? [] {
            let what = "region '\(entry.key)'"
            let fields = entry.value
            fields.reportUnknownKeys(
                ["emergency", "crisis", "poison", "out_of_hours", "source"], of: what, &diagnostics)
            guard let emergency = fields.required("emergency", of: what, &diagnostics),
                let crisis = fields.required("crisis", of: what, &diagnostics),
                let poison = fields.required("poison", of: what, &diagnostics),
                let outOfHours = fields.required("out_of_hours", of: what, &diagnostics),
                let source = fields.required("source", of: what, &diagnostics)
            else { continue }
            data.regions.append(
                Region(
                    id: entry.key, emergency: emergency, crisis: crisis, poison: poison, outOfHours: outOfHours,
                    source: source))
        }
        if !data.regions.contains(where: { $0.id == "generic" }) {
            diagnostics.error(
                value.file, "there is no region 'generic'.", remedy: "Add it: it stands in where no region is set.")
        }
    }

    private func loadMedicines(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("medicines.yaml", &diagnostics) else { return }
        value.reportUnknownKeys(["medicines", "conditions"], of: "medicines.yaml", &diagnostics)
        for entry in value["medicines"]?.map ?? [] {
            let what = "medicine '\(entry.key)'"
            entry.value.reportUnknownKeys(
                ["name", "words", "tablets", "milligrams", "painkiller", "source"], of: what, &diagnostics)
            _ = entry.value.required("source", of: what, &diagnostics)
            data.medicines.append(
                SafetyData.Medicine(
                    id: entry.key, name: entry.value.required("name", of: what, &diagnostics) ?? "",
                    words: entry.value.texts("words", of: what, &diagnostics).map(\.text),
                    tablets: number("tablets", entry.value, what, &diagnostics),
                    milligrams: number("milligrams", entry.value, what, &diagnostics),
                    painkiller: entry.value.optional("painkiller", of: what, &diagnostics) != "no"))
        }
        for entry in value["conditions"]?.map ?? [] {
            let what = "condition '\(entry.key)'"
            entry.value.reportUnknownKeys(["name", "patterns", "source"], of: what, &diagnostics)
            _ = entry.value.required("source", of: what, &diagnostics)
            data.conditions.append(
                SafetyData.Condition(
                    id: entry.key, name: entry.value.required("name", of: what, &diagnostics) ?? "",
                    patterns: patterns(
                        entry.value.texts("patterns", of: what, &diagnostics), value.file, data, &diagnostics)))
        }
    }

    private func loadSpelling(_ data: inout SafetyData, _ diagnostics: inout Diagnostics) {
        guard let value = value("spelling.yaml", &diagnostics) else { return }
        for entry in value.map ?? [] {
            for (text, _) in entry.value.texts("'\(entry.key)' of spelling.yaml", &diagnostics) {
                for part in text.split(separator: ",") {
                    data.spelling.append([String(part).trimmedBlanks, entry.key])
                }
            }
        }
    }

    private func check(
        _ data: SafetyData, _ places: [String: (file: String, line: Int)], _ diagnostics: inout Diagnostics
    ) {
        for wordClass in data.classes {
            for entry in wordClass.entries
            where ClassRegistry.isClassName(entry) && places[entry] == nil {
                let place = places[wordClass.name]
                diagnostics.error(
                    place?.file ?? folder, place?.line, "there is no word class '\(entry)'.",
                    remedy: "Define it, or write a word in small letters.")
            }
        }
        for name in StructureClasses.required where places[name] == nil {
            diagnostics.error(
                folder + "/structure.yaml", "there is no word class '\(name)'.",
                remedy: "Define it; the algorithm asks for it by name.")
        }
        for id in MeasuredConcepts.all where !data.concepts.contains(where: { $0.id == id }) {
            diagnostics.error(
                folder + "/concepts", "there is no concept '\(id)'.",
                remedy: "Define it; the algorithm asks for it by name.")
        }
        for combination in data.combinations {
            for id in combination.all
            where !data.concepts.contains(where: { id.hasSuffix(".") ? $0.id.hasPrefix(id) : $0.id == id }) {
                diagnostics.error(
                    folder + "/concepts",
                    "combination '\(combination.id)' names the concept '\(id)', which is not there.",
                    remedy: "Name one that is.")
            }
        }
    }
}
