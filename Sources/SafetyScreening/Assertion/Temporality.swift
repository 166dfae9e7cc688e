/// Decides whether a mention belongs to the past: resolved, or long before this injection.
struct Temporality {
    let scene: Scene

    static let resolvedReach = 9

    /// "It has gone", "cleared up": after the mention, and not taken back by "again" or "still".
    func resolved(_ mention: Hit, others: [Hit]) -> Hit? {
        let end = Int(mention.end)
        for hit in scene.cues[.resolved] where Int(hit.start) >= Int(mention.start) {
            let start = Int(hit.start)
            if start < end {
                // The cue lies in a gap of the mention: "my arm has stopped being numb".
                guard (start..<Int(hit.end)).allSatisfy({ !mention.isElement($0) }) else { continue }
            } else {
                guard start - end <= Self.resolvedReach else { break }
                // A sign in between takes the cue for itself, unless both stand in one list.
                if others.contains(where: {
                    Int($0.start) >= end && Int($0.end) <= start && scene.clause(Int($0.start)) != scene.clause(end - 1)
                }) {
                    continue
                }
                // Into the next sentence only by "it", "that", "all": "I had tingling. It's gone now."
                if !scene.sameSentence(start, end - 1) {
                    let first = Int(scene.sentence(start))
                    guard scene.finder.has(scene.classes.anaphora, at: first) else { continue }
                }
                if isDenied(hit) { continue }
            }
            if recurs(after: Int(hit.end)) { continue }
            return hit
        }
        return nil
    }

    private func isDenied(_ hit: Hit) -> Bool {
        let start = Int(hit.start)
        return (max(0, start - 2)..<start).contains {
            scene.finder.has(scene.classes.negationWord, at: $0) && scene.clause($0) == scene.clause(start)
        }
    }

    private func recurs(after end: Int) -> Bool {
        scene.cues[.recurrence].contains { Int($0.start) >= end && Int($0.start) - end <= 10 }
    }

    /// "As a child", "two years ago", "before the injections": unless something in the clause is recent.
    func historical(_ mention: Hit) -> (cue: Range<Int>, name: String)? {
        let place = Int(mention.start)
        func isRecent(besides range: Range<Int>) -> Bool {
            scene.cues[.recent].contains {
                !$0.range.overlaps(range) && !$0.overlaps(mention)
                    && scene.clause(Int($0.start)) == scene.clause(place)
                    // "…, nothing since", ", now a 2": news of its own.
                    && !hasComma(between: Int(mention.end), and: Int($0.start))
            }
                || scene.cues[.recurrence].contains { scene.clause(Int($0.start)) == scene.clause(place) }
        }
        for hit in scene.cues[.historical] {
            let same = scene.clause(Int(hit.start)) == scene.clause(place)
            let leading =
                scene.sameSentence(Int(hit.start), place) && hit.end <= mention.start
                && mention.start - hit.end <= 8 && !hasBarrier(between: Int(hit.end), and: place)
            let trailing =
                scene.sameSentence(Int(hit.start), place) && hit.start >= mention.end
                && hit.start - mention.end <= 6 && !hasBarrier(between: Int(mention.end), and: Int(hit.start))
            // "Dizzy spells last year, today I fainted": what comes behind a word for now is of now.
            let isRenewed =
                leading && scene.cues[.recent].contains { $0.start >= hit.end && $0.end <= mention.start }
            if same || leading || trailing, !isRenewed, !isRecent(besides: hit.range) {
                return (hit.range, "historical")
            }
        }
        for fact in scene.times where fact.role == .past {
            if scene.sameSentence(fact.range.lowerBound, place),
                !hasBarrier(
                    between: min(fact.range.upperBound, Int(mention.end)),
                    and: max(fact.range.lowerBound, place)), !isRecent(besides: fact.range)
            {
                return (fact.range, "long ago")
            }
        }
        return nil
    }

    /// Whether anything in the message may speak of now: what a grave past must not be set aside beside.
    var mayReturn: Bool {
        !scene.cues[.recurrence].isEmpty || !scene.cues[.plea].isEmpty || !scene.cues[.distress].isEmpty
    }

    private func hasComma(between lower: Int, and upper: Int) -> Bool {
        guard lower <= upper else { return false }
        return (lower...upper).contains { $0 < scene.terms.count && scene.terms[$0].breakBefore == .comma }
    }

    private func hasBarrier(between lower: Int, and upper: Int) -> Bool {
        scene.holds(scene.classes.barrier, between: lower, and: upper)
    }
}
