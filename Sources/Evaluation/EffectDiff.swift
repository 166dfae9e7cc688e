public import Aftercare
import Dialogue
public import KnowledgePacks

/// What an edit of a pack does: every question that the new pack answers differently from the old one.
///
/// Both packs hear the same messages; a dialogue's turns follow each other, each pack with its own state.
public struct EffectDiff: Sendable {
    /// One question and what changed in its reply.
    public struct Change: Sendable, Equatable {
        public let question: String
        public let line: Int
        /// What was and what is now, where they differ.
        public var intents: Difference?
        public var outcome: Difference?
        public var urgency: Difference?
        /// The first paragraph of the reply's text that differs.
        public var text: Difference?

        var isNone: Bool { intents == nil && outcome == nil && urgency == nil && text == nil }
    }

    public struct Difference: Sendable, Equatable {
        public let old: String
        public let new: String

        init?(_ old: String, _ new: String) {
            guard old != new else { return nil }
            self.old = old
            self.new = new
        }
    }

    /// How many messages were asked.
    public private(set) var asked = 0
    public private(set) var changes: [Change] = []

    public init(_ questions: PackTests, old: Assistant, new: Assistant) {
        for dialogue in questions.dialogues {
            var oldToken: String?
            var newToken: String?
            for turn in dialogue {
                let before = old.reply(to: turn.question, conversation: oldToken)
                let after = new.reply(to: turn.question, conversation: newToken)
                (oldToken, newToken) = (before.conversation, after.conversation)
                asked += 1
                let change = Self.change(turn, before, after)
                if !change.isNone { changes.append(change) }
            }
        }
    }

    private static func change(_ turn: PackTests.Turn, _ old: Reply, _ new: Reply) -> Change {
        var change = Change(question: turn.question, line: turn.line)
        change.intents = Difference(intents(old), intents(new))
        change.outcome = Difference(old.outcome.rawValue, new.outcome.rawValue)
        change.urgency = Difference(old.urgency.rawValue, new.urgency.rawValue)
        if old.text != new.text {
            let (before, after) = (paragraphs(old.text), paragraphs(new.text))
            let place = zip(before, after).enumerated().first { $1.0 != $1.1 }?.offset ?? min(before.count, after.count)
            change.text = Difference(
                before.indices.contains(place) ? before[place] : "", after.indices.contains(place) ? after[place] : "")
        }
        return change
    }

    /// What answers, or is offered when the reply asks back.
    private static func intents(_ reply: Reply) -> String {
        let ids = reply.outcome == .clarify ? reply.choices.map(\.intent) : reply.answers.map(\.intent)
        return ids.isEmpty ? "nothing" : ids.joined(separator: ", ")
    }

    private static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n\n").map { String($0).replacing("\n", with: " ") }
    }

    /// One line that counts.
    public var summary: String {
        func count(_ path: KeyPath<Change, Difference?>) -> Int { changes.count { $0[keyPath: path] != nil } }
        return "\(changes.count) of \(asked) replies differ: \(count(\.intents)) in intent, "
            + "\(count(\.outcome)) in outcome, \(count(\.urgency)) in urgency, \(count(\.text)) in text."
    }
}
