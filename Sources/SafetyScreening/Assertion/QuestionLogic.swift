/// Tells a report from a question about signs in general and from an "if".
struct QuestionLogic {
    let scene: Scene

    /// "If I get a fever", "told me to watch for": from the cue on, until something is reported after all.
    func hypothetical(_ mention: Hit) -> Hit? {
        let start = Int(mention.start)
        for hit in scene.cues[.hypothetical] where Int(hit.start) <= start + 1 {
            guard scene.sameSentence(Int(hit.start), start) else { continue }
            let from = min(Int(hit.end), start)
            if scene.holds(scene.classes.barrier, between: from, and: start) { continue }
            // ", now my arm is numb", "; I can't breathe"
            if (from..<start).contains(where: { reportStarts(at: $0, before: Int(mention.end)) })
                || reportStarts(at: start, before: Int(mention.end)), start > Int(hit.end)
            {
                continue
            }
            return hit
        }
        return nil
    }

    /// Whether a comma ends the question before the mention: "can you help, my chest hurts". Along a list it does not.
    private func isPastComma(from lower: Int, to start: Int, _ end: Int) -> Bool {
        guard lower <= start else { return false }
        guard
            let comma = (lower...start).last(where: {
                $0 < scene.terms.count && $0 > 0 && scene.terms[$0].breakBefore == .comma
            })
        else { return false }
        // A list has no verb and no owner: "can it cause fever, chills or pus".
        return (comma..<end).contains {
            scene.finder.has(scene.classes.clauseVerb, at: $0)
                || scene.finder.has(scene.classes.clausePossessive, at: $0)
                || scene.finder.has(scene.classes.clauseSubject, at: $0)
        } || !(comma..<min(end + 4, scene.terms.count)).contains { scene.finder.has(scene.classes.listWord, at: $0) }
    }

    private func reportStarts(at place: Int, before end: Int) -> Bool {
        guard scene.terms[place].breakBefore >= .comma else { return false }
        if scene.terms[place].breakBefore >= .dash { return true }
        return Clauses.isSubject(at: place, scene.terms, scene.finder, scene.classes)
            || scene.cues[.recent].contains { Int($0.start) == place }
    }

    /// "What are the signs of", "can the shot cause", "is numbness normal": unless the person speaks of their own.
    func question(_ mention: Hit, isPlain: Bool) -> Hit? {
        let start = Int(mention.start)
        for hit in scene.cues[.question]
        where scene.sameSentence(Int(hit.start), start) && Int(hit.start) < Int(mention.end) {
            if scene.holds(scene.classes.barrier, between: Int(hit.end), and: start) { continue }
            if (Int(hit.end)..<max(start, Int(hit.end))).contains(where: { scene.terms[$0].breakBefore >= .dash }) {
                continue
            }
            if isPastComma(from: Int(hit.end), to: start, Int(mention.end)) { continue }
            // "Is my fever serious": the person has one.
            if start - Int(hit.start) == 2, scene.finder.has(scene.classes.own, at: start - 1),
                scene.finder.has(scene.classes.clausePossessive, at: start - 1)
            {
                continue
            }
            // "…, because mine does", "I do."
            if scene.cues[.ownReport].contains(where: { $0.start >= hit.end && !$0.overlaps(mention) }) { continue }
            return hit
        }
        if let general = general(mention) { return general }
        // An emergency, or a number that was measured, is taken for a report unless the question is plainly general.
        if isPlain { return nil }
        for hit in scene.cues[.weakQuestion] where scene.sameSentence(Int(hit.start), start) {
            if isReported(in: start) { continue }
            return hit
        }
        return nil
    }

    /// "How does sepsis start", "foot drop, meaning?", "pus … it's for my essay": nobody is said to have it.
    private func general(_ mention: Hit) -> Hit? {
        let start = Int(mention.start)
        func isAsked(by hit: Hit) -> Bool { !isOwned(start, besides: hit) }
        for hit in scene.cues[.generalQuestion] where hit.start <= mention.start {
            guard scene.sameSentence(Int(hit.start), start), isAsked(by: hit) else { continue }
            return hit
        }
        for hit in scene.cues[.questionAfter] where hit.end >= mention.end {
            guard scene.sameSentence(Int(hit.start), start), isAsked(by: hit) else { continue }
            return hit
        }
        // "And weakness?" names a sign; without the question mark it may go on with a report.
        for hit in scene.cues[.bareQuestion] where hit.overlaps(mention) {
            guard scene.reading.isQuestion[start], isAsked(by: hit) else { continue }
            return hit
        }
        // Schoolwork: what stands beside it, and what is asked elsewhere in the message.
        return scene.cues[.lesson].first {
            isAsked(by: $0) && (scene.sameSentence(Int($0.start), start) || scene.reading.isQuestion[start])
        }
    }

    /// Whether a sentence speaks of what somebody has: "my", "it", "since Monday". A cue's own words do not count.
    private func isOwned(_ place: Int, besides cue: Hit) -> Bool {
        let first = Int(scene.sentence(place))
        let end = (first..<scene.terms.count).first { !scene.sameSentence($0, first) } ?? scene.terms.count
        if (first..<end).contains(where: { !cue.isElement($0) && scene.finder.has(scene.classes.owner, at: $0) }) {
            return true
        }
        return [CueKind.report, .recent].contains { kind in
            scene.cues[kind].contains { hit in
                scene.sameSentence(Int(hit.start), place) && !hit.range.allSatisfy(cue.isElement)
            }
        }
    }

    private func isReported(in place: Int) -> Bool {
        if scene.cues[.report].contains(where: { scene.sameSentence(Int($0.start), place) }) { return true }
        if scene.cues[.recent].contains(where: { scene.sameSentence(Int($0.start), place) }) { return true }
        return scene.cues[.ownReport].contains { Int($0.start) > place }
    }
}
