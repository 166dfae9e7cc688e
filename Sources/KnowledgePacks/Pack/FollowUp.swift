/// What a short question means after a topic: "how long?" after ice is about ice, after soreness about how long that lasts.
///
/// One entry of `follow_ups.yaml`; see `Intents/README.md`.
public struct FollowUp: Sendable, Codable, Equatable {
    /// The phrases that ask it.
    public var says: [String]
    /// What it reaches, by what was answered last: the first rule that fits counts.
    public var after: [Rule]

    public struct Rule: Sendable, Codable, Equatable {
        /// An intent's id, a group such as `manage`, or `any`.
        public var topic: String
        /// An intent's id; `nil` for the topic itself.
        public var reaches: String?
    }

    /// What the question is about after a topic; `nil` when the entry says nothing of it.
    public func target(after topic: String) -> String? {
        let group = topic.prefix { $0 != "." }
        guard let rule = after.first(where: { $0.topic == topic || $0.topic == group || $0.topic == "any" }) else {
            return nil
        }
        return rule.reaches ?? topic
    }

    private static let same = "same"
    private static let any = "any"

    /// Reads `follow_ups.yaml`; a pack may have none.
    static func load(_ files: PackFiles, intents: [Intent], _ diagnostics: inout Diagnostics) -> [FollowUp] {
        guard let file = files["follow_ups.yaml"],
            let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return [] }
        let ids = intents.map(\.id)
        let topics = ids + intents.map(\.group) + [any]
        var all: [FollowUp] = []
        for entry in yaml.list ?? [] {
            let what = "a follow-up"
            entry.reportUnknownKeys(["says", "after"], of: what, &diagnostics)
            let says = entry.texts("says", of: what, &diagnostics).map(\.text)
            var rules: [Rule] = []
            for rule in entry["after"]?.map ?? [] {
                let reaches = rule.value.text ?? ""
                if !topics.contains(rule.key) {
                    diagnostics.error(
                        file.path, rule.keyLine, "there is no intent and no group '\(rule.key)'.",
                        remedy: "Write an id, a group or 'any'.")
                }
                if reaches != same, !ids.contains(reaches) {
                    diagnostics.error(
                        file.path, rule.value.line, "there is no intent '\(reaches)'.", remedy: "Write an id or 'same'."
                    )
                }
                rules.append(Rule(topic: rule.key, reaches: reaches == same ? nil : reaches))
            }
            if says.isEmpty || rules.isEmpty {
                diagnostics.error(
                    file.path, entry.line, "\(what) needs 'says' and 'after'.", remedy: "See Intents/README.md.")
            }
            all.append(FollowUp(says: says, after: rules))
        }
        return all
    }
}
