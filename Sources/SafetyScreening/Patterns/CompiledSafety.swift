internal import TextAnalysis

/// What a concept asks for, without its patterns.
struct ConceptRule: Sendable {
    let id: String
    let level: Urgency
    let when: When
    /// The place of its alert text among the alerts; −1 for a concept of level none.
    let alert: Int
    let early: Double?
    let slight: Double?
    let late: Double?
    let strict: Bool
    let resolves: Bool
    let report: Bool
}

/// A combination with its concepts as places among the concepts.
struct CombinationRule: Sendable {
    let id: String
    /// For each part, the concepts that meet it.
    let all: [[Int]]
    let level: Urgency
    let when: When
    let alert: Int
}

/// The safety data compiled for screening. Immutable, shared by all screenings.
final class CompiledSafety: Sendable {
    let lexicon: Lexicon
    let patterns: PatternSet
    let classes: StructureClasses
    let repair: VocabularyRepair
    let concepts: [ConceptRule]
    let combinations: [CombinationRule]
    let alerts: [SafetyData.AlertText]
    let medicines: [SafetyData.Medicine]
    let conditions: [SafetyData.Condition]
    let limits: Limits
    /// The ids of the classes that a conversation carries, with their names, in the order of the data.
    let carried: [(id: Int, name: String)]
    /// The concepts that measured numbers stand for.
    let measured: MeasuredConcepts

    /// - Parameter tables: What an earlier run compiled from the same data; `nil` to compile it now.
    init(_ data: SafetyData, commonWords: WordList, tables: SafetyTables? = nil) {
        // Ids follow the order in which classes are first asked for, so these come out the same with or without their words.
        var compiler = PatternCompiler(tables == nil ? data.classes : [])
        let classes = StructureClasses(&compiler)
        var carried: [(id: Int, name: String)] = []
        for name in data.classes.first(where: { $0.name == SafetyData.carryingClass })?.entries ?? [] {
            carried.append((compiler.classID([name]), name))
        }
        var conceptIndex: [String: Int] = [:]
        var alertIndex: [String: Int] = [:]
        for (index, alert) in data.alerts.enumerated() { alertIndex[alert.id] = index }
        var concepts: [ConceptRule] = []
        for (index, concept) in data.concepts.enumerated() {
            conceptIndex[concept.id] = index
            concepts.append(
                ConceptRule(
                    id: concept.id, level: concept.level, when: concept.when, alert: alertIndex[concept.alert] ?? -1,
                    early: concept.early, slight: concept.slight, late: concept.late, strict: concept.strict,
                    resolves: concept.resolves, report: concept.report))
            if tables != nil { continue }
            for (place, text) in concept.patterns.enumerated() {
                compiler.add(text, .concept(index), id: "\(concept.id):\(place + 1)")
            }
            for (place, text) in concept.unless.enumerated() {
                compiler.add(text, .guardOf(index), id: "\(concept.id):unless:\(place + 1)")
            }
        }
        if let tables {
            (patterns, lexicon) = (tables.patterns, tables.lexicon)
        } else {
            for cue in data.cues {
                for (place, text) in cue.patterns.enumerated() {
                    compiler.add(text, .cue(cue.kind), id: "\(cue.kind.key):\(place + 1)")
                }
            }
            for (index, medicine) in data.medicines.enumerated() {
                for word in medicine.words { compiler.add("(\(word))", .medicine(index), id: medicine.id) }
            }
            for (index, condition) in data.conditions.enumerated() {
                for text in condition.patterns { compiler.add(text, .condition(index), id: condition.id) }
            }
            (patterns, lexicon) = compiler.finished()
        }
        self.classes = classes
        self.carried = carried
        self.concepts = concepts
        combinations = data.combinations.map { combination in
            CombinationRule(
                id: combination.id,
                all: combination.all.map { wanted in
                    concepts.indices.filter {
                        wanted.hasSuffix(".") ? concepts[$0].id.hasPrefix(wanted) : concepts[$0].id == wanted
                    }
                }, level: combination.level, when: combination.when, alert: alertIndex[combination.alert] ?? -1)
        }
        alerts = data.alerts
        medicines = data.medicines
        conditions = data.conditions
        limits = data.limits
        measured = MeasuredConcepts(conceptIndex)
        repair = VocabularyRepair(
            lexicon: lexicon, common: commonWords, fixed: data.spelling,
            weights: tables?.weights ?? Self.weights(lexicon, patterns, concepts, filler: classes.filler),
            index: tables?.repair ?? VocabularyRepair.Index(lexicon.words))
    }

    /// How grave the signs are that each word is part of: 0 for emergencies, 1 urgent, 2 others, 3 small words.
    private static func weights(
        _ lexicon: Lexicon, _ patterns: PatternSet, _ concepts: [ConceptRule], filler: Int
    ) -> [UInt8] {
        var byClass = [UInt8](repeating: 2, count: lexicon.classCount)
        for pattern in patterns.patterns {
            guard case .concept(let concept) = patterns.rules[Int(pattern.rule)].role else { continue }
            let weight: UInt8 = concepts[concept].level == .emergency ? 0 : concepts[concept].level == .urgent ? 1 : 2
            for step in Int(pattern.firstStep)..<Int(pattern.firstStep + pattern.stepCount) {
                let wordClass = Int(patterns.steps[step].wordClass)
                byClass[wordClass] = min(byClass[wordClass], weight)
            }
        }
        return lexicon.words.indices.map { word in
            let classes = lexicon.classRange(of: word).map { Int(lexicon.classList[$0]) }
            if classes.contains(filler) { return 3 }
            // Most of its classes decide: "that" is in many, "throat" in those of emergencies.
            return classes.map { byClass[$0] }.min() ?? 2
        }
    }
}

/// The concepts that a measured number stands for, by place; the data must define them.
struct MeasuredConcepts: Sendable {
    static let feverID = "infection.fever"
    static let raisedTemperatureID = "infection.raised_temperature"
    static let dangerousTemperatureID = "sepsis.temperature"
    static let severePainID = "pain.severe"
    static let worseningPainID = "pain.worsening"
    static let overdoseID = "overdose.taken"
    static let unclearID = "unclear.worrying"
    static let all = [
        feverID, raisedTemperatureID, dangerousTemperatureID, severePainID, worseningPainID, overdoseID, unclearID,
    ]

    static let feverRule = "infection.fever:temperature"
    static let raisedTemperatureRule = "infection.raised_temperature:temperature"
    static let dangerousTemperatureRule = "sepsis.temperature:temperature"
    static let severePainRule = "pain.severe:score"
    static let worseningPainRule = "pain.worsening:scores"
    static let overdoseRule = "overdose.taken:dose"
    static let unclearRule = "unclear.worrying:distress"

    let fever, raisedTemperature, dangerousTemperature, severePain, worseningPain, overdose, unclear: Int?

    init(_ index: [String: Int]) {
        fever = index[Self.feverID]
        raisedTemperature = index[Self.raisedTemperatureID]
        dangerousTemperature = index[Self.dangerousTemperatureID]
        severePain = index[Self.severePainID]
        worseningPain = index[Self.worseningPainID]
        overdose = index[Self.overdoseID]
        unclear = index[Self.unclearID]
    }
}
