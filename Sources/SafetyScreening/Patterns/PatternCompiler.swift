/// What a compiled pattern stands for when it is found.
struct Rule: Sendable {
    enum Role: Sendable, Equatable {
        case concept(Int)
        /// Clears an overlapping mention of that concept.
        case guardOf(Int)
        case cue(CueKind)
        case condition(Int)
        case medicine(Int)
    }

    let role: Role
    /// `infection.redness:2`, `negation:4`.
    let id: String
}

/// One sequence of word classes with the gaps between them.
struct CompiledPattern: Sendable {
    let rule: Int32
    /// Where its steps start in ``PatternSet/steps``, and how many there are.
    let firstStep: Int32
    let stepCount: Int32
    let atStart: Bool
    let atEnd: Bool
    /// Whether its gaps may reach over a comma: signs may ("my arm, it's numb"), what clears or judges them may not.
    let overCommas: Bool
}

struct Step: Sendable {
    let wordClass: Int32
    /// The most words between the step before and this one; −1 when only small words may stand there.
    let gap: Int32
}

/// All patterns of the data, compiled, found by their first word class.
struct PatternSet: Sendable {
    let rules: [Rule]
    let patterns: [CompiledPattern]
    let steps: [Step]
    /// Patterns by the class of their first step: those of class *c* are `byFirst[start[c]..<start[c + 1]]`.
    let byFirst: [Int32]
    let byFirstStart: [Int32]
}

/// Turns the patterns of the data into sequences of word classes.
struct PatternCompiler {
    private var registry: ClassRegistry
    private var rules: [Rule] = []
    private var patterns: [CompiledPattern] = []
    private var steps: [Step] = []

    init(_ classes: [SafetyData.WordClass]) { registry = ClassRegistry(classes) }

    /// Adds one pattern. A faulty one is passed over here; loading has reported it.
    mutating func add(_ text: String, _ role: Rule.Role, id: String) {
        guard let pattern = try? Pattern(text) else { return }
        let rule = Int32(rules.count)
        rules.append(Rule(role: role, id: id))
        for sequence in pattern.sequences {
            let first = steps.count
            for element in sequence {
                steps.append(
                    Step(
                        wordClass: Int32(registry.id(of: element.choices)),
                        gap: element.gap.map { Int32($0) } ?? -1))
            }
            patterns.append(
                CompiledPattern(
                    rule: rule, firstStep: Int32(first), stepCount: Int32(sequence.count), atStart: pattern.atStart,
                    atEnd: pattern.atEnd, overCommas: Self.reachesOverCommas(role)))
        }
    }

    private static func reachesOverCommas(_ role: Rule.Role) -> Bool {
        if case .concept = role { return true }
        return false
    }

    mutating func classID(_ choices: [String]) -> Int { registry.id(of: choices) }

    func finished() -> (patterns: PatternSet, lexicon: Lexicon) {
        let lexicon = Lexicon(phrases: registry.phrases)
        var lists = [[Int32]](repeating: [], count: lexicon.classCount)
        for (place, pattern) in patterns.enumerated() {
            lists[Int(steps[Int(pattern.firstStep)].wordClass)].append(Int32(place))
        }
        var start: [Int32] = [0]
        var byFirst: [Int32] = []
        for list in lists {
            byFirst += list
            start.append(Int32(byFirst.count))
        }
        let set = PatternSet(
            rules: rules, patterns: patterns, steps: steps, byFirst: byFirst, byFirstStart: start)
        return (set, lexicon)
    }
}
