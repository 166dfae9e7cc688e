internal import TextAnalysis

/// Combines the judged mentions into levels and alerts.
///
/// Crisis alone, then overdose; any asserted emergency; combinations; urgent; the net for words that ask for help
/// without naming a sign. Each denial has acted on its own mention before.
struct Precedence {
    let compiled: CompiledSafety
    let scene: Scene
    let hits: [Hit]
    let judged: [JudgedMention]

    private struct Claim {
        var concept: String
        var level: Urgency
        var when: When
        var alert: Int
        var rule: String
        var range: Range<Int>
    }

    func finding(_ carry: SafetyCarry?) -> SafetyFinding {
        var claims: [Claim] = []
        for mention in judged where mention.assertion == .asserted {
            let concept = compiled.concepts[mention.concept]
            guard concept.level > .none else { continue }
            claims.append(
                Claim(
                    concept: concept.id, level: concept.level, when: concept.when, alert: concept.alert,
                    rule: mention.rule, range: mention.hit.range))
        }
        claims += combinations()
        if claims.isEmpty, let net = safetyNet() { claims.append(net) }
        let alerts = alerts(from: claims)
        let urgency = alerts.map(\.level).max() ?? .none
        let named = named()
        return SafetyFinding(
            urgency: urgency, alerts: alerts, mentions: mentions(), carry: newCarry(carry, named),
            medicineCondition: medicineCondition(named, carry),
            needsSafetyNet: urgency == .none && !scene.cues[.plea].isEmpty,
            offersSupport: urgency == .none && !scene.cues[.support].isEmpty,
            offersPoisonLine: urgency == .none && !scene.cues[.amount].isEmpty,
            clinician: clinician, isBareBody: !scene.cues[.bareBody].isEmpty)
    }

    private var clinician: ClinicianReport {
        if !scene.cues[.unreached].isEmpty { return .notTold }
        if !scene.cues[.clinician].isEmpty { return .told }
        return scene.cues[.pseudoClinician].isEmpty ? .none : .notTold
    }

    private func combinations() -> [Claim] {
        guard judged.count > 1 else { return [] }
        var claims: [Claim] = []
        for combination in compiled.combinations {
            var ranges: [Range<Int>] = []
            var used: [Int] = []
            for concepts in combination.all {
                guard
                    let met = judged.indices.first(where: { index in
                        let mention = judged[index]
                        return (mention.assertion == .asserted || mention.assertion == .expected)
                            && concepts.contains(mention.concept) && !used.contains(index)
                    })
                else { break }
                used.append(met)
                ranges.append(judged[met].hit.range)
            }
            guard ranges.count == combination.all.count, let lower = ranges.map(\.lowerBound).min(),
                let first = ranges.first(where: { $0.lowerBound == lower })
            else { continue }
            let upper = ranges.map(\.upperBound).max() ?? first.upperBound
            claims.append(
                Claim(
                    concept: combination.id, level: combination.level, when: combination.when,
                    alert: combination.alert, rule: "\(combination.id):together",
                    range: upper - lower <= 14 ? lower..<upper : first))
        }
        return claims
    }

    /// A body part or the injection together with words of distress, and no sign that we know.
    private func safetyNet() -> Claim? {
        guard let index = compiled.measured.unclear else { return nil }
        let concept = compiled.concepts[index]
        guard !(scene.cues[.body].isEmpty && scene.cues[.procedure].isEmpty) else { return nil }
        for hit in scene.cues[.distress] {
            if scene.cues[.pseudoAlarm].contains(where: { $0.overlaps(hit) }) { continue }
            if NegationScope(scene: scene).cue(for: hit, emergency: false) != nil { continue }
            if Temporality(scene: scene).resolved(hit, others: []) != nil { continue }
            if Temporality(scene: scene).historical(hit) != nil { continue }
            if Experiencer(scene: scene).other(hit, emergency: false) != nil { continue }
            let logic = QuestionLogic(scene: scene)
            if logic.hypothetical(hit) != nil || logic.question(hit, isPlain: false) != nil { continue }
            return Claim(
                concept: concept.id, level: concept.level, when: concept.when, alert: concept.alert,
                rule: MeasuredConcepts.unclearRule, range: hit.range)
        }
        return nil
    }

    private func alerts(from claims: [Claim]) -> [Alert] {
        func isExclusive(_ claim: Claim) -> Bool {
            claim.alert >= 0 && compiled.alerts[claim.alert].exclusive
        }
        func order(_ claim: Claim) -> Int {
            // Crisis stands before overdose: the order of the alerts in the data.
            isExclusive(claim) ? claim.alert : Int.max
        }
        var ranked = claims.enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            if order(x) != order(y) { return order(x) < order(y) }
            if x.level != y.level { return x.level > y.level }
            if x.when != y.when { return x.when > y.when }
            if x.range.lowerBound != y.range.lowerBound { return x.range.lowerBound < y.range.lowerBound }
            if x.range.count != y.range.count { return x.range.count > y.range.count }
            return a.offset < b.offset
        }.map(\.element)
        if ranked.contains(where: isExclusive) { ranked.removeAll { !isExclusive($0) } }
        var alerts: [Alert] = []
        var shown: [Int] = []
        for claim in ranked where !shown.contains(claim.alert) && alerts.count < SafetyScreener.maximumAlerts {
            guard claim.alert >= 0 else { continue }
            shown.append(claim.alert)
            let text = compiled.alerts[claim.alert]
            alerts.append(
                Alert(
                    concept: claim.concept, level: claim.level, when: claim.when,
                    evidence: evidence(claim, ranked.filter { $0.alert == claim.alert }), rule: claim.rule,
                    text: text.text, exclusive: text.exclusive))
        }
        return alerts
    }

    /// The claim's words, and those of its neighbours with the same alert: "hot n red".
    private func evidence(_ claim: Claim, _ same: [Claim]) -> String {
        var range = claim.range
        for other in same.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where scene.clause(other.range.lowerBound) == scene.clause(claim.range.lowerBound)
            && scene.clause(other.range.upperBound - 1) == scene.clause(claim.range.lowerBound)
        {
            let lower = min(range.lowerBound, other.range.lowerBound)
            let upper = max(range.upperBound, other.range.upperBound)
            if upper - lower <= 10,
                max(range.lowerBound, other.range.lowerBound) - min(range.upperBound, other.range.upperBound) <= 3
            {
                range = lower..<upper
            }
        }
        return scene.reading.utterance.quote(bytes: scene.reading.bytes(range))
    }

    private func isFirm(_ mention: JudgedMention) -> Bool {
        compiled.concepts[mention.concept].late != nil
            || scene.first(.ownReport, inSentenceOf: Int(mention.hit.start)) != nil
    }

    private func ruleWords(_ hit: Hit) -> Int {
        hit.range.filter { hit.isElement($0) && !scene.finder.has(scene.classes.filler, at: $0) }.count
    }

    private func mentions() -> [Mention] {
        var mentions: [Mention] = []
        mentions.reserveCapacity(judged.count)
        for item in judged {
            let bytes = scene.reading.bytes(item.hit.range)
            mentions.append(
                Mention(
                    concept: compiled.concepts[item.concept].id,
                    evidence: scene.reading.utterance.quote(bytes: bytes), bytes: bytes, assertion: item.assertion,
                    cue: item.cue, rule: item.rule, level: item.level, ruleWords: ruleWords(item.hit),
                    isFirm: isFirm(item)))
        }
        mentions.sort {
            if $0.bytes.lowerBound != $1.bytes.lowerBound { return $0.bytes.lowerBound < $1.bytes.lowerBound }
            if $0.bytes.upperBound != $1.bytes.upperBound { return $0.bytes.upperBound < $1.bytes.upperBound }
            return $0.rule < $1.rule
        }
        // Two patterns of one concept over the same words are one mention.
        var result: [Mention] = []
        result.reserveCapacity(mentions.count)
        for mention in mentions {
            let same = result.reversed().prefix { $0.bytes == mention.bytes }.contains {
                $0.concept == mention.concept && $0.assertion == mention.assertion
            }
            if !same { result.append(mention) }
        }
        return result
    }

    private func newCarry(_ old: SafetyCarry?, _ named: (medicine: Int?, condition: Int?)) -> SafetyCarry {
        var names: [String] = []
        for place in scene.terms.indices.prefix(400) {
            for (id, name) in compiled.carried
            where names.count < 8 && !names.contains(name) && scene.finder.length(of: id, at: place) > 0 {
                names.append(name)
            }
        }
        var concepts: [String] = []
        for mention in judged where mention.assertion != .pseudo && concepts.count < 8 {
            let id = compiled.concepts[mention.concept].id
            if !concepts.contains(id) { concepts.append(id) }
        }
        return SafetyCarry(
            classes: names.isEmpty ? old?.classes ?? [] : names, concepts: concepts,
            hoursSinceInjection: scene.procedureHours ?? old?.hoursSinceInjection,
            condition: named.condition.map { compiled.conditions[$0].id } ?? old?.condition,
            medicine: named.medicine.map { compiled.medicines[$0].id })
    }

    /// The first painkiller and the first condition that this turn names, as places in the data.
    private func named() -> (medicine: Int?, condition: Int?) {
        var (medicine, condition): (Int?, Int?)
        for hit in hits {
            switch compiled.patterns.rules[Int(hit.rule)].role {
            case .medicine(let index) where medicine == nil && compiled.medicines[index].painkiller:
                medicine = index
            case .condition(let index) where condition == nil:
                if NegationScope(scene: scene).cue(for: hit, emergency: false) == nil { condition = index }
            default: break
            }
        }
        return (medicine, condition)
    }

    /// A painkiller together with a condition, either of which an earlier turn may have named.
    private func medicineCondition(
        _ named: (medicine: Int?, condition: Int?), _ carry: SafetyCarry?
    ) -> MedicineCondition? {
        guard named.medicine != nil || named.condition != nil else { return nil }
        let medicine = named.medicine.map { compiled.medicines[$0] } ?? scene.carriedMedicine
        let condition =
            named.condition.map { compiled.conditions[$0] }
            ?? compiled.conditions.first { $0.id == carry?.condition }
        guard let medicine, let condition else { return nil }
        return MedicineCondition(
            medicine: medicine.id, condition: condition.id, medicineName: medicine.name, conditionName: condition.name,
            isMedicineCarried: named.medicine == nil)
    }
}
