import IntentMatching
import KnowledgePacks
import TextAnalysis

/// What leans on the last topic.
extension DialoguePolicy {
    /// A short question that names no topic is about the last one.
    func leaning(_ turn: Turn, _ context: Context) -> Decision? {
        if context.finding.isBareBody {
            return answer(context.state.topics.prefix(1).map { .init(intent: $0, confidence: 1) }, context)
        }
        if let decision = followUp(context.turn.terms, context) { return decision }
        let whole = match(context.turn.utterance)
        if whole.isInScope, whole.isClear, let best = whole.ranked.first, best.confidence >= Self.aloneConfidence,
            isCourtesy(best.intent)
        {
            return answer([.init(intent: best.intent, confidence: best.confidence)], context, whole)
        }
        if let decision = followUp(turn.terms, context) { return decision }
        guard turn.terms.count <= Self.leaningTerms, reader.isBare(turn.terms) else { return nil }
        // "It's only been one day, though": what was asked, at that time.
        if statesTime(context) {
            return answer(context.state.topics.prefix(1).map { .init(intent: $0, confidence: 1) }, context)
        }
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
    func pointing(_ turn: Turn, _ alone: Matches, _ context: Context) -> Decision? {
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

    static let pointingTerms = 9
    /// How sure a message that points back has to be to be about something else.
    static let pointedConfidence = 0.3

    /// What the pack says that a short question means after the last topics.
    func followUp(_ terms: [String], _ context: Context) -> Decision? {
        guard let targets = reader.followUp(terms, after: context.state.topics) else { return nil }
        var answers: [Decision.Answer] = []
        for target in targets where !answers.contains(where: { $0.intent == target }) {
            answers.append(.init(intent: target, confidence: 1))
        }
        return answer(Array(answers.prefix(context.limit)), context)
    }

    func quotation(_ context: Context) -> Decision? {
        let turn = reader.withoutLeadIn(context.turn)
        let cue = reader.quotations.length(at: 0, in: turn.terms)
        guard cue > 0, cue < turn.terms.count, turn.terms.count <= Self.quotingTerms else { return nil }
        return quoted(turn.part(cue..<turn.terms.count), context)
    }

    /// A longer message tells a story of what was said.
    static let quotingTerms = 16

    /// "You said ice, how often": the question is about what is named, before the first mark.
    func quoted(_ turn: Turn, _ context: Context) -> Decision? {
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
    func fragment(_ turn: Turn, _ alone: Matches, _ context: Context) -> Decision? {
        guard turn.terms.count <= Self.fragmentTerms else { return nil }
        let isBareName =
            alone.ranked.first?.intent == WellKnownIntent.offTopic && turn.terms.count <= Self.nameTerms
        let isUnclear = !(alone.isInScope && alone.isClear) || isBareName
        guard isUnclear, let framed = framed(turn, context, after: context.state.topics) else {
            if isUnclear, statesTime(context) {
                return answer(context.state.topics.map { .init(intent: $0, confidence: 1) }, context)
            }
            return nil
        }
        return answer([framed], context, alone)
    }

    /// Whether the message said how long ago the injection was, and that was not known.
    func statesTime(_ context: Context) -> Bool {
        !context.state.topics.isEmpty
            && context.next.safety.hoursSinceInjection != context.state.safety.hoursSinceInjection
    }

    func framed(_ turn: Turn, _ context: Context, after topics: [String]) -> Decision.Answer? {
        let link = reader.links.length(at: 0, in: turn.terms)
        let end = turn.terms.count - reader.trail(of: turn.terms)
        let isLinked = link > 0 || end < turn.terms.count
        let named = isLinked && link < end ? turn.part(link..<end) : turn
        var readings = isLinked ? [named] : []
        readings += reader.frames.map { frame($0, named) }
        if isLinked, let topic = topics.first.flatMap({ pack.intent($0) }) {
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
    static let aloneConfidence = 0.8
    /// A frame makes every word look like a question of the pack's, so it has to be surer.
    static let framedConfidence = 0.7
    /// The bare name of a thing.
    static let nameTerms = 2
    static let fragmentTerms = 6
    static let leaningTerms = 7
}
