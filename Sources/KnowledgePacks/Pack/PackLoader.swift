/// Reads a pack from its files, collecting every fault.
public struct PackLoader {
    /// The day against which `review_by` is held, as `2026-11-22`; without it no date is checked.
    private let today: String?
    private var diagnostics = Diagnostics()

    private init(today: String?) { self.today = today }

    /// Loads and checks a pack.
    ///
    /// - Parameter today: The day against which `review_by` is held, as `2026-11-22`.
    /// - Returns: The pack, or `nil` when there was an error; and all that was found.
    public static func load(_ files: PackFiles, folder: String, today: String?) -> (KnowledgePack?, Diagnostics) {
        var loader = PackLoader(today: today)
        let pack = loader.load(files, folder: folder)
        return (loader.diagnostics.hasErrors ? nil : pack, loader.diagnostics)
    }

    private mutating func load(_ files: PackFiles, folder: String) -> KnowledgePack? {
        let head = loadHead(files, folder: folder)
        let phrases = loadPhrases(files, folder: folder)
        let vocabulary = loadVocabulary(files)
        let approvals = loadApprovals(files)
        var intents: [Intent] = []
        var places: [IntentPlaces] = []
        for file in files.files where file.name.hasSuffix(".md") {
            guard file.name.contains("/") else { continue }
            var reader = IntentReader(file: file, vocabulary: vocabulary)
            if let (intent, place) = reader.read(documents: head?.documents ?? [], &diagnostics) {
                intents.append(intent)
                places.append(place)
            }
        }
        let order = intents.indices.sorted { intents[$0].id < intents[$1].id }
        intents = order.map { intents[$0] }
        places = order.map { places[$0] }
        if intents.isEmpty {
            diagnostics.error(folder, "the pack has no intents.", remedy: "Add a file such as manage/heat.md.")
        }
        PackChecks.crossReferences(intents, places, &diagnostics)
        PackChecks.facts(files, intents, head?.documents ?? [], &diagnostics)
        approve(&intents, places, approvals)
        guard var pack = head, let phrases else { return nil }
        pack.phrases = phrases
        pack.vocabulary = vocabulary
        pack.intents = intents
        pack.followUps = FollowUp.load(files, intents: intents, &diagnostics)
        for id in pack.medicines where pack.index(of: id) == nil {
            diagnostics.error(
                "\(folder)/pack.yaml", "'medicines' names '\(id)', which is no intent.", remedy: "Correct the id.")
        }
        if pack.status == .approved, let open = intents.first(where: { !$0.approved }) {
            diagnostics.warning(
                "\(folder)/pack.yaml", nil, "the status is approved, but '\(open.id)' has no valid approval.",
                remedy: "Set 'status: draft', or complete approvals.yaml.")
        }
        return pack
    }

    // MARK: - pack.yaml

    private mutating func yaml(_ files: PackFiles, _ name: String, folder: String) -> YAMLValue? {
        guard let file = files[name] else {
            diagnostics.error("\(folder)/\(name)", "there is no such file.", remedy: "Add it; see Intents/README.md.")
            return nil
        }
        guard let text = TextFile.text(file.bytes, file: file.path, &diagnostics) else { return nil }
        return YAMLValue.parse(text, file: file.path, &diagnostics)
    }

    private mutating func loadHead(_ files: PackFiles, folder: String) -> KnowledgePack? {
        guard let yaml = yaml(files, "pack.yaml", folder: folder) else { return nil }
        let what = "pack.yaml"
        yaml.reportUnknownKeys(
            ["id", "title", "version", "language", "status", "intended_use", "medicines", "documents"], of: what,
            &diagnostics)
        let id = yaml.required("id", of: what, &diagnostics)
        let title = yaml.required("title", of: what, &diagnostics)
        let version = yaml.required("version", of: what, &diagnostics)
        let language = yaml.required("language", of: what, &diagnostics)
        let use = yaml.required("intended_use", of: what, &diagnostics)
        let medicines = yaml.texts("medicines", of: what, &diagnostics).map(\.text)
        var status: KnowledgePack.Status?
        if let word = yaml.required("status", of: what, &diagnostics) {
            status = KnowledgePack.Status(rawValue: word)
            if status == nil {
                diagnostics.error(
                    yaml.file, yaml["status"]?.line, "'\(word)' is no status.", remedy: "Write draft or approved.")
            }
        }
        var documents: [Document] = []
        for entry in yaml["documents"]?.map ?? [] {
            let what = "document '\(entry.key)'"
            entry.value.reportUnknownKeys(["title", "date", "url", "sections"], of: what, &diagnostics)
            let title = entry.value.required("title", of: what, &diagnostics) ?? ""
            let date = entry.value.optional("date", of: what, &diagnostics)
            let url = entry.value.optional("url", of: what, &diagnostics)
            let sections = entry.value.texts("sections", of: what, &diagnostics).map(\.text)
            if sections.isEmpty {
                diagnostics.error(
                    yaml.file, entry.keyLine, "\(what) has no sections.", remedy: "Add 'sections: [Introduction]'.")
            }
            documents.append(Document(id: entry.key, title: title, date: date, url: url, sections: sections))
        }
        if documents.isEmpty {
            diagnostics.error(
                yaml.file, "the pack names no documents.", remedy: "Add 'documents:'; no passage stands without one.")
        }
        guard let id, let title, let version, let language, let use, let status else { return nil }
        return KnowledgePack(
            id: id, title: title, version: version, language: language, status: status, intendedUse: use,
            documents: documents, phrases: Phrases(), vocabulary: Vocabulary(), followUps: [], medicines: medicines,
            intents: [])
    }

    // MARK: - phrases.yaml, vocabulary.yaml, approvals.yaml

    private mutating func loadPhrases(_ files: PackFiles, folder: String) -> Phrases? {
        guard let yaml = yaml(files, "phrases.yaml", folder: folder) else { return nil }
        yaml.reportUnknownKeys(Phrases.keys + Phrases.optionalKeys, of: "phrases.yaml", &diagnostics)
        func check(_ text: String, _ key: String) {
            PackChecks.placeholders(in: text, file: yaml.file, line: yaml[key]?.line, &diagnostics)
            PackChecks.plainLanguage(
                text, file: yaml.file, firstLine: yaml[key]?.line ?? 1, what: "'\(key)'", &diagnostics)
        }
        var texts: [String] = []
        for key in Phrases.keys {
            guard let text = yaml.required(key, of: "phrases.yaml", &diagnostics) else { continue }
            check(text, key)
            texts.append(text)
        }
        var more: [String?] = []
        for key in Phrases.optionalKeys {
            let text = yaml.optional(key, of: "phrases.yaml", &diagnostics)
            if let text { check(text, key) }
            more.append(text)
        }
        return Phrases(texts, more)
    }

    private mutating func loadVocabulary(_ files: PackFiles) -> Vocabulary {
        guard let file = files["vocabulary.yaml"],
            let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return Vocabulary() }
        yaml.reportUnknownKeys(["lists", "synonyms", "follow_up_words"], of: "vocabulary.yaml", &diagnostics)
        var lists: [String: [String]] = [:]
        for entry in yaml["lists"]?.map ?? [] {
            lists[entry.key] = entry.value.texts("list '\(entry.key)'", &diagnostics).map(\.text)
        }
        var synonyms: [[String]] = []
        for entry in yaml["synonyms"]?.list ?? [] {
            let words = entry.texts("a line of synonyms", &diagnostics).map(\.text)
            if words.count < 2 {
                diagnostics.error(
                    file.path, entry.line, "a line of synonyms has fewer than two words.",
                    remedy: "Write '- [one, other]' or remove the line.")
            }
            synonyms.append(words)
        }
        let followUps = yaml.texts("follow_up_words", of: "vocabulary.yaml", &diagnostics).map(\.text)
        return Vocabulary(lists: lists, synonyms: synonyms, followUpWords: followUps)
    }

    private struct Approval {
        let intent: String
        let sha256: String
        let line: Int
        let file: String
    }

    private mutating func loadApprovals(_ files: PackFiles) -> [Approval] {
        guard let file = files["approvals.yaml"],
            let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return [] }
        yaml.reportUnknownKeys(["approvals"], of: "approvals.yaml", &diagnostics)
        var approvals: [Approval] = []
        for entry in yaml["approvals"]?.list ?? [] {
            let what = "an approval"
            entry.reportUnknownKeys(["intent", "by", "on", "sha256"], of: what, &diagnostics)
            let intent = entry.required("intent", of: what, &diagnostics)
            let sha256 = entry.required("sha256", of: what, &diagnostics)
            let by = entry.required("by", of: what, &diagnostics)
            let on = entry.required("on", of: what, &diagnostics)
            guard let intent, let sha256, by != nil, on != nil else { continue }
            approvals.append(Approval(intent: intent, sha256: sha256, line: entry.line, file: file.path))
        }
        return approvals
    }

    private mutating func approve(_ intents: inout [Intent], _ places: [IntentPlaces], _ approvals: [Approval]) {
        for approval in approvals {
            guard let place = intents.firstIndex(where: { $0.id == approval.intent }) else {
                diagnostics.error(
                    approval.file, approval.line, "there is no intent '\(approval.intent)'.",
                    remedy: "Correct the id or remove the approval.")
                continue
            }
            if intents[place].sha256 == approval.sha256 {
                intents[place].approved = true
            } else {
                diagnostics.warning(
                    approval.file, approval.line, "'\(approval.intent)' was edited after its approval, which voids it.",
                    remedy: "Have it approved again; its sha256 is now \(intents[place].sha256).")
            }
        }
        for (place, intent) in intents.enumerated() {
            guard let today, let date = intent.reviewBy, date < today else { continue }
            diagnostics.warning(
                places[place].file, places[place].reviewLine, "'review_by: \(date)' has passed.",
                remedy: "Have the passage reviewed, then set a new date.")
        }
    }
}

extension Phrases {
    /// Without any text; filled in by the loader.
    init() {
        self.init(
            notUnderstood: "", clarify: "", somethingElse: "", safetyNet: "", notice: "", conversationLost: "",
            empty: "", tooLong: "", support: "", rephrase: "", understood: "", handOver: "", retracted: "", noMore: "",
            acknowledged: "", misreading: "", misreadingConfirmed: "", misreadingDenied: "")
    }

    /// From one text a key of ``keys`` and of ``optionalKeys``; `nil` when one of the first is missing.
    init?(_ texts: [String], _ more: [String?]) {
        guard texts.count == Self.keys.count, more.count == Self.optionalKeys.count else { return nil }
        self.init(
            notUnderstood: texts[0], clarify: texts[1], somethingElse: texts[2], safetyNet: texts[3], notice: texts[4],
            conversationLost: texts[5], empty: texts[6], tooLong: texts[7], support: texts[8], rephrase: texts[9],
            understood: texts[10], handOver: texts[11], retracted: texts[12], noMore: texts[13],
            acknowledged: texts[14],
            misreading: texts[15], misreadingConfirmed: texts[16], misreadingDenied: texts[17],
            alarmHolds: more[0], notTold: more[1], notToldEmergency: more[2])
    }
}
