/// Decides whether a mention is denied.
///
/// Each cue acts on its own clause and its own mention: forward from "no" to the end of the clause and along a list,
/// back from "none" or "ruled out" over a few words. A mention that holds its own negation ("can't feel", "won't
/// stop") is a loss and is never denied by it.
///
/// Sources: NegEx, Chapman et al. 2001, doi:10.1006/jbin.2001.1029; ConText, Harkema et al. 2009,
/// doi:10.1016/j.jbi.2009.05.002.
struct NegationScope {
    let scene: Scene

    /// Words that a cue reaches over, as measured on the kit: beyond it a "no" seldom speaks of the mention.
    static let reach = 24
    static let nearReach = 2
    static let afterReach = 6

    func cue(for mention: Hit, emergency: Bool) -> Hit? {
        if let inner = negationInGap(of: mention) { return inner }
        if !ownsNegation(mention), let before = cueBefore(mention, emergency: emergency) { return before }
        return cueAfter(mention)
    }

    /// Whether one of the mention's own elements is a negation.
    func ownsNegation(_ mention: Hit) -> Bool {
        mention.range.contains {
            mention.isElement($0) && scene.finder.has(scene.classes.negationWord, at: $0)
        }
    }

    /// "my arm is not numb": a cue between the elements.
    private func negationInGap(of mention: Hit) -> Hit? {
        for place in mention.range
        where !mention.isElement(place) && scene.finder.has(scene.classes.negationWord, at: place) {
            for kind in [CueKind.negation, .negationNear] {
                if let hit = scene.cues[kind].first(where: {
                    Int($0.start) <= place && place < Int($0.end) && $0.start > mention.start
                }) {
                    return hit
                }
            }
        }
        return nil
    }

    private func cueBefore(_ mention: Hit, emergency: Bool) -> Hit? {
        let start = Int(mention.start)
        for hit in scene.cues[.negationNear].reversed() where Int(hit.end) <= start || hit.start == mention.start {
            let end = min(Int(hit.end), start)
            if start - end <= Self.nearReach, reaches(from: end, to: start, mention, emergency: emergency) {
                return hit
            }
        }
        for hit in scene.cues[.negation].reversed() where Int(hit.end) <= start {
            if start - Int(hit.end) > Self.reach { continue }
            if reaches(from: Int(hit.end), to: start, mention, emergency: emergency) { return hit }
        }
        return nil
    }

    private func reaches(from end: Int, to start: Int, _ mention: Hit, emergency: Bool) -> Bool {
        guard end <= start else { return false }
        let classes = scene.classes
        guard scene.clause(max(end - 1, 0)) == scene.clause(start) else { return false }
        var lastComma: Int?
        for place in end..<min(start + 1, scene.terms.count) {
            if place > end || place == start, scene.terms[place].breakBefore == .comma { lastComma = place }
            if place < start, scene.finder.has(classes.continues, at: place) { return false }
        }
        guard let lastComma else { return true }
        // "no, it hurts": what follows a comma directly is an answer, not a list.
        if lastComma == end, scene.terms[end].breakBefore == .comma { return false }
        // Past a comma only along a list: no verb and no owner before the mention.
        for place in lastComma..<Int(mention.end)
        where scene.finder.has(classes.clauseVerb, at: place) || scene.finder.has(classes.clausePossessive, at: place) {
            return false
        }
        let listEnd = min(scene.terms.count, start + 14)
        var commas = 0
        for place in (end + 1)..<max(listEnd, end + 2)
        where place < scene.terms.count && scene.clause(place) == scene.clause(start) {
            if scene.finder.has(classes.orWord, at: place) { return true }
            if scene.terms[place].breakBefore == .comma { commas += 1 }
        }
        // "no fever, chills, pus" is a list; "no fever, hot and red" may be news.
        for place in end..<start
        where scene.finder.has(classes.clauseVerb, at: place) || scene.finder.has(classes.clausePossessive, at: place)
            || scene.finder.has(classes.negationWord, at: place)
        {
            return false
        }
        let after = Int(mention.end)
        let isItem = after >= scene.terms.count || scene.terms[after].breakBefore >= .comma
        return !emergency && commas >= 2 && isItem && mention.end - mention.start == 1
    }

    private func cueAfter(_ mention: Hit) -> Hit? {
        let end = Int(mention.end)
        for hit in scene.cues[.negationAfter] where Int(hit.start) >= end {
            guard Int(hit.start) - end <= Self.afterReach else { break }
            let start = Int(hit.start)
            let sameClause = scene.clause(start) == scene.clause(end - 1)
            // "fever: none", "redness - no".
            let afterMark = start == end && scene.terms[start].breakBefore == .dash
            // "Rash? No."
            let isAnswer =
                start == end && scene.terms[start].breakBefore == .sentence && scene.reading.isQuestion[end - 1]
            guard sameClause || afterMark || isAnswer else { continue }
            // "Is it normal?" asks; "none" and "ruled out" answer.
            if scene.reading.isQuestion[start] { continue }
            if scene.holds(scene.classes.continues, between: end, and: start) { continue }
            if (end..<start).contains(where: { scene.terms[$0].breakBefore >= .comma }) { continue }
            return hit
        }
        return nil
    }
}
