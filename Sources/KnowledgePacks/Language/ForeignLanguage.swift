/// A language that is recognised and not answered: `foreign.yaml` of its folder.
public struct ForeignLanguage: Sendable, Codable, Equatable {
    /// The folder's name, a BCP 47 language tag.
    public var id: String
    /// What is said to somebody who writes in it. May hold placeholders.
    public var reply: String
    /// Its commonest words, and those that people in pain write, as the tokenizer folds them.
    public var words: [String]

    /// Reads one `foreign.yaml`; every fault is reported.
    public static func read(_ file: PackFiles.File, id: String, _ diagnostics: inout Diagnostics) -> ForeignLanguage? {
        guard let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return nil }
        let what = "foreign.yaml"
        yaml.reportUnknownKeys(["reply", "words"], of: what, &diagnostics)
        let words = yaml.texts("words", of: what, &diagnostics).map(\.text)
        guard let reply = yaml.required("reply", of: what, &diagnostics) else { return nil }
        PackChecks.placeholders(in: reply, file: file.path, line: yaml["reply"]?.line, &diagnostics)
        if words.isEmpty {
            diagnostics.error(file.path, "\(what) has no 'words'.", remedy: "List the language's commonest words.")
        }
        return ForeignLanguage(id: id, reply: reply, words: words)
    }
}

/// What is known of languages beside the pack: how people steer a talk in its own, and how others look.
public struct LanguageData: Sendable, Codable, Equatable {
    public var conversation: ConversationWords
    /// By id.
    public var foreign: [ForeignLanguage]

    public init(conversation: ConversationWords = ConversationWords(), foreign: [ForeignLanguage] = []) {
        self.conversation = conversation
        self.foreign = foreign
    }

    /// Reads the folder of all languages; every fault is reported.
    ///
    /// - Parameter language: The pack's own.
    public static func read(
        _ files: PackFiles, folder: String, language: String, _ diagnostics: inout Diagnostics
    ) -> LanguageData? {
        let own = "\(language)/conversation.yaml"
        guard let file = files[own] else {
            diagnostics.error("\(folder)/\(own)", "there is no such file.", remedy: "Add it; see Intents/README.md.")
            return nil
        }
        guard let conversation = ConversationWords.read(file, &diagnostics) else { return nil }
        var foreign: [ForeignLanguage] = []
        for file in files.files {
            let parts = file.name.split(separator: "/").map(String.init)
            guard parts.count == 2, parts[1] == "foreign.yaml", parts[0] != language else { continue }
            if let other = ForeignLanguage.read(file, id: parts[0], &diagnostics) { foreign.append(other) }
        }
        return LanguageData(conversation: conversation, foreign: foreign)
    }
}
