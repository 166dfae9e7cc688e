import KnowledgePacks
import TextAnalysis

/// What steers the talk instead of asking: a choice, a retraction, a correction, "more", "ok".
extension DialoguePolicy {
    // MARK: - Choices

    /// A choice of the last reply: by its number or place, and after a question back by a word of its title, "both" or "none".
    func pick(_ context: Context) -> Decision? {
        let choices = context.state.choices
        let terms = context.turn.terms
        let asked = context.state.pending == .choice
        guard !choices.isEmpty, terms.count <= Self.pickTerms else { return nil }
        if let place = place(context.turn) {
            if choices.indices.contains(place) { return picked([choices[place]], context) }
            if asked, place == choices.count { return rephrase(context) }
        }
        guard asked else { return nil }
        if reader.isOnly(reader.neither, context.turn) { return rephrase(context) }
        if reader.isOnly(reader.both, context.turn) { return picked(choices, context) }
        if choices.count == 1, reader.isYes(context.turn) { return picked(choices, context) }
        return byTitle(terms, choices).flatMap { picked([$0], context) }
    }

    /// The place that a message of one number, or of an ordinal among plain words, names; from 0.
    private func place(_ turn: Turn) -> Int? {
        let values = turn.utterance.terms.compactMap(\.value)
        let rest = turn.utterance.terms.filter { $0.value == nil }.map(\.text)
        if values.count == 1, let value = values.first, value == value.rounded(), (1...9).contains(value),
            rest.isEmpty || reader.plainWords.covers(rest)
        {
            return Int(value) - 1
        }
        let named = turn.terms.compactMap { reader.ordinals.firstIndex(of: $0) }
        let others = turn.terms.filter { !reader.ordinals.contains($0) }
        return named.count == 1 && (others.isEmpty || reader.plainWords.covers(others)) ? named.first : nil
    }

    /// The one choice whose title holds all telling words of a short message.
    private func byTitle(_ terms: [String], _ choices: [String]) -> String? {
        let named = terms.filter { reader.plainWords.length(at: 0, in: [$0]) == 0 }
        guard !named.isEmpty else { return nil }
        let shared = choices.map { id -> Int in
            let title = Utterance(pack.intent(id)?.title ?? "").terms.map(\.text)
            return named.allSatisfy { word in title.contains { Self.sameWord($0, word) } } ? named.count : 0
        }
        guard let most = shared.max(), most > 0, shared.count(where: { $0 == most }) == 1 else { return nil }
        return shared.firstIndex(of: most).map { choices[$0] }
    }

    /// Whether two words are the same but for an ending.
    private static func sameWord(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        let stem = min(one.count, other.count)
        return stem >= 4 && one.prefix(stem) == other.prefix(stem) && abs(one.count - other.count) <= 3
    }

    private func picked(_ intents: [String], _ context: Context) -> Decision? {
        var context = context
        context.isToldToClinician = intents.contains(WellKnownIntent.seenClinician)
        return answer(intents.prefix(context.limit).map { .init(intent: $0, confidence: 1) }, context)
    }

    /// A longer message says in words what it wants.
    private static let pickTerms = 8

    /// Asks for other words, and hands over when that has been done often enough.
    func rephrase(_ context: Context) -> Decision {
        if context.state.rounds >= Self.roundLimit { return handOver(context, understood: context.state.choices) }
        var decision = fixed(.rephrase, outcome: .notUnderstood, context, context.next)
        decision.next.rounds = context.state.rounds + 1
        return decision
    }

    /// Says what was understood, and how to reach a person.
    func handOver(_ context: Context, understood: [String]) -> Decision {
        var decision = fixed(.handOver, outcome: .notUnderstood, context, context.next)
        decision.understood = Array(understood.prefix(Self.choiceLimit))
        decision.showsSafetyNet = context.next.alarms.isEmpty
        decision.next.rounds = 0
        return decision
    }

    /// How often in a row the person is asked back.
    static let roundLimit = 2

    // MARK: - Retractions, corrections, more

    func steer(_ context: Context) -> Decision? {
        let turn = context.turn
        if reader.isOnly(reader.retractions, turn) {
            var next = context.next
            next.topics = []
            next.rounds = 0
            return fixed(.retracted, outcome: .answered, context, next)
        }
        if context.state.rounds > 0, reader.isOnly(reader.neither, turn) { return rephrase(context) }
        let topics = context.state.topics
        if !topics.isEmpty || context.state.pending == .choice {
            if let decision = corrected(context) { return decision }
        }
        if !topics.isEmpty, reader.isOnly(reader.more, turn) { return more(context) }
        if reader.isOnly(reader.acknowledgements, turn), !(topics.isEmpty && context.state.turn == 0) {
            return fixed(.acknowledged, outcome: .answered, context, context.next)
        }
        return nil
    }

    private func corrected(_ context: Context) -> Decision? {
        // "Never mind, can I use ice?": what comes behind is a new question.
        var rest = context.turn
        let retraction = reader.retractions.length(at: 0, in: rest.terms)
        if retraction > 0, retraction < rest.terms.count, rest.breaks(before: retraction) {
            rest = rest.part(retraction..<rest.terms.count)
            var renewed = Context(
                turn: reader.withoutLeadIn(rest), finding: context.finding, state: context.state, next: context.next,
                limit: context.limit)
            renewed.excluded = context.state.topics
            return ask(renewed)
        }
        // "So not a cure" leads on from the outlook.
        if reader.followUp(reader.withoutLeadIn(rest).terms, after: context.state.topics) != nil { return nil }
        guard let correction = reader.correction(rest) else { return nil }
        guard let content = correction.content, !content.terms.isEmpty else {
            return alternatives(context)
        }
        var corrected = Context(
            turn: reader.withoutLeadIn(content), finding: context.finding, state: context.state, next: context.next,
            limit: context.limit)
        corrected.excluded = context.state.topics
        return ask(corrected)
    }

    /// What the last message may have meant instead; asks for other words when there is nothing.
    private func alternatives(_ context: Context) -> Decision? {
        let others = context.state.alternatives.filter { !context.state.topics.contains($0) }
        guard !others.isEmpty, context.state.rounds < Self.roundLimit, context.next.alarms.isEmpty else {
            return rephrase(context)
        }
        return askBack(others, context)
    }

    /// The rest of the last answers; their related topics when they were shown whole.
    private func more(_ context: Context) -> Decision {
        let answers = context.state.topics.map { Decision.Answer(intent: $0, confidence: 1) }
        var decision = answer(answers, context)
        guard context.next.alarms.isEmpty else { return decision }
        decision.showsSafetyNet = false
        if context.state.isShortened {
            decision.isWhole = true
            decision.next.isShortened = false
        } else {
            decision.phrase = .noMore
        }
        return decision
    }
}
