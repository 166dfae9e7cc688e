import IntentMatching
import KnowledgePacks
import TextAnalysis

/// What is asked, and what answers it.
extension DialoguePolicy {
    /// A second and third intent are offered as a choice only from this confidence on.
    private static let choiceConfidence = 0.05
    /// A part of a message is answered by itself only from this confidence on: more likely right than wrong.
    private static let partConfidence = 0.45
    /// A part that leads the next intent clearly may be less sure.
    private static let clearPartConfidence = 0.2
    /// A part without a question mark.
    private static let unmarkedConfidence = 0.5
    /// A part of a message of more than so many clauses, whose questions may belong to the story.
    private static let storyClauses = 4
    private static let storyConfidence = 0.65
    /// Each half of a question about two things.
    private static let halfConfidence = 0.6
    /// A question that reads as surely as this is about one thing alone.
    private static let singleConfidence = 0.9

    // MARK: - The message

    func ask(_ context: Context) -> Decision {
        if !context.state.topics.isEmpty, let decision = quotation(context) { return decision }
        let clauses = splitter.clauses(context.turn)
        let questions = clauses.filter(\.asks)
        var decision: Decision?
        if clauses.count > 1, !questions.isEmpty {
            decision = several(clauses, questions, context)
        }
        return decision ?? medicine(context) ?? one(context.turn, clauses, context)
    }

    /// A medicine together with a condition: nothing else is said of medicines.
    private func medicine(_ context: Context) -> Decision? {
        guard context.finding.medicineCondition != nil, pack.index(of: WellKnownIntent.medicineWithCondition) != nil
        else { return nil }
        return answer([.init(intent: WellKnownIntent.medicineWithCondition, confidence: 1)], context)
    }

    /// The answers to the questions of a message of several clauses; `nil` when it is better read as a whole.
    private func several(
        _ clauses: [QuestionSplitter.Clause], _ questions: [QuestionSplitter.Clause], _ context: Context
    ) -> Decision? {
        var answers: [Decision.Answer] = []
        var before = context.state.topics
        var alternatives: [String] = []
        /// The place of the first question that was answered.
        var answered: Int?
        /// Whether a question that names nothing was not answered by itself.
        var leansOnStory = false
        for (place, question) in questions.enumerated() {
            var found = questions.count > 1 && answers.isEmpty ? withStory(question, clauses, context) : []
            if found.isEmpty {
                found = part(question, after: before, inStory: clauses.count > Self.storyClauses, context)
            }
            if let first = found.first {
                before = [first.intent]
                answered = answered ?? place
            } else if reader.isBare(reader.withoutLeadIn(question.turn).terms) {
                leansOnStory = true
            }
            for answer in found where !answers.contains(where: { $0.intent == answer.intent }) {
                answers.append(answer)
            }
        }
        if context.finding.medicineCondition != nil, pack.index(of: WellKnownIntent.medicineWithCondition) != nil {
            let place = answers.firstIndex { pack.medicines.contains($0.intent) } ?? 0
            answers.removeAll {
                pack.medicines.contains($0.intent) || $0.intent == WellKnownIntent.medicineWithCondition
            }
            answers.insert(
                .init(intent: WellKnownIntent.medicineWithCondition, confidence: 1), at: min(place, answers.count))
        }
        let topical = answers.filter { !isCourtesy($0.intent) }
        if !topical.isEmpty { answers = topical }
        guard let first = answers.first else { return nil }
        if answers.count > 1 { return answer(Array(answers.prefix(context.limit)), context) }
        if context.finding.medicineCondition != nil { return answer(answers, context) }
        // One question and its story: the surer of the question and the whole is answered.
        let whole = match(context.turn.utterance)
        guard let best = best(whole, context), best.intent != first.intent else {
            return answer([first], context, whole)
        }
        if isCourtesy(first.intent) || best.intent == WellKnownIntent.offTopic { return nil }
        let rival = whole.isInScope ? best.confidence : Self.strangeStory
        // "Fine, no beer. Is there anything cold?": the statement only repeats what was answered.
        let repeats = context.state.topics.contains(best.intent)
        let leansBack = questions.contains { reader.pointers.first(in: $0.turn.terms) != nil }
        if leansOnStory, !repeats, whole.isInScope, best.confidence >= Self.halfConfidence {
            // One question was read and another leans on the story, which the whole message tells more of.
            let both = [Decision.Answer(intent: best.intent, confidence: best.confidence), first]
            return answer(answered == 0 ? both.reversed() : both, context)
        }
        let isSure = first.confidence >= Self.singleConfidence && !leansBack
        if rival > first.confidence - (leansBack ? Self.pointingLoss : 0), !repeats, !isSure { return nil }
        alternatives = whole.ranked.prefix(4).map(\.intent).filter { $0 != first.intent }
        return answer([first], context, alternatives: alternatives)
    }

    /// How much less a question weighs that points back to its story: "would that be all right?"
    private static let pointingLoss = 0.1
    /// How sure a question has to be when its story is like nothing in the pack.
    private static let strangeStory = 0.75
    /// How much surer a sentence has to be than the whole message.
    private static let wholeLead = 0.25

    /// A question that means nothing without the statement before it: "…, what's that about? Also, can I drive?"
    private func withStory(
        _ question: QuestionSplitter.Clause, _ clauses: [QuestionSplitter.Clause], _ context: Context
    ) -> [Decision.Answer] {
        let terms = reader.withoutLeadIn(question.turn).terms
        guard reader.isBare(terms),
            let before = clauses.last(where: { $0.range.upperBound == question.range.lowerBound && !$0.asks })
        else { return [] }
        let story = match(before.turn.utterance)
        if story.isInScope, let topic = story.ranked.first, topic.confidence >= Self.partConfidence,
            let targets = reader.followUp(terms, after: [topic.intent])
        {
            return targets.map { .init(intent: $0, confidence: topic.confidence) }
        }
        let matches = match(context.turn.part(before.range.lowerBound..<question.range.upperBound).utterance)
        guard matches.isInScope, let best = best(matches, context), best.confidence >= Self.partConfidence else {
            return []
        }
        return [best]
    }

    private func isCourtesy(_ intent: String) -> Bool {
        switch WellKnownIntent.group(intent) {
        case .social, .meta: true
        case .redflag, .emergency, .notCovered, nil: false
        }
    }

    /// What one question of several asks; empty when it is not sure.
    private func part(
        _ clause: QuestionSplitter.Clause, after topics: [String], inStory: Bool, _ context: Context
    ) -> [Decision.Answer] {
        let turn = reader.withoutLeadIn(clause.turn)
        if !topics.isEmpty, let targets = reader.followUp(turn.terms, after: Array(topics.prefix(1))) {
            return targets.map { .init(intent: $0, confidence: 1) }
        }
        let matches = match(turn.utterance)
        if reader.isBare(turn.terms) {
            guard topics.isEmpty, matches.isInScope, let best = best(matches, context),
                best.confidence >= Self.aloneConfidence, !isCourtesy(best.intent)
            else { return [] }
            return [best]
        }
        if let both = halves(turn, matches, context) { return both }
        let usual =
            matches.isClear
            ? Self.clearPartConfidence : clause.isMarked ? Self.partConfidence : Self.unmarkedConfidence
        let isEmergency = matches.ranked.first.map { WellKnownIntent.group($0.intent) == .emergency } ?? false
        let least = isEmergency ? Self.aloneConfidence : inStory ? Self.storyConfidence : usual
        if matches.isInScope, let best = best(matches, context),
            best.confidence >= least || best.confidence >= Self.clearPartConfidence && areNear(matches, least)
        {
            return [best]
        }
        guard turn.terms.count <= Self.fragmentTerms, let framed = framed(turn, context, after: []) else { return [] }
        return framed.confidence >= Self.unmarkedConfidence ? [framed] : []
    }

    /// Whether the best two are of one group and together as likely as one has to be: rest and gentle movement.
    private func areNear(_ matches: Matches, _ least: Double) -> Bool {
        let pair = matches.ranked.prefix(2)
        let groups = Set(pair.map { $0.intent.prefix { $0 != "." } })
        return groups.count == 1 && pair.reduce(0, { $0 + $1.confidence }) >= least
    }

    /// A question of one clause, or a story.
    private func one(_ turn: Turn, _ clauses: [QuestionSplitter.Clause], _ context: Context) -> Decision {
        let bare = reader.withoutLeadIn(turn)
        let topics = context.state.topics
        if !topics.isEmpty, let decision = leaning(bare, context) { return decision }
        var matches = match(turn.utterance)
        if !context.excluded.isEmpty { matches = corrected(turn, matches, context) }
        if !topics.isEmpty, let decision = pointing(bare, matches, context) { return decision }
        let rest = clauses.dropFirst()
        if rest.allSatisfy({ reader.isBare($0.turn.terms) }), let first = clauses.first,
            let both = halves(reader.withoutLeadIn(first.turn), matches, context)
        {
            return answer(Array(both.prefix(context.limit)), context)
        }
        if matches.isInScope, let best = best(matches, context) {
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
    private func corrected(_ turn: Turn, _ alone: Matches, _ context: Context) -> Matches {
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
    private func best(_ matches: Matches, _ context: Context) -> Decision.Answer? {
        guard let first = matches.ranked.first else { return nil }
        let isSure = first.confidence >= Self.singleConfidence
        let found = matches.ranked.first { isSure || !context.excluded.contains($0.intent) }
        return found.map { .init(intent: $0.intent, confidence: $0.confidence) }
    }

    /// The clause of a story that reads most surely.
    private func surest(_ clauses: [QuestionSplitter.Clause], _ context: Context) -> Decision.Answer? {
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

    /// Both things of a question that joins two, when each is sure by itself and they differ.
    private func halves(_ turn: Turn, _ whole: Matches, _ context: Context) -> [Decision.Answer]? {
        guard let (left, right, frames) = splitter.joined(turn) else { return nil }
        guard let first = half([left] + (left.terms.count <= 2 ? reader.frames.prefix(1).map { frame($0, left) } : []))
        else { return nil }
        guard let second = half([right] + frames + (frames.isEmpty ? reader.frames.map { frame($0, right) } : [])),
            second.intent != first.intent
        else { return nil }
        // Where the whole is about one thing, both halves have to be what it may be about.
        let likely = whole.ranked.prefix(Self.likelyIntents).map(\.intent)
        let areNames = frames.isEmpty && min(first.confidence, second.confidence) >= Self.singleConfidence
        guard areNames || likely.contains(first.intent) && likely.contains(second.intent) else { return nil }
        guard !isCourtesy(first.intent), !isCourtesy(second.intent) else { return nil }
        // "Can I take Tylenol and Motrin?" is one question: of both together.
        let ofMedicines = pack.medicines.contains(first.intent) && pack.medicines.contains(second.intent)
        if ofMedicines, let best = whole.ranked.first, best.confidence >= Self.singleConfidence,
            best.intent != first.intent
        {
            return nil
        }
        return [first, second]
    }

    private static let likelyIntents = 5

    private func half(_ readings: [Turn]) -> Decision.Answer? {
        var best: Decision.Answer?
        for reading in readings {
            let matches = match(reading.utterance)
            guard matches.isInScope, let first = matches.ranked.first, first.confidence >= Self.halfConfidence,
                first.confidence > best?.confidence ?? 0
            else { continue }
            best = .init(intent: first.intent, confidence: first.confidence)
        }
        return best
    }

    private func frame(_ frame: String, _ turn: Turn) -> Turn { Turn(Utterance("\(frame) \(turn.sentence)")) }

    // MARK: - What leans on the last topic

    /// A short question that names no topic is about the last one.
    private func leaning(_ turn: Turn, _ context: Context) -> Decision? {
        if let decision = followUp(context.turn.terms, context) { return decision }
        let whole = match(context.turn.utterance)
        if whole.isInScope, whole.isClear, let best = whole.ranked.first, best.confidence >= Self.aloneConfidence,
            isCourtesy(best.intent)
        {
            return answer([.init(intent: best.intent, confidence: best.confidence)], context, whole)
        }
        if let decision = followUp(turn.terms, context) { return decision }
        guard turn.terms.count <= Self.leaningTerms, reader.isBare(turn.terms) else { return nil }
        let alone = match(turn.utterance)
        if alone.isInScope, alone.isClear, let best = alone.ranked.first, best.confidence >= Self.aloneConfidence {
            return nil
        }
        let topics = context.state.topics
        if let topic = topics.first.flatMap({ pack.intent($0) }) {
            let together = match(Utterance("\(topic.title) \(turn.sentence)"))
            if together.isInScope, let best = best(together, context) { return answer([best], context, together) }
        }
        return answer(topics.prefix(1).map { .init(intent: $0, confidence: 1) }, context)
    }

    /// A short message that points back, "is that proven?", and says nothing that is known for sure is about the last topic, or
    /// about one that is related to it.
    private func pointing(_ turn: Turn, _ alone: Matches, _ context: Context) -> Decision? {
        guard turn.terms.count <= Self.pointingTerms, context.excluded.isEmpty, !statesTime(context),
            reader.pointers.first(in: turn.terms) != nil, alone.ranked.first?.intent != WellKnownIntent.offTopic,
            !(alone.isInScope && alone.isClear && (alone.ranked.first?.confidence ?? 0) >= Self.pointedConfidence),
            let topic = context.state.topics.first.flatMap({ pack.intent($0) })
        else { return nil }
        let together = match(Utterance("\(topic.title) \(turn.sentence)"))
        let near = [topic.id] + topic.related
        if together.isInScope, let best = together.ranked.first, near.contains(best.intent) {
            return answer([.init(intent: best.intent, confidence: best.confidence)], context, together)
        }
        return answer([.init(intent: topic.id, confidence: 1)], context, together)
    }

    private static let pointingTerms = 9
    /// How sure a message that points back has to be to be about something else.
    private static let pointedConfidence = 0.3

    /// What the pack says that a short question means after the last topics.
    private func followUp(_ terms: [String], _ context: Context) -> Decision? {
        guard let targets = reader.followUp(terms, after: context.state.topics) else { return nil }
        var answers: [Decision.Answer] = []
        for target in targets where !answers.contains(where: { $0.intent == target }) {
            answers.append(.init(intent: target, confidence: 1))
        }
        return answer(Array(answers.prefix(context.limit)), context)
    }

    private func quotation(_ context: Context) -> Decision? {
        let turn = reader.withoutLeadIn(context.turn)
        let cue = reader.quotations.length(at: 0, in: turn.terms)
        guard cue > 0, cue < turn.terms.count, turn.terms.count <= Self.quotingTerms else { return nil }
        return quoted(turn.part(cue..<turn.terms.count), context)
    }

    /// A longer message tells a story of what was said.
    private static let quotingTerms = 16

    /// "You said ice, how often": the question is about what is named, before the first mark.
    private func quoted(_ turn: Turn, _ context: Context) -> Decision? {
        let end = turn.clauseEnd(from: 0, breakingAt: reader.connectors)
        let named = match(turn.part(0..<end).utterance)
        var topics = context.state.topics
        let isPlain = turn.utterance.tokens.prefix { $0.text != "," }.allSatisfy {
            $0.value != nil || reader.isBare([$0.text])
        }
        if !isPlain, named.isInScope, let best = named.ranked.first, best.confidence >= Self.aloneConfidence {
            topics = [best.intent]
        }
        guard end < turn.terms.count else {
            return topics.first.map { answer([.init(intent: $0, confidence: 1)], context) }
        }
        let rest = reader.withoutLeadIn(turn.part(end..<turn.terms.count))
        if let targets = reader.followUp(rest.terms, after: topics) {
            return answer(targets.prefix(1).map { .init(intent: $0, confidence: 1) }, context)
        }
        let matches = match(rest.utterance)
        if matches.isInScope, matches.isClear, let best = best(matches, context) {
            return answer([best], context, matches)
        }
        return topics.first.map { answer([.init(intent: $0, confidence: 1)], context) }
    }

    /// A few words that no example is like: read in a frame, then together with the last topic.
    private func fragment(_ turn: Turn, _ alone: Matches, _ context: Context) -> Decision? {
        guard turn.terms.count <= Self.fragmentTerms else { return nil }
        let isUnclear = !(alone.isInScope && alone.isClear)
        guard isUnclear, let framed = framed(turn, context, after: context.state.topics) else {
            if isUnclear, statesTime(context) {
                return answer(context.state.topics.map { .init(intent: $0, confidence: 1) }, context)
            }
            return nil
        }
        return answer([framed], context, alone)
    }

    /// Whether the message said how long ago the injection was, and that was not known.
    private func statesTime(_ context: Context) -> Bool {
        !context.state.topics.isEmpty
            && context.next.safety.hoursSinceInjection != context.state.safety.hoursSinceInjection
    }

    private func framed(_ turn: Turn, _ context: Context, after topics: [String]) -> Decision.Answer? {
        let link = reader.links.length(at: 0, in: turn.terms)
        let named = link > 0 && link < turn.terms.count ? turn.part(link..<turn.terms.count) : turn
        var readings = link > 0 ? [named] : []
        readings += reader.frames.map { frame($0, named) }
        if link > 0, let topic = topics.first.flatMap({ pack.intent($0) }) {
            readings.append(Turn(Utterance("\(topic.title) \(named.sentence)")))
        }
        var found: Decision.Answer?
        for reading in readings {
            let matches = match(reading.utterance)
            guard matches.isInScope, let best = best(matches, context), best.confidence >= Self.framedConfidence,
                !isCourtesy(best.intent),
                best.confidence > found?.confidence ?? 0
            else { continue }
            found = best
        }
        return found
    }

    /// How sure words that name no topic have to be to stand without the last one.
    private static let aloneConfidence = 0.8
    /// A frame makes every word look like a question of the pack's, so it has to be surer.
    private static let framedConfidence = 0.7
    /// The bare name of a thing.
    private static let nameTerms = 2
    private static let fragmentTerms = 6
    private static let leaningTerms = 7

    // MARK: - Asking back

    /// Two intents that both may be meant, or more: both when two cover it and neither can mislead, else a question.
    private func unclear(_ matches: Matches, _ context: Context) -> Decision {
        let likely = matches.ranked.prefix(Self.choiceLimit).filter { match in
            // "Something else entirely" is what "none of these" says below the choices.
            match.confidence >= Self.choiceConfidence && match.intent != WellKnownIntent.offTopic
        }
        let isForeign = matches.ranked.first?.intent == WellKnownIntent.offTopic
        guard likely.count > 1, !isForeign, context.next.alarms.isEmpty else {
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
    private static let bothConfidence = 0.75

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

    private func notUnderstood(_ context: Context, _ matches: Matches) -> Decision {
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
    private static let alternativeConfidence = 0.01

    func answer(
        _ wanted: [Decision.Answer], _ context: Context, alternatives: [String] = []
    ) -> Decision {
        var next = context.next
        var answers = wanted
        if !next.alarms.isEmpty {
            // Only what is said clearly lowers an alarm.
            answers.removeAll { $0.intent == WellKnownIntent.seenClinician && $0.confidence < Self.loweringConfidence }
            if answers.contains(where: { $0.intent == WellKnownIntent.seenClinician }) {
                next.alarms.removeAll { !$0.isExclusive }
            }
        }
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
        decision.offersSupport = context.finding.offersSupport
        decision.stage = next.alarms.isEmpty ? next.safety.hoursSinceInjection.map { Stage(hours: $0) } : nil
        decision.choices = next.alarms.isEmpty ? related(to: answers) : seenClinicianChoice
        decision.showsSafetyNet = next.alarms.isEmpty && changesTopic(answers, context.state)
        let topical = answers.filter { !isCourtesy($0.intent) }
        if !topical.isEmpty { decision.next.topics = topical.map(\.intent) }
        decision.next.choices = decision.choices
        decision.next.alternatives = Array(alternatives.prefix(Self.choiceLimit))
        decision.next.isShortened = answers.count > 1 || !next.alarms.isEmpty
        decision.next.rounds = 0
        return decision
    }

    private static let loweringConfidence = 0.8

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
