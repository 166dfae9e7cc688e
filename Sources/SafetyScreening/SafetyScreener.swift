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
    /// Of more mentions than this of one concept the middle ones are not looked at.
    static let maximumMentions: Int32 = 96

    let compiled: CompiledSafety

    /// Compiles the data.
    ///
    /// - Parameter commonWords: Words of the language that spelling repair leaves as they are.
    public init(data: SafetyData, commonWords: WordList) {
        compiled = CompiledSafety(data, commonWords: commonWords)
    }

    /// Screens one utterance.
    ///
    /// - Parameter utterance: As typed; the screener mends spelling into its own vocabulary itself.
    /// - Parameter carry: What the last turn left, so that "and my hand?" is understood.
    /// - Complexity: O(*n*) in the tokens of the utterance.
    public func screen(_ utterance: Utterance, carried carry: SafetyCarry? = nil) -> SafetyFinding {
        let (scene, hits, carriedTerms) = scene(utterance, carry)
        let judged = MentionJudge(compiled: compiled, scene: scene, hits: hits, carriedTerms: carriedTerms).judged()
        return Precedence(compiled: compiled, scene: scene, hits: hits, judged: judged).finding(carry)
    }

    /// Reads the utterance, behind the classes of the last turn when it leans on that.
    func scene(_ utterance: Utterance, _ carry: SafetyCarry?) -> (scene: Scene, hits: [Hit], carriedTerms: Int) {
        var prefix = carriedClasses(carry)
        if !prefix.isEmpty, !linksBack(utterance) { prefix = [] }
        let reading = Reading(
            utterance, lexicon: compiled.lexicon, repair: compiled.repair, carried: prefix.count)
        let finder = ConceptFinder(
            reading.terms, carried: prefix, lexicon: compiled.lexicon, set: compiled.patterns,
            classes: compiled.classes)
        let hits = finder.hits()
        let cues = Cues(hits, rules: compiled.patterns.rules)
        let times = TimeReader(
            classes: compiled.classes, finder: finder, reading: reading, procedures: cues[.procedure]
        ).facts()
        let scene = Scene(
            reading: reading, finder: finder, classes: compiled.classes,
            clauses: Clauses(reading.terms, finder: finder, classes: compiled.classes), cues: cues, times: times,
            carriedHours: carry?.hoursSinceInjection,
            carriedMedicine: compiled.medicines.first { $0.id == carry?.medicine })
        return (scene, hits, prefix.count)
    }

    private func carriedClasses(_ carry: SafetyCarry?) -> [Int] {
        guard let carry else { return [] }
        return carry.classes.prefix(8).compactMap { name in compiled.carried.first { $0.name == name }?.id }
    }

    /// Whether a short turn leans on the one before: "and my hand", "yes", "what about now".
    private func linksBack(_ utterance: Utterance) -> Bool {
        let terms = Reading(utterance, lexicon: compiled.lexicon, repair: compiled.repair).terms
        guard !terms.isEmpty, terms.count <= 8 else { return false }
        let finder = ConceptFinder(
            terms, carried: [], lexicon: compiled.lexicon, set: compiled.patterns, classes: compiled.classes)
        return terms.count <= 3 || finder.length(of: compiled.classes.linksBack, at: 0) > 0
    }

    /// How much was compiled, for reports: word classes, words, patterns with their variants.
    package var size: (classes: Int, words: Int, patterns: Int) {
        (compiled.lexicon.classCount, compiled.lexicon.words.count, compiled.patterns.patterns.count)
    }
}
