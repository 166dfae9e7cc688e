import Dialogue
import KnowledgePacks
import SafetyScreening

/// Turns a decision into a reply: passages and fixed phrases with the site's names filled in, and no other word.
struct ReplyComposer: Sendable {
    let pack: KnowledgePack
    let foreign: [ForeignLanguage]
    let values: PlaceholderValues
    let packIdentity: Reply.Pack
    /// `2026-11-22`: what approvals are held against.
    let today: String
    /// Part of every reply, so filled in once.
    private let safetyNet: String

    init(
        pack: KnowledgePack, foreign: [ForeignLanguage], values: PlaceholderValues, packIdentity: Reply.Pack,
        today: String
    ) {
        self.pack = pack
        self.foreign = foreign
        self.values = values
        self.packIdentity = packIdentity
        self.today = today
        safetyNet = values.fill(pack.phrases.safetyNet)
    }

    func compose(_ decision: Decision, conversation: String, conversationLost: Bool) -> Reply {
        let answers = decision.answers.compactMap { answer($0, stage: decision.stage) }
        let alerts = decision.alerts.map(alert) + decision.pinned.map(pinned)
        let choices = decision.choices.compactMap { id in
            pack.intent(id).map { Reply.Choice(intent: id, title: $0.title) }
        }
        var paragraphs = alerts.map(\.text)
        if conversationLost { paragraphs.append(values.fill(pack.phrases.conversationLost)) }
        if let line = decision.foreignLanguage.flatMap({ id in foreign.first { $0.id == id }?.reply }) {
            paragraphs.append(values.fill(line))
        } else if let phrase = decision.phrase {
            paragraphs += understood(decision.understood) + [values.fill(text(of: phrase))]
        } else {
            switch decision.outcome {
            case .notUnderstood where answers.isEmpty: paragraphs.append(values.fill(pack.phrases.notUnderstood))
            case .clarify: paragraphs.append(question(choices))
            case .answered, .notCovered, .notUnderstood:
                paragraphs += passages(answers, besideAlarm: !alerts.isEmpty, isWhole: decision.isWhole)
            }
        }
        if decision.isHeldBack, let line = pack.phrases.alarmHolds { paragraphs.append(values.fill(line)) }
        if decision.offersSupport { paragraphs.append(values.fill(pack.phrases.support)) }
        if decision.showsSafetyNet { paragraphs.append(safetyNet) }
        return Reply(
            outcome: decision.outcome, urgency: decision.urgency, text: paragraphs.joined(separator: "\n\n"),
            answers: answers, alerts: alerts, choices: choices, safetyNet: safetyNet,
            notice: notice(decision), conversation: conversation, conversationLost: conversationLost,
            pack: packIdentity)
    }

    /// A reply that holds one fixed phrase.
    func phrase(
        _ text: String, state urgency: Urgency, pinned alarms: [ConversationState.Alarm], conversation: String,
        conversationLost: Bool
    ) -> Reply {
        let alerts = alarms.map(pinned)
        let paragraphs = alerts.map(\.text) + [values.fill(text)]
        return Reply(
            outcome: .notUnderstood, urgency: urgency, text: paragraphs.joined(separator: "\n\n"), answers: [],
            alerts: alerts, choices: [], safetyNet: safetyNet, notice: nil,
            conversation: conversation, conversationLost: conversationLost, pack: packIdentity)
    }

    /// - Parameter stage: How long ago the injection was; passages may start with a word on that.
    func answer(_ decided: Decision.Answer, stage: Stage?) -> Reply.Answer? {
        guard let intent = pack.intent(decided.intent) else { return nil }
        let lead = intent.passage.lead(at: stage).map { $0 + "\n\n" } ?? ""
        let document = pack.documents.first { $0.id == intent.source.document }
        return Reply.Answer(
            intent: intent.id, title: intent.title, text: values.fill(lead + intent.passage.text),
            short: values.fill(lead + intent.passage.short), confidence: (decided.confidence * 1000).rounded() / 1000,
            source: Reply.Source(
                document: document?.title ?? intent.source.document, section: intent.source.section),
            sha256: intent.sha256)
    }

    /// One passage whole; several by their short answers, each under its title. Beside an alarm only the short answer.
    private func passages(_ answers: [Reply.Answer], besideAlarm: Bool, isWhole: Bool) -> [String] {
        if answers.count == 1 { return [besideAlarm ? answers[0].short : answers[0].text] }
        return answers.map { "\($0.title)\n\(isWhole ? $0.text : $0.short)" }
    }

    private func text(of phrase: Decision.Phrase) -> String {
        switch phrase {
        case .rephrase: pack.phrases.rephrase
        case .handOver: pack.phrases.handOver
        case .retracted: pack.phrases.retracted
        case .noMore: pack.phrases.noMore
        case .acknowledged: pack.phrases.acknowledged
        case .misreading: pack.phrases.misreading
        case .misreadingConfirmed: pack.phrases.misreadingConfirmed
        case .misreadingDenied: pack.phrases.misreadingDenied
        case .notTold: pack.phrases.notTold ?? pack.phrases.misreadingDenied
        case .notToldEmergency: pack.phrases.notToldEmergency ?? pack.phrases.misreadingDenied
        }
    }

    /// The titles of what was understood, before a conversation is handed over.
    private func understood(_ intents: [String]) -> [String] {
        let titles = intents.compactMap { id in pack.intent(id).map { "- \($0.title)" } }
        return titles.isEmpty ? [] : [([values.fill(pack.phrases.understood)] + titles).joined(separator: "\n")]
    }

    private func question(_ choices: [Reply.Choice]) -> String {
        var lines = [values.fill(pack.phrases.clarify)]
        for (place, choice) in choices.enumerated() { lines.append("\(place + 1). \(choice.title)") }
        lines.append("\(choices.count + 1). \(values.fill(pack.phrases.somethingElse))")
        return lines.joined(separator: "\n")
    }

    private func alert(_ alert: SafetyScreening.Alert) -> Reply.Alert {
        Reply.Alert(
            concept: alert.concept, level: alert.level, when: alert.when, evidence: alert.evidence, rule: alert.rule,
            text: values.fill(alert.text))
    }

    private func pinned(_ alarm: ConversationState.Alarm) -> Reply.Alert {
        Reply.Alert(
            concept: alarm.concept, level: alarm.level, when: alarm.when, evidence: "", rule: alarm.rule,
            text: values.fill(alarm.headline))
    }

    private func notice(_ decision: Decision) -> String? {
        let reviewed =
            pack.status == .approved
            && decision.answers.allSatisfy { pack.intent($0.intent)?.isApproved(on: today) == true }
        return reviewed ? nil : values.fill(pack.phrases.notice)
    }
}
