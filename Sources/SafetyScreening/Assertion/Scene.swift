/// All that is known of an utterance when its mentions are judged: terms, clauses, cues and times.
final class Scene {
    let reading: Reading
    let finder: ConceptFinder
    let classes: StructureClasses
    let clauses: Clauses
    let cues: Cues
    let times: [TimeFact]
    /// Hours since the injection from the last turn.
    let carriedHours: Double?
    /// The painkiller that the last turn named.
    let carriedMedicine: SafetyData.Medicine?

    static let chronicHours = 183.0 * 24

    var terms: [Term] { reading.terms }

    init(
        reading: Reading, finder: ConceptFinder, classes: StructureClasses, clauses: Clauses, cues: Cues,
        times: [TimeFact], carriedHours: Double?, carriedMedicine: SafetyData.Medicine?
    ) {
        self.reading = reading
        self.finder = finder
        self.classes = classes
        self.clauses = clauses
        self.cues = cues
        self.times = times
        self.carriedHours = carriedHours
        self.carriedMedicine = carriedMedicine
    }

    func clause(_ place: Int) -> Int32 { clauses.ids[min(place, clauses.ids.count - 1)] }

    func sentence(_ place: Int) -> Int32 { reading.sentenceStart[min(place, reading.sentenceStart.count - 1)] }

    func sameSentence(_ a: Int, _ b: Int) -> Bool { sentence(a) == sentence(b) }

    /// The first hit of a kind in the clause of a place.
    func first(_ kind: CueKind, inClauseOf place: Int) -> Hit? {
        cues[kind].first { clause(Int($0.start)) == clause(place) }
    }

    func first(_ kind: CueKind, inSentenceOf place: Int) -> Hit? {
        cues[kind].first { sameSentence(Int($0.start), place) }
    }

    /// Whether a term of a class stands between two places.
    func holds(_ wordClass: Int, between lower: Int, and upper: Int) -> Bool {
        guard lower < upper else { return false }
        return (max(lower, 0)..<max(min(upper, terms.count), max(lower, 0))).contains { finder.has(wordClass, at: $0) }
    }

    /// Whether the number at a place counts something: hours, tablets, milligrams.
    func countsUnits(_ place: Int) -> Bool {
        let next = place + 1
        guard next < terms.count, terms[next].breakBefore < .comma else { return false }
        if classes.units.contains(where: { finder.has($0.0, at: next) }) { return true }
        return [classes.tablet, classes.milligram, classes.gram, classes.timesUnit].contains {
            finder.has($0, at: next)
        }
    }

    /// Hours since the injection as far as they bear on a sentence: stated for the injection, else the longest time
    /// stated in the sentence, else elsewhere, else what the last turn left.
    func elapsed(at place: Int) -> Double? {
        if let procedure = procedureHours { return procedure }
        // What has lasted for half a year and more was there before the injection.
        let current = times.filter { $0.role != .past && $0.hours <= Self.chronicHours }
        let here = current.filter { sameSentence($0.range.lowerBound, place) }
        if let longest = here.map(\.hours).max() { return longest }
        return current.map(\.hours).max() ?? carriedHours
    }

    /// Hours since the injection, when the person has said so.
    var procedureHours: Double? { times.filter { $0.role == .procedure }.map(\.hours).max() }
}
