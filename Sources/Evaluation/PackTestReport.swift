public import Aftercare
import Dialogue
public import KnowledgePacks

/// How a pack does on its own tests: every question asked through the front door, every miss listed.
public struct PackTestReport: Sendable {
    /// A question that was not answered as its test says.
    public struct Miss: Sendable, Equatable {
        public let question: String
        public let line: Int
        public let reason: String
    }

    /// How many messages were asked, dialogues' turns among them.
    public private(set) var asked = 0
    public private(set) var misses: [Miss] = []

    /// The share of messages without a miss, 0...1; 1 when there are none.
    public var share: Double { asked == 0 ? 1 : Double(asked - misses.count) / Double(asked) }

    public var summary: String {
        let percent = (share * 1000).rounded() / 10
        return "\(asked - misses.count) of \(asked) reached (\(percent) %), \(misses.count) missed."
    }

    public init(_ tests: PackTests, assistant: Assistant) {
        for dialogue in tests.dialogues {
            var conversation: String?
            for turn in dialogue {
                let reply = assistant.reply(to: turn.question, conversation: conversation)
                conversation = reply.conversation
                asked += 1
                if let reason = Self.fault(turn, reply) {
                    misses.append(Miss(question: turn.question, line: turn.line, reason: reason))
                }
            }
        }
    }

    /// What is wrong with a reply; `nil` when it is as the test says.
    static func fault(_ turn: PackTests.Turn, _ reply: Reply) -> String? {
        let reached = reply.answers.map(\.intent)
        let offered = reply.outcome == .clarify ? reply.choices.map(\.intent) : []
        let got =
            "got \(reply.outcome.rawValue)"
            + (reached.isEmpty ? "" : ": " + reached.joined(separator: ", "))
            + (offered.isEmpty ? "" : ": " + offered.joined(separator: " or "))
        if reply.urgency.rawValue != turn.urgency {
            let alerts = reply.alerts.map { "\($0.concept) ('\($0.evidence)')" }.joined(separator: ", ")
            return "wants urgency \(turn.urgency), got \(reply.urgency.rawValue)\(alerts.isEmpty ? "" : ": " + alerts)"
        }
        if let outcome = turn.outcome, reply.outcome.rawValue != outcome { return "wants \(outcome), \(got)" }
        for wanted in turn.reaches where !wanted.contains(where: { reached.contains($0) || offered.contains($0) }) {
            return "wants \(wanted.joined(separator: " or ")), \(got)"
        }
        for avoided in turn.avoids where reached.contains(avoided) || offered.contains(avoided) {
            return "must not reach \(avoided), \(got)"
        }
        return nil
    }
}
