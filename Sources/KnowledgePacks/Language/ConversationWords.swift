/// The words with which people steer a conversation in one language: `conversation.yaml` of its folder.
///
/// Each entry is a word or a short phrase, read like a message: case, apostrophes and shorthand make no difference.
public struct ConversationWords: Sendable, Codable, Equatable {
    /// What a question starts with: "can", "how", "tell me".
    public var openers: [String] = []
    /// What starts a question only before one of ``subjects``: "had", "did".
    public var weakOpeners: [String] = []
    /// What asks before one of ``subjects`` anywhere in a clause: "so can I".
    public var inverters: [String] = []
    /// What follows an opener in a question: "I", "it", "the".
    public var subjects: [String] = []
    /// What stands between two questions: "and", "also".
    public var connectors: [String] = []
    /// What a clause may start with and means nothing: "oh", "so", "ok".
    public var leadIns: [String] = []
    /// What a question back to the last topic starts with: "what about", "and".
    public var links: [String] = []
    /// What such a question may end with.
    public var trails: [String] = []
    /// What makes a question of a denial: "is it", at the end of "not an allergy, is it".
    public var tags: [String] = []
    /// What points back to the last topic: "that", "they".
    public var pointers: [String] = []
    /// Frames around a bare name of a thing that make it a question: "can I use".
    public var frames: [String] = []
    /// "I meant": what follows is right, what was answered is wrong.
    public var corrections: [String] = []
    /// "not": what follows, up to the next mark, is what is not meant.
    public var negators: [String] = []
    /// What names no topic when it follows a negator: "sure", "working".
    public var notNegated: [String] = []
    /// "never mind": nothing is asked any more.
    public var retractions: [String] = []
    /// "that is not what I meant": after an alarm, a claim that it does not apply.
    public var misreadings: [String] = []
    public var yes: [String] = []
    public var no: [String] = []
    public var both: [String] = []
    /// "none of these", of choices.
    public var neither: [String] = []
    /// "more": the rest of what was answered.
    public var more: [String] = []
    /// "ok", "I see": nothing is asked.
    public var acknowledgements: [String] = []
    /// "you said": what follows names an earlier answer.
    public var quotations: [String] = []
    /// Words that pick one of several choices by place; the first word is the first choice.
    public var ordinals: [String] = []
    /// Words of titles that tell no choice from another: "using", "the".
    public var plainWords: [String] = []

    public init() {}

    private static let fields: [(key: String, path: any WritableKeyPath<ConversationWords, [String]> & Sendable)] = [
        ("openers", \.openers), ("weak_openers", \.weakOpeners), ("inverters", \.inverters), ("subjects", \.subjects),
        ("connectors", \.connectors), ("lead_ins", \.leadIns),
        ("links", \.links), ("trails", \.trails), ("tags", \.tags), ("pointers", \.pointers), ("frames", \.frames),
        ("corrections", \.corrections),
        ("negators", \.negators),
        ("not_negated", \.notNegated), ("retractions", \.retractions), ("misreadings", \.misreadings),
        ("yes", \.yes), ("no", \.no), ("both", \.both), ("neither", \.neither), ("more", \.more),
        ("acknowledgements", \.acknowledgements), ("quotations", \.quotations), ("ordinals", \.ordinals),
        ("plain_words", \.plainWords),
    ]

    /// All words and phrases.
    public var all: [String] { Self.fields.flatMap { self[keyPath: $0.path] } }

    /// Reads `conversation.yaml`; every fault is reported.
    public static func read(_ file: PackFiles.File, _ diagnostics: inout Diagnostics) -> ConversationWords? {
        guard let text = TextFile.text(file.bytes, file: file.path, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file.path, &diagnostics)
        else { return nil }
        let what = "conversation.yaml"
        yaml.reportUnknownKeys(fields.map(\.key), of: what, &diagnostics)
        var words = ConversationWords()
        for field in fields {
            words[keyPath: field.path] = yaml.texts(field.key, of: what, &diagnostics).map(\.text)
            if words[keyPath: field.path].isEmpty {
                diagnostics.error(
                    file.path, yaml[field.key]?.line, "\(what) has no '\(field.key)'.",
                    remedy: "Add the list; see Intents/README.md.")
            }
        }
        return words
    }
}
