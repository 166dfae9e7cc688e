public import TextAnalysis

/// Finds the warning signs in an utterance and says what a person must do about them.
///
/// Pure and deterministic: the same data, utterance and carry give the same finding. Never throws, and its cost is
/// linear in the length of the utterance. The algorithm is here; words, patterns and texts are data (`SafetyData`).
///
/// Source: the levels and the order of precedence are those of `SAFETY.md`; no clinician has signed them off yet.
public struct SafetyScreener: Sendable {
    /// More alerts than this are never shown: the most serious come first.
    public static let maximumAlerts = 3
    /// More mentions than this of one concept are not looked at.
    static let maximumMentions = 24

    let data: SafetyData
    let lexicon: Lexicon
    let patterns: PatternSet
    let classes: StructureClasses
    let repair: VocabularyRepair
    /// The ids of the classes that a conversation carries, with their names, in the order of the data.
    let carried: [(id: Int, name: String)]
    let conceptIndex: [String: Int]
    let alertIndex: [String: Int]

    /// Compiles the data.
    ///
    /// - Parameter commonWords: Words of the language that spelling repair leaves as they are.
    public init(data: SafetyData, commonWords: WordList) {
        self.data = data
        var compiler = PatternCompiler(data.classes)
        let classes = StructureClasses(&compiler)
        var carried: [(id: Int, name: String)] = []
        for name in data.classes.first(where: { $0.name == "CARRIES" })?.entries ?? [] {
            carried.append((compiler.classID([name]), name))
        }
        var conceptIndex: [String: Int] = [:]
        for (index, concept) in data.concepts.enumerated() {
            conceptIndex[concept.id] = index
            for (place, text) in concept.patterns.enumerated() {
                compiler.add(text, .concept(index), id: "\(concept.id):\(place + 1)")
            }
            for (place, text) in concept.unless.enumerated() {
                compiler.add(text, .guardOf(index), id: "\(concept.id):unless:\(place + 1)")
            }
        }
        for cue in data.cues {
            for (place, text) in cue.patterns.enumerated() {
                compiler.add(text, .cue(cue.kind), id: "\(cue.kind.rawValue):\(place + 1)")
            }
        }
        for (index, medicine) in data.medicines.enumerated() {
            for word in medicine.words { compiler.add("(\(word))", .medicine(index), id: medicine.id) }
        }
        for (index, condition) in data.conditions.enumerated() {
            for text in condition.patterns { compiler.add(text, .condition(index), id: condition.id) }
        }
        var alertIndex: [String: Int] = [:]
        for (index, alert) in data.alerts.enumerated() { alertIndex[alert.id] = index }
        (patterns, lexicon, _) = compiler.finished()
        self.classes = classes
        self.carried = carried
        self.conceptIndex = conceptIndex
        self.alertIndex = alertIndex
        repair = VocabularyRepair(lexicon: lexicon, common: commonWords, fixed: data.spelling)
    }

    /// Screens one utterance.
    ///
    /// - Parameter utterance: As typed; the screener mends spelling into its own vocabulary itself.
    /// - Parameter carry: What the last turn left, so that "and my hand?" is understood.
    /// - Complexity: O(*n*) in the tokens of the utterance.
    public func screen(_ utterance: Utterance, carried carry: SafetyCarry? = nil) -> SafetyFinding {
        var prefix = carriedClasses(carry)
        var reading = Reading(utterance, lexicon: lexicon, repair: repair, carried: prefix.count)
        if !prefix.isEmpty, !linksBack(reading, after: prefix.count) {
            prefix = []
            reading = Reading(utterance, lexicon: lexicon, repair: repair)
        }
        let finder = ConceptFinder(
            reading.terms, carried: prefix, lexicon: lexicon, set: patterns, classes: classes)
        let hits = finder.hits()
        let cues = Cues(hits, rules: patterns.rules)
        let times = TimeReader(
            classes: classes, finder: finder, terms: reading.terms, procedures: cues[.procedure]
        ).facts()
        let scene = Scene(
            reading: reading, finder: finder, classes: classes,
            clauses: Clauses(reading.terms, finder: finder, classes: classes), cues: cues, times: times,
            carriedHours: carry?.hoursSinceInjection)
        let judged = MentionJudge(screener: self, scene: scene, hits: hits, carriedTerms: prefix.count).judged()
        return Precedence(screener: self, scene: scene, hits: hits, judged: judged).finding(carry)
    }

    private func carriedClasses(_ carry: SafetyCarry?) -> [Int] {
        guard let carry else { return [] }
        return carry.classes.prefix(8).compactMap { name in carried.first { $0.name == name }?.id }
    }

    /// Whether a short turn leans on the one before: "and my hand", "yes", "what about now".
    private func linksBack(_ reading: Reading, after prefix: Int) -> Bool {
        let terms = reading.terms
        guard prefix < terms.count, terms.count - prefix <= 8 else { return false }
        let finder = ConceptFinder(
            Array(terms.dropFirst(prefix)), carried: [], lexicon: lexicon, set: patterns,
            classes: classes)
        return terms.count - prefix <= 3 || finder.length(of: classes.linksBack, at: 0) > 0
    }
}
