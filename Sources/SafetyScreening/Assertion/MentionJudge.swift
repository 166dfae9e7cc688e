internal import TextAnalysis

/// A mention with what was decided about it.
struct JudgedMention {
    let concept: Int
    let hit: Hit
    let rule: String
    let assertion: Assertion
    let cue: String?
    /// The level after measures: a temperature of 41 °C is above its concept's.
    let level: Urgency
}

/// Gathers the mentions of all concepts and judges each by itself.
struct MentionJudge {
    let compiled: CompiledSafety
    let scene: Scene
    let hits: [Hit]
    /// Terms at the front that are carried from the last turn.
    let carriedTerms: Int

    private struct Candidate {
        let concept: Int
        let hit: Hit
        let rule: String
        var level: Urgency
    }

    func judged() -> [JudgedMention] {
        let rules = compiled.patterns.rules
        var candidates: [Candidate] = []
        var guards: [(concept: Int, hit: Hit)] = []
        var medicines: [(hit: Hit, medicine: SafetyData.Medicine)] = []
        // Of very many mentions of one concept the first and the last are looked at.
        var totals = [Int32](repeating: 0, count: compiled.concepts.count)
        for hit in hits {
            if case .concept(let concept) = rules[Int(hit.rule)].role, Int(hit.end) > carriedTerms {
                totals[concept] += 1
            }
        }
        var counts = [Int32](repeating: 0, count: compiled.concepts.count)
        for hit in hits {
            switch rules[Int(hit.rule)].role {
            case .concept(let concept):
                guard Int(hit.end) > carriedTerms else { continue }
                counts[concept] += 1
                let half = SafetyScreener.maximumMentions / 2
                guard counts[concept] <= half || counts[concept] > totals[concept] - half else { continue }
                candidates.append(
                    Candidate(
                        concept: concept, hit: hit, rule: rules[Int(hit.rule)].id,
                        level: compiled.concepts[concept].level))
            case .guardOf(let concept): guards.append((concept, hit))
            case .medicine(let medicine): medicines.append((hit, compiled.medicines[medicine]))
            case .cue, .condition: break
            }
        }
        let measures = MeasureReader(scene: scene, medicines: medicines, limits: compiled.limits).measures()
        candidates += measures.compactMap(candidate)
        // A normal reading speaks for the fever that stands beside it.
        let normal = measures.filter {
            if case .temperature(let celsius) = $0.kind { return celsius < compiled.limits.raisedCelsius }
            return false
        }
        let spans = candidates.map(\.hit)
        var result: [JudgedMention] = []
        for candidate in candidates {
            let concept = compiled.concepts[candidate.concept]
            var judged = judge(candidate, concept, guards: guards, others: spans)
            if judged.assertion == .asserted, candidate.concept == compiled.measured.fever,
                !normal.isEmpty, candidate.rule != MeasuredConcepts.feverRule,
                normal.contains(where: { scene.clause(Int($0.hit.start)) == scene.clause(Int(candidate.hit.start)) })
            {
                judged = JudgedMention(
                    concept: judged.concept, hit: judged.hit, rule: judged.rule, assertion: .negated,
                    cue: "normal temperature", level: judged.level)
            }
            if judged.assertion == .asserted, candidate.rule == MeasuredConcepts.feverRule,
                let later = normal.first(where: { isOver(candidate.hit, by: $0.hit, medicines.map(\.hit)) })
            {
                judged = JudgedMention(
                    concept: judged.concept, hit: judged.hit, rule: judged.rule, assertion: .resolved,
                    cue: named(later.hit.range, "normal since"), level: judged.level)
            }
            result.append(judged)
        }
        // Twice, as what lies in one mention may lie around another.
        for _ in 0..<2 { result = result.map { [result] in nested($0, in: result) } }
        return result
    }

    /// "Tingling" in "tingling in my hand": what is over is over for the words inside too, which lie further from the cue, and what
    /// has gone of "my hand was tingling, but that's gone" has gone as a whole.
    private func nested(_ mention: JudgedMention, in all: [JudgedMention]) -> JudgedMention {
        func lies(_ inner: Hit, in outer: Hit) -> Bool { outer.start <= inner.start && inner.end <= outer.end }
        guard mention.assertion == .asserted,
            let whole = all.first(where: {
                $0.concept == mention.concept
                    && ([.resolved, .historical].contains($0.assertion) && lies(mention.hit, in: $0.hit)
                        || $0.assertion == .resolved && lies($0.hit, in: mention.hit))
            })
        else { return mention }
        return JudgedMention(
            concept: mention.concept, hit: mention.hit, rule: mention.rule, assertion: whole.assertion, cue: whole.cue,
            level: mention.level)
    }

    /// "38.2 on Wednesday, 36.7 since": a later normal reading that has held, and that no medicine has brought about.
    private func isOver(_ fever: Hit, by normal: Hit, _ medicines: [Hit]) -> Bool {
        guard fever.end <= normal.start, scene.sameSentence(Int(fever.start), Int(normal.start)) else { return false }
        let holds = scene.cues[.steadySince].contains {
            scene.sameSentence(Int($0.start), Int(normal.start)) && $0.start >= fever.end
                && abs($0.start - normal.end) <= 3
        }
        let first = Int(scene.sentence(Int(fever.start)))
        let last = (Int(normal.end)..<scene.terms.count).first { !scene.sameSentence($0, first) } ?? scene.terms.count
        // "37.0 after the tablets": they keep the fever down.
        if scene.holds(scene.classes.tablet, between: first, and: last) { return false }
        return holds && !medicines.contains { scene.sameSentence(Int($0.start), Int(normal.start)) }
    }

    private func candidate(_ measure: Measure) -> Candidate? {
        let limits = compiled.limits
        func make(_ index: Int?, _ rule: String) -> Candidate? {
            guard let index else { return nil }
            return Candidate(
                concept: index, hit: measure.hit, rule: rule, level: compiled.concepts[index].level)
        }
        switch measure.kind {
        case .temperature(let celsius):
            // Rounding: 100.4 °F is 38.0 °C.
            if celsius >= limits.dangerousCelsius - 0.01 || celsius < limits.coldCelsius - 0.01 {
                return make(compiled.measured.dangerousTemperature, MeasuredConcepts.dangerousTemperatureRule)
            }
            if celsius >= limits.feverCelsius - 0.01 {
                return make(compiled.measured.fever, MeasuredConcepts.feverRule)
            }
            if celsius >= limits.raisedCelsius - 0.01 {
                return make(compiled.measured.raisedTemperature, MeasuredConcepts.raisedTemperatureRule)
            }
            return nil
        case .painScore(let score):
            return score >= limits.severePain
                ? make(compiled.measured.severePain, MeasuredConcepts.severePainRule) : nil
        case .risingPain: return make(compiled.measured.worseningPain, MeasuredConcepts.worseningPainRule)
        case .overdose: return make(compiled.measured.overdose, MeasuredConcepts.overdoseRule)
        }
    }

    private func judge(
        _ candidate: Candidate, _ concept: ConceptRule, guards: [(concept: Int, hit: Hit)], others: [Hit]
    ) -> JudgedMention {
        let hit = candidate.hit
        func verdict(_ assertion: Assertion, _ cue: String?) -> JudgedMention {
            JudgedMention(
                concept: candidate.concept, hit: hit, rule: candidate.rule, assertion: assertion, cue: cue,
                level: candidate.level)
        }
        func quote(_ cue: Hit) -> String { named(cue.range, compiled.patterns.rules[Int(cue.rule)].id) }
        if let clearing = guards.first(where: {
            $0.concept == candidate.concept && $0.hit.speaks(of: hit) && clears($0.hit, hit)
        }) {
            return verdict(.pseudo, quote(clearing.hit))
        }
        let isEmergency = candidate.level == .emergency
        if !concept.strict, let good = scene.cues[.pseudoAlarm].first(where: { $0.speaks(of: hit) }) {
            return verdict(.pseudo, quote(good))
        }
        if !concept.strict {
            if let no = NegationScope(scene: scene).cue(for: hit, emergency: isEmergency) {
                return verdict(.negated, quote(no))
            }
            if concept.resolves, let gone = Temporality(scene: scene).resolved(hit, others: others) {
                return verdict(.resolved, quote(gone))
            }
        }
        if !concept.strict || !Temporality(scene: scene).mayReturn,
            let past = Temporality(scene: scene).historical(hit)
        {
            return verdict(.historical, named(past.cue, past.name))
        }
        if let other = Experiencer(scene: scene).other(hit, emergency: isEmergency) {
            return verdict(.otherPerson, quote(other))
        }
        if !concept.strict, !concept.report {
            if let hypothesis = QuestionLogic(scene: scene).hypothetical(hit) {
                return verdict(.hypothetical, quote(hypothesis))
            }
        }
        if !concept.report, !concept.strict,
            let question = QuestionLogic(scene: scene).question(
                hit, isPlain: isEmergency || hit.rule < 0)
        {
            return verdict(.question, quote(question))
        }
        if let cue = expected(hit, concept) { return verdict(.expected, cue) }
        return verdict(.asserted, nil)
    }

    /// Whether a clearing expression holds: not when it lies inside a loss ("can't [breathe well]"), nor when its own
    /// negation is none ("[never had pain] like this").
    private func clears(_ clearing: Hit, _ mention: Hit) -> Bool {
        let negationWord = scene.classes.negationWord
        let negations = clearing.range.filter { scene.finder.has(negationWord, at: $0) }
        if negations.first == Int(clearing.start), scene.cues.covers(.pseudoNegation, Int(clearing.start)) {
            return false
        }
        let isInside = clearing.start > mention.start && clearing.end <= mention.end
        return !(isInside && negations.isEmpty && NegationScope(scene: scene).ownsNegation(mention))
    }

    /// Why the sign is normal at this time after the injection, or too slight; `nil` when it is not.
    private func expected(_ hit: Hit, _ concept: ConceptRule) -> String? {
        let place = Int(hit.start)
        if let late = concept.late {
            guard let hours = scene.elapsed(at: place), hours >= late else { return "no time past \(Int(late)) hours" }
        }
        if let slight = concept.slight, let hours = scene.procedureHours ?? scene.carriedHours, hours <= slight,
            let mild = mild(near: place)
        {
            return named(mild.range, "mild within \(Int(slight)) hours")
        }
        guard let early = concept.early else { return nil }
        if let hours = scene.procedureHours ?? scene.carriedHours {
            return hours <= early ? "within \(Int(early)) hours" : nil
        }
        // Without a word on the injection only a slight sign, not a lasting one, is let pass.
        // Only what the skin shows; a pain that "was better" may be worse now.
        if (24...48).contains(early), let mild = mild(near: place), (scene.elapsed(at: place) ?? 0) <= early {
            return named(mild.range, "mild")
        }
        return nil
    }

    /// A word that calls what stands beside it slight, itself not denied.
    private func mild(near place: Int) -> Hit? {
        scene.cues[.mild].first {
            scene.clause(Int($0.start)) == scene.clause(place) && abs(Int($0.start) - place) <= 4
                && !scene.holds(scene.classes.negationWord, between: Int($0.start) - 2, and: Int($0.start))
        }
    }

    private func named(_ range: Range<Int>, _ name: String) -> String {
        "\(scene.reading.utterance.quote(bytes: scene.reading.bytes(range))) (\(name))"
    }
}
