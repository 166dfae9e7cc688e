import IntentMatching
import KnowledgePacks
import TextAnalysis

/// What is asked, and what answers it.
extension DialoguePolicy {
    /// A second and third intent are offered as a choice only from this confidence on.
    static let choiceConfidence = 0.05
    /// A part of a message is answered by itself only from this confidence on: more likely right than wrong.
    static let partConfidence = 0.45
    /// A part that leads the next intent clearly may be less sure.
    static let clearPartConfidence = 0.2
    /// A part without a question mark.
    static let unmarkedConfidence = 0.5
    /// A part of a message of more than so many clauses, whose questions may belong to the story.
    static let storyClauses = 4
    static let storyConfidence = 0.65
    /// Each half of a question about two things.
    static let halfConfidence = 0.6
    /// A question that reads as surely as this is about one thing alone.
    static let singleConfidence = 0.9

    // MARK: - The message

    func ask(_ context: Context) -> Decision {
        if !context.state.topics.isEmpty, let decision = quotation(context) { return decision }
        let clauses = splitter.clauses(context.turn)
        let questions = clauses.filter { $0.asks || namesTwo($0) }
        var decision: Decision?
        if clauses.count > 1, !questions.isEmpty {
            decision = several(clauses, questions, context)
        }
        return decision ?? medicine(context) ?? one(context.turn, clauses, context)
    }

    /// A medicine together with a condition: nothing else is said of medicines.
    func medicine(_ context: Context) -> Decision? {
        guard let named = context.finding.medicineCondition,
            pack.index(of: WellKnownIntent.medicineWithCondition) != nil
        else { return nil }
        if named.isMedicineCarried {
            // "Should I skip the warfarin?" after tablets is about the warfarin.
            let matches = match(context.turn.utterance)
            let isSure = (matches.ranked.first?.confidence ?? 0) >= Self.aloneConfidence
            if matches.isInScope, matches.isClear, isSure { return nil }
        }
        return answer([.init(intent: WellKnownIntent.medicineWithCondition, confidence: 1)], context)
    }

    func isCourtesy(_ intent: String) -> Bool {
        switch WellKnownIntent.group(intent) {
        case .social, .meta: true
        case .redflag, .emergency, .notCovered, nil: false
        }
    }

    /// A question of one clause, or a story.
    func one(_ turn: Turn, _ clauses: [QuestionSplitter.Clause], _ context: Context) -> Decision {
        let bare = reader.withoutLeadIn(turn)
        let topics = context.state.topics
        if !topics.isEmpty, let decision = leaning(bare, context) { return decision }
        var matches = match(turn.utterance)
        if !context.excluded.isEmpty { matches = corrected(turn, matches, context) }
        if !topics.isEmpty, let decision = pointing(bare, matches, context) { return decision }
        let rest = clauses.dropFirst()
        if rest.allSatisfy({ reader.isBare($0.turn.terms) }), let first = clauses.first,
            let both = halves(reader.withoutLeadIn(first.turn), matches)
        {
            return answer(Array(both.prefix(context.limit)), context)
        }
        if matches.isInScope, let best = best(matches, context) {
            // "Stairs", after walking, may well be about the stairs.
            let isBareName = best.intent == WellKnownIntent.offTopic && turn.terms.count <= Self.nameTerms
            if isBareName, !topics.isEmpty, let decision = fragment(bare, matches, context) { return decision }
            if matches.isClear || !context.excluded.isEmpty { return answer([best], context, matches) }
        }
        if !topics.isEmpty || turn.terms.count <= Self.nameTerms, let decision = fragment(bare, matches, context) {
            return decision
        }
        if clauses.count > 1, let sentence = surest(clauses, context),
            !matches.isInScope || sentence.confidence > (matches.ranked.first?.confidence ?? 0) + Self.wholeLead
        {
            return answer([sentence], context, matches)
        }
        // Where no word is known there is nothing to choose from.
        guard matches.isInScope, turn.terms.contains(where: isKnown) else { return notUnderstood(context, matches) }
        return unclear(matches, context)
    }

    /// A few words that correct an answer, read together with its topic where that says more.
    func corrected(_ turn: Turn, _ alone: Matches, _ context: Context) -> Matches {
        guard turn.terms.count <= Self.fragmentTerms, (alone.ranked.first?.confidence ?? 0) < Self.aloneConfidence,
            let topic = context.excluded.first.flatMap({ pack.intent($0) })
        else { return alone }
        let together = match(Utterance("\(topic.title) \(turn.sentence)"))
        guard together.isInScope, let best = together.ranked.first, !context.excluded.contains(best.intent),
            best.confidence > alone.ranked.first?.confidence ?? 0
        else { return alone }
        return together
    }

    /// The best intent that is not excluded; an excluded one only where it is sure.
    func best(_ matches: Matches, _ context: Context) -> Decision.Answer? {
        guard let first = matches.ranked.first else { return nil }
        let isSure = first.confidence >= Self.singleConfidence
        let found = matches.ranked.first { isSure || !context.excluded.contains($0.intent) }
        return found.map { .init(intent: $0.intent, confidence: $0.confidence) }
    }

    /// The clause of a story that reads most surely.
    func surest(_ clauses: [QuestionSplitter.Clause], _ context: Context) -> Decision.Answer? {
        var surest: Decision.Answer?
        for clause in clauses where clause.turn.terms.count >= 3 && !reader.isBare(clause.turn.terms) {
            let matches = match(clause.turn.utterance)
            guard matches.isInScope, let best = best(matches, context), !isCourtesy(best.intent),
                best.confidence >= Self.partConfidence, best.confidence > surest?.confidence ?? 0
            else { continue }
            surest = best
        }
        return surest
    }

    // MARK: - Asking back

    /// Two intents that both may be meant, or more: both when two cover it and neither can mislead, else a question.
    func unclear(_ matches: Matches, _ context: Context) -> Decision {
        let likely = matches.ranked.prefix(Self.choiceLimit).filter { match in
            // "Something else entirely" is what "none of these" says below the choices.
            match.confidence >= Self.choiceConfidence && match.intent != WellKnownIntent.offTopic
        }
        let isForeign = matches.ranked.first?.intent == WellKnownIntent.offTopic
        // "Cool thanks bye": whether it is thanks or a goodbye is not worth a question.
        let isPolite = likely.prefix(2).allSatisfy { isCourtesy($0.intent) }
        guard likely.count > 1, !isForeign, !isPolite, context.next.alarms.isEmpty else {
            return answer(
                matches.ranked.prefix(1).map { .init(intent: $0.intent, confidence: $0.confidence) }, context, matches)
        }
        let pair = likely.prefix(2)
        let areOfOneKind = Set(pair.map { WellKnownIntent.group($0.intent) == .notCovered }).count == 1
        if areOfOneKind, context.limit > 1, !pair.contains(where: { isCourtesy($0.intent) }),
            pair.reduce(0, { $0 + $1.confidence }) >= Self.bothConfidence
        {
            return answer(pair.map { .init(intent: $0.intent, confidence: $0.confidence) }, context)
        }
        if let before = likely.first(where: { context.state.choices.contains($0.intent) }),
            context.state.pending == .choice
        {
            return answer([.init(intent: before.intent, confidence: before.confidence)], context, matches)
        }
        if context.state.rounds >= Self.roundLimit { return handOver(context, understood: likely.map(\.intent)) }
        return askBack(likely.map(\.intent), context)
    }

    /// From this confidence of the best two together on, both are given.
    static let bothConfidence = 0.75

    /// One question with numbered choices.
    func askBack(_ intents: [String], _ context: Context) -> Decision {
        var decision = Decision(outcome: .clarify, urgency: context.next.urgency, next: context.next)
        decision.choices = Array(intents.prefix(Self.choiceLimit))
        decision.pinned = context.next.alarms
        decision.offersSupport = context.finding.offersSupport
        decision.next.choices = decision.choices
        decision.next.pending = .choice
        decision.next.rounds = context.state.rounds + 1
        return decision
    }

    func notUnderstood(_ context: Context, _ matches: Matches) -> Decision {
        let (finding, next) = (context.finding, context.next)
        if statesTime(context) {
            return answer(context.state.topics.map { .init(intent: $0, confidence: 1) }, context)
        }
        if finding.needsSafetyNet, pack.index(of: WellKnownIntent.warningSigns) != nil, next.alarms.isEmpty {
            return answer([.init(intent: WellKnownIntent.warningSigns, confidence: 1)], context)
        }
        if context.state.rounds >= Self.roundLimit { return handOver(context, understood: context.state.choices) }
        var decision = Decision(outcome: .notUnderstood, urgency: next.urgency, next: next)
        decision.pinned = next.alarms
        decision.offersSupport = finding.offersSupport
        decision.showsSafetyNet = true
        decision.choices = next.alarms.isEmpty ? [] : seenClinicianChoice
        decision.next.choices = decision.choices
        decision.next.rounds = context.state.rounds > 0 ? context.state.rounds + 1 : 0
        return decision
    }

    // MARK: - Answers

    func answer(_ wanted: [Decision.Answer], _ context: Context, _ matches: Matches) -> Decision {
        let others = matches.ranked.prefix(4).filter { match in
            match.confidence >= Self.alternativeConfidence && !wanted.contains { $0.intent == match.intent }
        }
        return answer(wanted, context, alternatives: others.map(\.intent))
    }

    /// What is offered instead of a wrong answer.
    static let alternativeConfidence = 0.01

    func answer(
        _ wanted: [Decision.Answer], _ context: Context, alternatives: [String] = []
    ) -> Decision {
        var next = context.next
        var answers = next.safety.condition == nil ? wanted : withoutMedicines(wanted)
        var isHeldBack = false
        if !next.alarms.isEmpty {
            let asked = answers.count
            if !context.isToldToClinician {
                // What only resembles it, "my neighbour had a look", lowers no alarm.
                answers.removeAll { $0.intent == WellKnownIntent.seenClinician }
            } else if answers.contains(where: { $0.intent == WellKnownIntent.seenClinician }) {
                next.alarms.removeAll { !$0.isExclusive }
            }
            if !next.alarms.isEmpty { answers.removeAll { !WellKnownIntent.mayStandBesideAlarm($0.intent) } }
            if next.alarms.contains(where: \.isExclusive) {
                answers = []
            } else {
                isHeldBack = answers.count < asked
                if answers.isEmpty, pack.index(of: WellKnownIntent.doctorCommunication) != nil {
                    answers = [.init(intent: WellKnownIntent.doctorCommunication, confidence: 1)]
                }
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
        decision.isHeldBack = isHeldBack
        decision.offersSupport = context.finding.offersSupport
        decision.stage = next.alarms.isEmpty ? next.safety.hoursSinceInjection.map { Stage(hours: $0) } : nil
        decision.choices = next.alarms.isEmpty ? related(to: answers) : seenClinicianChoice
        decision.showsSafetyNet =
            next.alarms.isEmpty && (context.finding.isDismissed || changesTopic(answers, context.state))
        let topical = answers.filter { !isCourtesy($0.intent) }
        if !topical.isEmpty { decision.next.topics = topical.map(\.intent) }
        decision.next.choices = decision.choices
        decision.next.alternatives = Array(alternatives.prefix(Self.choiceLimit))
        decision.next.isShortened = answers.count > 1 || !next.alarms.isEmpty
        decision.next.rounds = 0
        return decision
    }

    /// For somebody with an illness, or who takes another medicine: instead of what helps most people, to ask before they take
    /// anything, and what else may ease it.
    private func withoutMedicines(_ wanted: [Decision.Answer]) -> [Decision.Answer] {
        func speaksOfMedicines(_ intent: String) -> Bool {
            pack.medicines.contains(intent) && WellKnownIntent.group(intent) == nil
        }
        guard pack.index(of: WellKnownIntent.medicineWithCondition) != nil else { return wanted }
        var answers: [Decision.Answer] = []
        for answer in wanted {
            var instead = [answer]
            if speaksOfMedicines(answer.intent) {
                let others = pack.intent(answer.intent)?.related ?? []
                let other = others.first { WellKnownIntent.group($0) == nil && !speaksOfMedicines($0) }
                instead = ([WellKnownIntent.medicineWithCondition] + [other].compactMap { $0 }).map {
                    .init(intent: $0, confidence: answer.confidence)
                }
            }
            answers += instead.filter { new in !answers.contains { $0.intent == new.intent } }
        }
        return answers
    }

    func related(to answers: [Decision.Answer]) -> [String] {
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
    func changesTopic(_ answers: [Decision.Answer], _ state: ConversationState) -> Bool {
        guard let first = answers.first else { return false }
        switch WellKnownIntent.group(first.intent) {
        case .redflag, .emergency, .social, .meta: return false
        case .notCovered, nil: break
        }
        guard let before = state.topics.first else { return true }
        return before.prefix { $0 != "." } != first.intent.prefix { $0 != "." }
    }
}
