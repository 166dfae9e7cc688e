public import IntentMatching
public import KnowledgePacks
public import SafetyScreening
public import TextAnalysis

/// Decides what a turn is answered with. Pure: no text, no clock, no state but what is passed in.
///
/// The order of precedence is that of safety: a crisis or an overdose alone; then alerts, with at most a passage on warning
/// signs beside them; then what the person asked.
public struct DialoguePolicy: Sendable {
    private let pack: KnowledgePack
    private let match: @Sendable (Utterance) -> Matches

    /// The most choices that a reply offers.
    public static let choiceLimit = 3
    /// A second and third intent are offered as a choice only from this confidence on.
    private static let choiceConfidence = 0.05
    /// A part of a message is answered by itself only from this confidence on: more likely right than wrong.
    private static let partConfidence = 0.5

    /// - Parameter match: Ranks a whole utterance or a part of one.
    public init(pack: KnowledgePack, match: @escaping @Sendable (Utterance) -> Matches) {
        self.pack = pack
        self.match = match
    }

    /// Decides one turn.
    ///
    /// - Parameter answerLimit: The most passages that the reply may hold.
    public func decide(
        _ utterance: Utterance, finding: SafetyFinding, state: ConversationState, answerLimit: Int
    ) -> Decision {
        var next = state
        next.turn += 1
        next.safety = finding.carry
        next.isClarifying = false
        next.choices = []
        if !finding.alerts.isEmpty {
            return alarm(utterance, finding, state, next)
        }
        if let picked = pick(utterance, state) {
            return answer(picked, finding, state, next)
        }
        if finding.hasSpokenToClinician, !state.alarms.isEmpty, pack.index(of: WellKnownIntent.seenClinician) != nil {
            return answer([.init(intent: WellKnownIntent.seenClinician, confidence: 1)], finding, state, next)
        }
        if finding.medicineCondition != nil, pack.index(of: WellKnownIntent.medicineWithCondition) != nil {
            return answer([.init(intent: WellKnownIntent.medicineWithCondition, confidence: 1)], finding, state, next)
        }
        return ask(utterance, finding, state, next, answerLimit)
    }

    // MARK: - Alarms

    private func alarm(
        _ utterance: Utterance, _ finding: SafetyFinding, _ state: ConversationState, _ next: ConversationState
    ) -> Decision {
        var next = next
        next.alarms = merged(state.alarms, finding.alerts)
        next.topics = []
        var decision = Decision(outcome: .answered, urgency: next.urgency, next: next)
        decision.alerts = finding.alerts
        decision.pinned = state.alarms.filter { alarm in
            !finding.alerts.contains { $0.concept == alarm.concept || headline($0) == alarm.headline }
        }
        if finding.isExclusive {
            decision.alerts = finding.alerts.filter(\.exclusive)
            decision.pinned = decision.pinned.filter(\.isExclusive)
            return decision
        }
        let matches = match(utterance)
        if finding.urgency == .urgent, let sign = bestWarningSign(matches) { decision.answers = [sign] }
        decision.choices = seenClinicianChoice
        decision.next.choices = decision.choices
        decision.next.topics = decision.answers.map(\.intent)
        return decision
    }

    private func bestWarningSign(_ matches: Matches) -> Decision.Answer? {
        matches.ranked.first { WellKnownIntent.group($0.intent) == .redflag }.map {
            Decision.Answer(intent: $0.intent, confidence: $0.confidence)
        }
    }

    private var seenClinicianChoice: [String] {
        pack.index(of: WellKnownIntent.seenClinician) == nil ? [] : [WellKnownIntent.seenClinician]
    }

    private func headline(_ alert: Alert) -> String { String(alert.text.prefix { $0 != "\n" }) }

    /// Earlier alarms and this turn's alerts, each text once, the most serious first; at most eight are carried.
    private func merged(_ alarms: [ConversationState.Alarm], _ alerts: [Alert]) -> [ConversationState.Alarm] {
        var all = alarms
        for alert in alerts where !all.contains(where: { $0.headline == headline(alert) }) {
            all.append(
                ConversationState.Alarm(
                    concept: alert.concept, level: alert.level, when: alert.when, rule: alert.rule,
                    headline: headline(alert), isExclusive: alert.exclusive))
        }
        let order = all.indices.sorted { (all[$1].level, $0) < (all[$0].level, $1) }
        return Array(order.map { all[$0] }.prefix(8))
    }

    // MARK: - Answers

    /// A number that picks one of the last reply's choices.
    private func pick(_ utterance: Utterance, _ state: ConversationState) -> [Decision.Answer]? {
        let terms = utterance.terms
        guard terms.count == 1, let value = terms[0].value, !state.choices.isEmpty else { return nil }
        let place = Int(value.rounded()) - 1
        guard value == value.rounded(), state.choices.indices.contains(place) else { return nil }
        return [.init(intent: state.choices[place], confidence: 1)]
    }

    private func ask(
        _ utterance: Utterance, _ finding: SafetyFinding, _ state: ConversationState, _ next: ConversationState,
        _ limit: Int
    ) -> Decision {
        let parts = QuestionSplitter.parts(utterance)
        if parts.count > 1 {
            var answers: [Decision.Answer] = []
            for part in parts {
                let matches = match(part)
                guard matches.isInScope, let best = matches.ranked.first, best.confidence >= Self.partConfidence
                else { continue }
                if !answers.contains(where: { $0.intent == best.intent }) {
                    answers.append(.init(intent: best.intent, confidence: best.confidence))
                }
            }
            // With one sure part only, the others are its story: the whole message is read instead.
            if answers.count > 1 { return answer(Array(answers.prefix(max(1, limit))), finding, state, next) }
        }
        let matches = inContext(utterance, state)
        guard matches.isInScope, let best = matches.ranked.first else {
            return notUnderstood(finding, state, next)
        }
        if matches.isClear || !state.alarms.isEmpty {
            return answer([.init(intent: best.intent, confidence: best.confidence)], finding, state, next)
        }
        return clarify(matches, finding, state, next)
    }

    /// Ranks a message that leans on the last topic ("how long for?", "and tennis?") together with that topic's title.
    private func inContext(_ utterance: Utterance, _ state: ConversationState) -> Matches {
        let alone = match(utterance)
        let terms = utterance.terms.map(\.text)
        guard let topic = state.topics.first.flatMap({ pack.intent($0) }),
            (1...Self.leaningTerms).contains(terms.count),
            WellKnownIntent.group(topic.id).map({ $0 == .notCovered || $0 == .redflag }) ?? true
        else { return alone }
        let isBare = terms.allSatisfy { pack.vocabulary.followUpWords.contains($0) }
        let isLinked = ["and", "or", "but"].contains(terms[0]) && !(alone.isInScope && alone.isClear)
        guard isBare || isLinked else { return alone }
        let together = match(Utterance("\(topic.title) \(utterance.text)"))
        return together.isInScope ? together : alone
    }

    /// A longer message says what it is about.
    private static let leaningTerms = 5

    private func answer(
        _ wanted: [Decision.Answer], _ finding: SafetyFinding, _ state: ConversationState, _ next: ConversationState
    ) -> Decision {
        var next = next
        if wanted.contains(where: { $0.intent == WellKnownIntent.seenClinician }) {
            next.alarms.removeAll { !$0.isExclusive }
        }
        var answers = wanted
        if !next.alarms.isEmpty {
            answers = answers.filter { WellKnownIntent.mayStandBesideAlarm($0.intent) }
            if next.alarms.contains(where: \.isExclusive) {
                answers = []
            } else if answers.isEmpty, pack.index(of: WellKnownIntent.doctorCommunication) != nil {
                answers = [.init(intent: WellKnownIntent.doctorCommunication, confidence: 1)]
            }
        }
        if answers.count > 1 { answers.removeAll { $0.intent == WellKnownIntent.offTopic } }
        let foreign = answers.first?.intent == WellKnownIntent.offTopic
        let uncovered = answers.allSatisfy { WellKnownIntent.group($0.intent) == .notCovered }
        var decision = Decision(
            outcome: foreign ? .notUnderstood : uncovered && !answers.isEmpty ? .notCovered : .answered,
            urgency: next.urgency, next: next)
        decision.pinned = next.alarms
        decision.answers = answers
        decision.offersSupport = finding.offersSupport
        decision.choices = next.alarms.isEmpty ? related(to: answers) : seenClinicianChoice
        decision.showsSafetyNet = next.alarms.isEmpty && changesTopic(answers, state)
        decision.next.topics = answers.map(\.intent)
        decision.next.choices = decision.choices
        return decision
    }

    private func clarify(
        _ matches: Matches, _ finding: SafetyFinding, _ state: ConversationState, _ next: ConversationState
    ) -> Decision {
        var decision = Decision(outcome: .clarify, urgency: next.urgency, next: next)
        let likely = matches.ranked.prefix(Self.choiceLimit).filter { $0.confidence >= Self.choiceConfidence }
        decision.choices = likely.map(\.intent)
        decision.offersSupport = finding.offersSupport
        decision.next.choices = decision.choices
        decision.next.isClarifying = true
        return decision
    }

    private func notUnderstood(
        _ finding: SafetyFinding, _ state: ConversationState, _ next: ConversationState
    ) -> Decision {
        var decision = Decision(outcome: .notUnderstood, urgency: next.urgency, next: next)
        decision.pinned = next.alarms
        decision.offersSupport = finding.offersSupport
        decision.showsSafetyNet = true
        if finding.needsSafetyNet, pack.index(of: WellKnownIntent.warningSigns) != nil, next.alarms.isEmpty {
            decision.outcome = .answered
            decision.answers = [.init(intent: WellKnownIntent.warningSigns, confidence: 1)]
            decision.showsSafetyNet = false
        }
        decision.choices = next.alarms.isEmpty ? [] : seenClinicianChoice
        decision.next.choices = decision.choices
        return decision
    }

    private func related(to answers: [Decision.Answer]) -> [String] {
        var choices: [String] = []
        for answer in answers {
            for id in pack.intent(answer.intent)?.related ?? [] {
                if !choices.contains(id), !answers.contains(where: { $0.intent == id }) { choices.append(id) }
            }
        }
        return Array(choices.prefix(Self.choiceLimit))
    }

    /// Whether the line on when to seek care is due: at the first answer and where the conversation turns to another
    /// group of topics; never beside a passage that says it anyway, or a mere courtesy.
    private func changesTopic(_ answers: [Decision.Answer], _ state: ConversationState) -> Bool {
        guard let first = answers.first else { return false }
        switch WellKnownIntent.group(first.intent) {
        case .redflag, .emergency, .social, .meta: return false
        case .notCovered, nil: break
        }
        guard let before = state.topics.first else { return true }
        return before.prefix { $0 != "." } != first.intent.prefix { $0 != "." }
    }
}
