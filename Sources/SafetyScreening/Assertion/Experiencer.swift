/// Decides whether a mention is about somebody else.
///
/// A relative who had the injection is the patient, and the one who asks is writing for them; only a report of a past
/// event, of people in general, or of somebody who was not treated is about another person. An emergency in the
/// present tense is an emergency whoever has it.
struct Experiencer {
    let scene: Scene

    func other(_ mention: Hit, emergency: Bool) -> Hit? {
        let place = Int(mention.start)
        for hit in scene.cues[.otherPerson] where scene.sameSentence(Int(hit.start), place) {
            guard hit.start <= mention.start, !ownSubject(between: Int(hit.end), and: Int(mention.end)) else {
                continue
            }
            return hit
        }
        let isTreated = !scene.cues[.procedure].isEmpty
        for hit in scene.cues[.relative] + scene.cues[.child] where Int(hit.start) <= Int(mention.end) {
            guard scene.sameSentence(Int(hit.start), place), !ownSubject(between: Int(hit.end), and: Int(mention.end))
            else { continue }
            let isRecent =
                scene.first(.recent, inSentenceOf: place) != nil
                || scene.times.contains { $0.role != .past && $0.hours <= 21 * 24 }
            // "My brother fainted after his, will I?" asks about oneself; without that, an emergency counts.
            let isAskedForOneself = !scene.cues[.selfQuestion].isEmpty
            if !isRecent, scene.first(.recurrence, inSentenceOf: place) == nil,
                !emergency || isAskedForOneself
                    || (scene.cues[.plea].isEmpty && scene.cues[.distantRelative].contains { $0.overlaps(hit) }),
                let past = scene.cues[.pastEvent].first(where: {
                    scene.sameSentence(Int($0.start), place) && $0.start >= hit.end && $0.start <= mention.start
                }), !isPresent(mention, after: past)
            {
                return past
            }
            // "My toddler has a temperature, can I still come for my injection?": the injection is the writer's.
            if !emergency, isAskedForOneself || !scene.cues[.ownQuestion].isEmpty, isOnlyOwnTreated,
                scene.cues[.child].contains(where: { $0.overlaps(hit) })
            {
                return hit
            }
            let isChild = scene.cues[.child].contains { $0.overlaps(hit) }
            if isChild, !emergency, !isTreated, !isRecent { return hit }
        }
        return nil
    }

    /// "She had it done, her fingers are numb": the sign is of now, and only the injection past.
    private func isPresent(_ mention: Hit, after past: Hit) -> Bool {
        (Int(past.end)..<max(Int(past.end), Int(mention.end))).contains {
            scene.finder.length(of: scene.classes.presentVerb, at: $0) > 0
        }
    }

    /// Whether every word on an injection stands with "my".
    private var isOnlyOwnTreated: Bool {
        let own = scene.cues[.ownProcedure]
        return !own.isEmpty && scene.cues[.procedure].allSatisfy { hit in own.contains { $0.overlaps(hit) } }
    }

    /// "… and I have": the sentence has come back to the one who writes.
    private func ownSubject(between lower: Int, and upper: Int) -> Bool {
        scene.holds(scene.classes.own, between: lower, and: upper)
    }
}
