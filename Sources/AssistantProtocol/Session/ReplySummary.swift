public import Aftercare

/// What a reply came to, without a word of the person's: for counting and for an audit.
public final class ReplySummary: Sendable, Equatable {
    public let outcome: Reply.Outcome
    public let urgency: Reply.Urgency
    /// The intents of the passages that were shown, best first.
    public let intents: [String]
    /// The rules behind the warnings that were shown, in their order.
    public let rules: [String]
    /// The hash of the pack that answered.
    public let pack: String

    init(_ reply: Reply) {
        outcome = reply.outcome
        urgency = reply.urgency
        intents = reply.answers.map(\.intent)
        rules = reply.alerts.map(\.rule)
        pack = reply.pack.sha256
    }

    public static func == (a: ReplySummary, b: ReplySummary) -> Bool {
        a.outcome == b.outcome && a.urgency == b.urgency && a.intents == b.intents && a.rules == b.rules
            && a.pack == b.pack
    }

    /// One line of an audit, with its end: a JSON object with the time, what was said by which rules and intents, and the
    /// pack it was said from.
    public func auditLine(at time: UTCTime) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("time")
            object.value(time.text)
            object.key("outcome")
            object.value(outcome.rawValue)
            object.key("urgency")
            object.value(urgency.rawValue)
            object.key("intents")
            object.array(intents) { $0.value($1) }
            object.key("rules")
            object.array(rules) { $0.value($1) }
            object.key("pack")
            object.value(pack)
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
