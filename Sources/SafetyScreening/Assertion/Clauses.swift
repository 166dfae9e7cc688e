/// Cuts the sentences into clauses, the reach of most cues.
///
/// A clause starts at a sentence, a dash, a word such as "but", or where a subject meets its verb ("it hurts", "my arm
/// is"); not inside a list, and not after a word that carries the clause before on ("I think it is", "if my arm").
struct Clauses: Sendable {
    /// The clause of each term.
    let ids: [Int32]

    init(_ terms: [Term], finder: ConceptFinder, classes: StructureClasses) {
        var ids: [Int32] = []
        ids.reserveCapacity(terms.count)
        var clause: Int32 = 0
        for place in terms.indices {
            if place > 0, Self.starts(at: place, terms, finder, classes) { clause += 1 }
            ids.append(clause)
        }
        self.ids = ids
    }

    private static func starts(
        at place: Int, _ terms: [Term], _ finder: ConceptFinder, _ classes: StructureClasses
    ) -> Bool {
        if terms[place].breakBefore >= .dash { return true }
        if finder.has(classes.barrier, at: place) { return true }
        let previous = place - 1
        if terms[place].breakBefore == .comma {
            // ", and my arm is", ", it hurts"
            if isSubject(at: place, terms, finder, classes) { return true }
            // ", can I still", ", do I need"
            let next = place + 1
            if finder.has(classes.clauseVerb, at: place), next < terms.count, terms[next].breakBefore < .comma,
                finder.has(classes.own, at: next), finder.has(classes.clauseSubject, at: next)
            {
                return true
            }
            return finder.has(classes.listWord, at: place)
                && isSubject(at: place + 1, terms, finder, classes)
        }
        guard isSubject(at: place, terms, finder, classes) else { return false }
        // "do I have", "if it is", "I think it is"
        if finder.has(classes.clauseLink, at: previous) || finder.has(classes.clauseVerb, at: previous) {
            return false
        }
        return true
    }

    /// Whether a subject with its verb starts at a place.
    static func isSubject(
        at place: Int, _ terms: [Term], _ finder: ConceptFinder, _ classes: StructureClasses
    ) -> Bool {
        func verb(_ index: Int) -> Bool {
            index < terms.count && terms[index].breakBefore < .comma && finder.has(classes.clauseVerb, at: index)
        }
        guard place < terms.count else { return false }
        if finder.has(classes.clauseSubject, at: place) {
            if verb(place + 1) { return true }
            return place + 1 < terms.count && finder.has(classes.filler, at: place + 1) && verb(place + 2)
        }
        if finder.has(classes.clausePossessive, at: place) {
            return verb(place + 2) || verb(place + 3)
        }
        return false
    }
}
