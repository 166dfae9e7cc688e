import Aftercare
import Dialogue
import Foundation
import SafetyScreening
import TerminalChat

struct Unreachable: Error, CustomStringConvertible {
    var description: String { "nobody is there" }
}

/// Answers from a list, in place of the engine, and remembers what it was asked.
final class StandIn: Answering {
    var replies: [Reply]
    var passages: [Reply.Answer] = []
    var isReachable = true
    private(set) var asked: [(question: String, conversation: String?)] = []

    init(_ replies: [Reply]) { self.replies = replies }

    func title() -> String? { "Pain after a treatment" }

    func ask(_ question: String, conversation: String?) throws -> Reply {
        guard isReachable else { throw Unreachable() }
        asked.append((question, conversation))
        return replies.isEmpty ? try .sample() : replies.removeFirst()
    }

    func explain(_ question: String, conversation: String?) throws -> Explanation {
        try JSONDecoder().decode(
            Explanation.self,
            from: Data(
                """
                {"tokens": ["\(question)"], "repairs": [], "mentions": [], "scores": [], "strongest": [], "difference": [],
                 "runner_up_strongest": [], "nearest": [], "gate": 1, "gate_threshold": 0, "lead": 1, "lead_threshold": 0,
                 "in_scope": true}
                """.utf8))
    }

    func topics() -> [ChatTopic] {
        [
            ChatTopic(intent: "manage.heat", title: "Using heat"), ChatTopic(intent: "manage.ice", title: "Using ice"),
            ChatTopic(intent: "not_covered.alcohol", title: "Alcohol"),
            ChatTopic(intent: "redflag.infection", title: "Signs of infection"),
            ChatTopic(intent: "social.thanks", title: "Thank you"),
        ]
    }

    func passage(_ intent: String) -> Reply.Answer? { passages.first { $0.intent == intent } }

    func notice() -> String? { "Not reviewed." }

    func safetyNet() -> String { "Get help for fever." }
}

extension Reply {
    /// A reply as a server sends it, with one of each; its fields are what the samples change.
    private static let received = """
        {"outcome": "answered", "urgency": "none", "text": "",
         "answers": [{"intent": "manage.ice", "title": "", "text": "", "short": "", "confidence": 0.9,
                      "source": {"document": "Leaflet", "section": "Care"}, "sha256": "00"}],
         "alerts": [{"concept": "chest.pain", "level": "emergency", "when": "now", "evidence": "", "rule": "chest.pain:1",
                     "text": ""}],
         "choices": [{"intent": "manage.ice", "title": ""}],
         "safety_net": "Get help for fever.", "notice": null, "conversation": "", "conversation_lost": false,
         "pack": {"id": "p", "version": "1", "status": "draft", "sha256": "00"}}
        """

    static func template() throws -> Reply { try JSONDecoder().decode(Reply.self, from: Data(received.utf8)) }

    /// A reply whose text is put together as the engine does it.
    static func sample(
        _ outcome: Outcome = .answered, answers: [Answer] = [], alerts: [Alert] = [], choices: [Choice] = [],
        phrases: [String] = [], conversation: String = "state"
    ) throws -> Reply {
        let passages =
            answers.count == 1 && alerts.isEmpty
            ? [answers[0].text]
            : answers.count == 1 ? [answers[0].short] : answers.map { "\($0.title)\n\($0.short)" }
        var reply = try template()
        reply.outcome = outcome
        reply.urgency = alerts.map(\.level).max() ?? .none
        reply.text = (alerts.map(\.text) + passages + phrases).joined(separator: "\n\n")
        reply.answers = answers
        reply.alerts = alerts
        reply.choices = choices
        reply.notice = "Not reviewed."
        reply.conversation = conversation
        return reply
    }
}

extension Reply.Answer {
    static func sample(
        _ intent: String = "manage.ice", title: String = "Using ice", short: String = "Hold ice on it.",
        more: String? = "Wrap it in a towel."
    ) throws -> Reply.Answer {
        var answer = try Reply.template().answers[0]
        answer.intent = intent
        answer.title = title
        answer.text = [short, more].compactMap { $0 }.joined(separator: "\n\n")
        answer.short = short
        return answer
    }

    static func heat() throws -> Reply.Answer {
        try sample("manage.heat", title: "Using heat", short: "Wait with heat.", more: "A bath is fine later.")
    }
}

extension Reply.Alert {
    static func sample(
        _ level: Urgency = .emergency, evidence: String = "chest pain",
        text: String = "Call 112 now.\nSit up and rest. Do not drive yourself."
    ) throws -> Reply.Alert {
        var alert = try Reply.template().alerts[0]
        alert.level = level
        alert.evidence = evidence
        alert.text = text
        return alert
    }
}

extension Reply.Choice {
    static func sample(_ intent: String, _ title: String) throws -> Reply.Choice {
        var choice = try Reply.template().choices[0]
        choice.intent = intent
        choice.title = title
        return choice
    }
}
