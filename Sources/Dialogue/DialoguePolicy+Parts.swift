import IntentMatching
import KnowledgePacks
import TextAnalysis

/// A message that asks several things, and a question about two.
extension DialoguePolicy {
    /// The answers to the questions of a message of several clauses; `nil` when it is better read as a whole.
    func several(
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
            var found = answers.isEmpty ? withStory(question, clauses, context) : []
            if found.isEmpty { found = pointingAtStory(question, clauses, context) }
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
        // "Are you a nurse?" is a question beside others; a greeting is none.
        let topical = answers.filter { !isCourtesy($0.intent) || WellKnownIntent.isAboutAssistant($0.intent) }
        if !topical.isEmpty { answers = topical }
        guard let first = answers.first else { return nil }
        if answers.count > 1 { return answer(Array(answers.prefix(context.limit)), context) }
        if context.finding.medicineCondition != nil { return answer(answers, context) }
        if context.limit > 1, let stated = stated(besides: first, clauses, context) {
            let isBefore = stated.place < (questions.first?.range.lowerBound ?? 0)
            return answer(isBefore ? [stated.answer, first] : [first, stated.answer], context)
        }
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

    /// What a statement is surely about beside the one question, and its place: "Nobody told me what was in it. Can I use ice?"
    func stated(
        besides question: Decision.Answer, _ clauses: [QuestionSplitter.Clause], _ context: Context
    ) -> (answer: Decision.Answer, place: Int)? {
        guard clauses.count <= Self.storyClauses, !isCourtesy(question.intent) else { return nil }
        for clause in clauses where !clause.asks && clause.turn.terms.count >= Self.statedTerms {
            // "It's been two days" says when, not what about.
            if reader.isBare(reader.withoutLeadIn(clause.turn).terms) { continue }
            let matches = match(clause.turn.utterance)
            guard matches.isInScope, matches.isClear, let best = best(matches, context),
                best.confidence >= Self.statedConfidence, best.intent != question.intent, !isCourtesy(best.intent),
                WellKnownIntent.group(best.intent) != .redflag, WellKnownIntent.group(best.intent) != .emergency,
                !context.state.topics.contains(best.intent)
            else { continue }
            return (best, clause.range.lowerBound)
        }
        return nil
    }

    /// A shorter statement leads in and says little.
    static let statedTerms = 5
    /// How sure a statement has to be to be answered beside a question.
    static let statedConfidence = 0.9

    /// How much less a question weighs that points back to its story: "would that be all right?"
    static let pointingLoss = 0.1
    /// How sure a question has to be when its story is like nothing in the pack.
    static let strangeStory = 0.75
    /// How much surer a sentence has to be than the whole message.
    static let wholeLead = 0.25

    /// A question that means nothing without the statement before it: "…, what's that about? Also, can I drive?"
    func withStory(
        _ question: QuestionSplitter.Clause, _ clauses: [QuestionSplitter.Clause], _ context: Context
    ) -> [Decision.Answer] {
        let terms = reader.withoutLeadIn(question.turn).terms
        guard reader.isBare(terms),
            let before = clauses.last(where: { $0.range.upperBound == question.range.lowerBound && !$0.asks })
        else { return [] }
        let alone = match(question.turn.utterance)
        if terms.count > Self.leaningTermsAtMost, alone.isInScope,
            (alone.ranked.first?.confidence ?? 0) >= Self.singleConfidence
        {
            return []
        }
        let story = match(before.turn.utterance)
        if let both = halves(reader.withoutLeadIn(before.turn), story) { return both }
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

    /// A question of more terms that is sure by itself means something without its statement.
    static let leaningTermsAtMost = 4

    /// A question that points at the statement before it: "I have fibromyalgia. Does that make the soreness worse?"
    func pointingAtStory(
        _ question: QuestionSplitter.Clause, _ clauses: [QuestionSplitter.Clause], _ context: Context
    ) -> [Decision.Answer] {
        guard reader.pointers.first(in: Array(question.turn.terms.prefix(Self.storyPointerTerms))) != nil,
            let before = clauses.last(where: { $0.range.upperBound == question.range.lowerBound && !$0.asks }),
            (match(question.turn.utterance).ranked.first?.confidence ?? 0) < Self.singleConfidence
        else { return [] }
        let matches = match(context.turn.part(before.range.lowerBound..<question.range.upperBound).utterance)
        guard matches.isInScope, let best = best(matches, context), best.confidence >= Self.unmarkedConfidence,
            !isCourtesy(best.intent)
        else { return [] }
        return [best]
    }

    /// What points back stands near the start of a question.
    static let storyPointerTerms = 4

    /// What one question of several asks; empty when it is not sure.
    func part(
        _ clause: QuestionSplitter.Clause, after topics: [String], inStory: Bool, _ context: Context
    ) -> [Decision.Answer] {
        let turn = reader.withoutLeadIn(clause.turn)
        let matches = match(turn.utterance)
        if !topics.isEmpty, let targets = reader.followUp(turn.terms, after: Array(topics.prefix(1))) {
            // "Can they sedate me? Also how long is it sore for after?" asks something of its own.
            if !reader.isBare(turn.terms), matches.isInScope, let best = best(matches, context),
                !isCourtesy(best.intent),
                best.confidence >= Self.singleConfidence
            {
                return [best]
            }
            return targets.map { .init(intent: $0, confidence: 1) }
        }
        if reader.isBare(turn.terms) {
            guard topics.isEmpty, matches.isInScope, let best = best(matches, context),
                best.confidence >= Self.aloneConfidence, !isCourtesy(best.intent)
            else { return [] }
            return [best]
        }
        if let both = halves(turn, matches) { return both }
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
    func areNear(_ matches: Matches, _ least: Double) -> Bool {
        let pair = matches.ranked.prefix(2)
        let groups = Set(pair.map { $0.intent.prefix { $0 != "." } })
        return groups.count == 1 && pair.reduce(0, { $0 + $1.confidence }) >= least
    }

    /// Both things of a question that joins two, when each is sure by itself and they differ.
    func halves(_ turn: Turn, _ whole: Matches) -> [Decision.Answer]? {
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
            best.intent != first.intent, best.intent != second.intent
        {
            return nil
        }
        return [first, second]
    }

    /// Whether a clause that does not ask is the names of two things alone: "ice or heat, and can I go to the gym?"
    func namesTwo(_ clause: QuestionSplitter.Clause) -> Bool {
        guard !clause.asks, let (left, right, frames) = splitter.joined(clause.turn), frames.isEmpty,
            max(left.terms.count, right.terms.count) <= Self.nameTerms
        else { return false }
        return halves(clause.turn, match(clause.turn.utterance)) != nil
    }

    static let likelyIntents = 5

    func half(_ readings: [Turn]) -> Decision.Answer? {
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

    func frame(_ frame: String, _ turn: Turn) -> Turn { Turn(Utterance("\(frame) \(turn.sentence)")) }
}
