package import TensorFiles
package import TextAnalysis

/// What compiling the safety data takes time for, as flat arrays: written with a compiled pack and read back at its start.
///
/// Ids of classes and rules are places in the data's own order, so tables fit only the data that they were made from; whoever stores
/// them keeps both under one hash. Damage is the container's to find: a table that does not fit in itself is refused here.
struct SafetyTables {
    var patterns: PatternSet
    var lexicon: Lexicon
    var repair: VocabularyRepair.Index
    /// By word: see ``VocabularyRepair``.
    var weights: [UInt8]
}

extension SafetyScreener {
    /// Adds the compiled tables to a file, under names that start with `safety.`.
    package func store(in file: inout TensorFileWriter) {
        compiled.lexicon.store(in: &file)
        compiled.patterns.store(in: &file)
        compiled.repair.store(in: &file)
    }

    /// Reads what ``store(in:)`` wrote.
    ///
    /// - Parameters:
    ///   - data: What the tables were compiled from, or its ``SafetyData/withoutPatterns``.
    ///   - commonWords: As for ``init(data:commonWords:)``.
    package init(from file: TensorFile, data: SafetyData, commonWords: WordList) throws(TensorFile.Refusal) {
        let lexicon = try Lexicon(from: file)
        let patterns = try PatternSet(from: file)
        guard patterns.fits(classCount: lexicon.classCount, concepts: data.concepts.count),
            lexicon.classCount == patterns.byFirstStart.count - 1
        else { throw TensorFile.Refusal("its tables of warning signs do not fit each other") }
        let (index, weights) = try VocabularyRepair.stored(in: file, wordCount: lexicon.words.count)
        compiled = CompiledSafety(
            data, commonWords: commonWords,
            tables: SafetyTables(patterns: patterns, lexicon: lexicon, repair: index, weights: weights))
    }
}

extension SafetyData {
    /// The data without what only compiling asks for: patterns, cues and the classes' words.
    package var withoutPatterns: SafetyData {
        var data = self
        data.classes = classes.filter { $0.name == Self.carryingClass }
        data.cues = []
        for place in data.concepts.indices {
            data.concepts[place].patterns = []
            data.concepts[place].unless = []
        }
        for place in data.conditions.indices { data.conditions[place].patterns = [] }
        return data
    }

    /// The class that names the classes that a conversation carries.
    static let carryingClass = "CARRIES"
}

extension PatternSet {
    func store(in file: inout TensorFileWriter) {
        file.add("safety.rules.ids", lines: rules.map(\.id))
        file.add("safety.rules.roles", rules.flatMap { $0.role.code })
        file.add(
            "safety.patterns",
            patterns.flatMap { pattern -> [Int32] in
                let flags: Int32 = (pattern.atStart ? 1 : 0) + (pattern.atEnd ? 2 : 0) + (pattern.overCommas ? 4 : 0)
                return [pattern.rule, pattern.firstStep, pattern.stepCount, flags]
            })
        file.add("safety.steps", steps.flatMap { [$0.wordClass, $0.gap] })
        file.add("safety.first", byFirst)
        file.add("safety.first.starts", byFirstStart)
    }

    init(from file: TensorFile) throws(TensorFile.Refusal) {
        let ids = try file.lines("safety.rules.ids")
        let codes = try file.integers("safety.rules.roles")
        let packed = try file.integers("safety.patterns")
        let steps = try file.integers("safety.steps")
        guard codes.count == ids.count * 2, packed.count % 4 == 0, steps.count % 2 == 0 else {
            throw TensorFile.Refusal("its patterns of warning signs are cut off")
        }
        var rules: [Rule] = []
        rules.reserveCapacity(ids.count)
        for (place, id) in ids.enumerated() {
            guard let role = Rule.Role(code: codes[2 * place], codes[2 * place + 1]) else {
                throw TensorFile.Refusal("its patterns of warning signs name a part that does not exist")
            }
            rules.append(Rule(role: role, id: id))
        }
        self.init(
            rules: rules,
            patterns: (0..<packed.count / 4).map { place in
                let flags = packed[4 * place + 3]
                return CompiledPattern(
                    rule: packed[4 * place], firstStep: packed[4 * place + 1], stepCount: packed[4 * place + 2],
                    atStart: flags & 1 != 0, atEnd: flags & 2 != 0, overCommas: flags & 4 != 0)
            },
            steps: (0..<steps.count / 2).map { Step(wordClass: steps[2 * $0], gap: steps[2 * $0 + 1]) },
            byFirst: try file.integers("safety.first"), byFirstStart: try file.integers("safety.first.starts"))
    }

    /// Whether every place that is named exists.
    func fits(classCount: Int, concepts: Int) -> Bool {
        rules.allSatisfy { rule in
            switch rule.role {
            case .concept(let place), .guardOf(let place): (0..<concepts).contains(place)
            case .cue, .condition, .medicine: true
            }
        }
            && patterns.allSatisfy {
                rules.indices.contains(Int($0.rule)) && $0.firstStep >= 0 && $0.stepCount > 0
                    && Int($0.firstStep) + Int($0.stepCount) <= steps.count
            }
            && steps.allSatisfy { (0..<classCount).contains(Int($0.wordClass)) }
            && byFirst.allSatisfy { patterns.indices.contains(Int($0)) } && byFirstStart.areStarts(of: byFirst.count)
    }
}

extension [Int32] {
    /// Whether these are the bounds of lists that lie one behind the other in an array of `count` elements.
    func areStarts(of count: Int) -> Bool {
        first == 0 && last.map { Int($0) } == count && zip(self, dropFirst()).allSatisfy { $0 <= $1 }
    }
}

extension Rule.Role {
    /// The role as a kind and a place.
    fileprivate var code: [Int32] {
        switch self {
        case .concept(let place): [0, Int32(place)]
        case .guardOf(let place): [1, Int32(place)]
        case .cue(let kind): [2, Int32(kind.rawValue)]
        case .condition(let place): [3, Int32(place)]
        case .medicine(let place): [4, Int32(place)]
        }
    }

    fileprivate init?(code kind: Int32, _ place: Int32) {
        guard place >= 0 else { return nil }
        switch kind {
        case 0: self = .concept(Int(place))
        case 1: self = .guardOf(Int(place))
        case 2:
            guard let cue = CueKind(rawValue: Int(place)) else { return nil }
            self = .cue(cue)
        case 3: self = .condition(Int(place))
        case 4: self = .medicine(Int(place))
        default: return nil
        }
    }
}
