public import IntentMatching
public import KnowledgePacks
public import SafetyScreening
public import TextAnalysis

/// Decides what a turn is answered with. Pure: no text, no clock, no state but what is passed in.
///
/// The order of precedence is that of safety: a crisis or an overdose alone; then alerts, with at most a passage on warning
/// signs beside them; then what the last reply asked; then what the person asks now.
public struct DialoguePolicy: Sendable {
    let pack: KnowledgePack
    let match: @Sendable (Utterance) -> Matches
    let isKnown: @Sendable (String) -> Bool
    private let repair: @Sendable (Utterance) -> Utterance
    let reader: TurnReader
    let splitter: QuestionSplitter
    private let recognizer: LanguageRecognizer

    /// The most choices that a reply offers.
    public static let choiceLimit = 3

    /// - Parameters:
    ///   - match: Ranks a whole utterance or a part of one.
    ///   - isKnown: Whether a word stands in the pack's examples.
    ///   - repair: Mends the spelling of an utterance, so that "waht about ice" leans on the last topic like "what about ice".
    ///   - isCommon: Whether a word is common in the pack's language.
    public init(
        pack: KnowledgePack, language: LanguageData, isCommon: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool,
        repair: @escaping @Sendable (Utterance) -> Utterance,
        match: @escaping @Sendable (Utterance) -> Matches
    ) {
        self.pack = pack
        self.match = match
        self.repair = repair
        self.isKnown = isKnown
        reader = TurnReader(language.conversation, vocabulary: pack.vocabulary, followUps: pack.followUps)
        splitter = QuestionSplitter(reader: reader)
        recognizer = LanguageRecognizer(language, isCommon: isCommon)
    }

    /// One turn, and all that bears on it.
    struct Context {
        let turn: Turn
        let finding: SafetyFinding
        /// The conversation before the turn.
        let state: ConversationState
        /// The conversation after it, as far as it does not depend on the answer.
        var next: ConversationState
        /// The most passages that the reply may hold.
        let limit: Int
        /// Whether the person has said in clear words, or by a choice, that a clinician knows of the alarm.
        var isToldToClinician = false
        /// What was answered before and is not meant.
        var excluded: [String] = []
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
        next.pending = .nothing
        next.choices = []
        next.alternatives = []
        next.isShortened = false
        let turn = Turn(repair(utterance))
        let context = Context(turn: turn, finding: finding, state: state, next: next, limit: max(1, answerLimit))
        let language = recognizer.verdict(utterance.terms)
        if !finding.alerts.isEmpty {
            var decision = alarm(context)
            if case .foreign(let id) = language { decision.foreignLanguage = id }
            return decision
        }
        if let decision = misreading(context) { return decision }
        if let decision = foreign(language, context) { return decision }
        if let decision = pick(context) { return decision }
        if let decision = told(context) { return decision }
        return steer(context) ?? ask(context)
    }

    // MARK: - Alarms

    private func alarm(_ context: Context) -> Decision {
        let (finding, state) = (context.finding, context.state)
        var next = context.next
        next.alarms = merged(state.alarms, finding.alerts)
        next.topics = []
        next.rounds = 0
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
        if finding.urgency == .urgent, let sign = warningSign(context) { decision.answers = [sign] }
        decision.choices = seenClinicianChoice
        decision.next.choices = decision.choices
        decision.next.topics = decision.answers.map(\.intent)
        return decision
    }

    /// The passage on a sign: that of the first alert that one is about, else what the words are surely about, else the list of
    /// all warning signs.
    private func warningSign(_ context: Context) -> Decision.Answer? {
        for alert in context.finding.alerts {
            if let intent = passage(on: alert.concept) { return .init(intent: intent, confidence: 1) }
        }
        if let best = match(context.turn.utterance).ranked.first(where: { WellKnownIntent.group($0.intent) == .redflag }
        ),
            best.confidence >= Self.partConfidence || pack.index(of: WellKnownIntent.warningSigns) == nil
        {
            return .init(intent: best.intent, confidence: best.confidence)
        }
        return pack.index(of: WellKnownIntent.warningSigns).map { _ in
            .init(intent: WellKnownIntent.warningSigns, confidence: 1)
        }
    }

    /// The intent whose ``Intent/signs`` name a concept most exactly.
    private func passage(on concept: String) -> String? {
        var best: (intent: String, length: Int)?
        for intent in pack.intents {
            for sign in intent.signs where concept == sign || concept.hasPrefix(sign + ".") {
                if sign.utf8.count > best?.length ?? 0 { best = (intent.id, sign.utf8.count) }
            }
        }
        return best?.intent
    }

    var seenClinicianChoice: [String] {
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

    // MARK: - Clinicians

    /// The reply to someone who has told a clinician of an alarm, with what else the message asks; or has told none.
    private func told(_ context: Context) -> Decision? {
        let alarms = context.state.alarms
        guard !alarms.isEmpty, !alarms.contains(where: \.isExclusive) else { return nil }
        switch context.finding.clinician {
        case .none: return nil
        case .notTold:
            guard !splitter.clauses(context.turn).contains(where: \.asks) else { return nil }
            let isEmergency = alarms.contains { $0.level == .emergency }
            return fixed(isEmergency ? .notToldEmergency : .notTold, outcome: .answered, context, context.next)
        case .told:
            guard pack.index(of: WellKnownIntent.seenClinician) != nil else { return nil }
            var answers = [Decision.Answer(intent: WellKnownIntent.seenClinician, confidence: 1)]
            for question in splitter.clauses(context.turn) where question.asks {
                for answer in part(question, after: [], inStory: false, context)
                where !isCourtesy(answer.intent) && !answers.contains(where: { $0.intent == answer.intent }) {
                    answers.append(answer)
                }
            }
            var told = context
            told.isToldToClinician = true
            return answer(Array(answers.prefix(context.limit)), told)
        }
    }

    // MARK: - Alarms that misread

    /// One yes/no question to someone who says that an alarm misread them; only a clear yes lowers it.
    private func misreading(_ context: Context) -> Decision? {
        let state = context.state
        guard !state.alarms.isEmpty, !state.alarms.contains(where: \.isExclusive) else { return nil }
        if state.pending == .misreading {
            if reader.isYes(context.turn) {
                var next = context.next
                next.alarms = []
                // What was misread must not be read again out of the next turn.
                next.safety = SafetyCarry(
                    hoursSinceInjection: next.safety.hoursSinceInjection, condition: next.safety.condition)
                return fixed(.misreadingConfirmed, outcome: .answered, context, next)
            }
            if reader.no.isWhole(context.turn.terms) {
                return fixed(.misreadingDenied, outcome: .answered, context, context.next)
            }
        }
        guard context.turn.terms.count <= Self.misreadingTerms, reader.misreadings.first(in: context.turn.terms) != nil
        else { return nil }
        var decision = fixed(.misreading, outcome: .clarify, context, context.next)
        decision.next.pending = .misreading
        return decision
    }

    /// A longer message is about something else.
    private static let misreadingTerms = 25

    // MARK: - Other languages

    private func foreign(_ verdict: LanguageRecognizer.Verdict, _ context: Context) -> Decision? {
        guard verdict != .own, pack.index(of: WellKnownIntent.language) != nil else { return nil }
        var decision = Decision(outcome: .answered, urgency: context.next.urgency, next: context.next)
        decision.pinned = context.next.alarms
        decision.answers = [.init(intent: WellKnownIntent.language, confidence: 1)]
        if case .foreign(let id) = verdict { decision.foreignLanguage = id }
        decision.choices = context.next.alarms.isEmpty ? [] : seenClinicianChoice
        decision.next.choices = decision.choices
        return decision
    }

    // MARK: - Fixed phrases

    /// A reply that holds a fixed phrase, under the alarms that still hold.
    func fixed(
        _ phrase: Decision.Phrase, outcome: Decision.Outcome, _ context: Context, _ next: ConversationState
    ) -> Decision {
        var decision = Decision(outcome: outcome, urgency: next.urgency, next: next)
        decision.pinned = next.alarms
        decision.phrase = phrase
        decision.offersSupport = context.finding.offersSupport
        decision.choices = next.alarms.isEmpty ? [] : seenClinicianChoice
        decision.next.choices = decision.choices
        return decision
    }
}
