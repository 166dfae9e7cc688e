/// The safety data of one language: what `Intents/safety/en/` says, read and checked.
///
/// Everything medical and every phrase stands here; the screener holds the algorithm only.
public struct SafetyData: Sendable, Codable, Hashable {
    /// Words and phrases that play one part in patterns: `LIMB`, `NUMB`.
    package struct WordClass: Sendable, Codable, Hashable {
        package var name: String
        /// Words, phrases, `word~` with its inflections, or names of other classes.
        package var entries: [String]
    }

    /// A warning sign, the patterns that express it and what it asks for.
    package struct Concept: Sendable, Codable, Hashable {
        package var id: String
        package var level: Urgency
        package var when: When
        /// The id of its alert text; empty for a concept of level none.
        package var alert: String
        package var source: String
        package var patterns: [String]
        /// Patterns that clear an overlapping mention: figures of speech, good news.
        package var unless: [String]
        /// Up to so many hours after the injection the sign alone is expected.
        package var early: Double?
        /// Up to so many hours after the injection the sign is expected where the person calls it slight.
        package var slight: Double?
        /// Only from so many hours on the sign counts.
        package var late: Double?
        /// Only explicit denials under `unless` clear it; no cue does, but history and other people.
        package var strict: Bool
        /// Whether "it has gone" clears it.
        package var resolves: Bool
        /// Whether the mention stands on its own facts: no cue of question or hypothesis is asked.
        package var report: Bool
    }

    /// Concepts that mean more together than alone.
    package struct Combination: Sendable, Codable, Hashable {
        package var id: String
        /// Concept ids or id prefixes ending in `.`; each must be met by an asserted mention.
        package var all: [String]
        package var level: Urgency
        package var when: When
        package var alert: String
        package var source: String
    }

    /// The patterns of one kind of cue.
    package struct Cue: Sendable, Codable, Hashable {
        package var kind: CueKind
        package var patterns: [String]
    }

    /// What a person is told.
    package struct AlertText: Sendable, Codable, Hashable {
        package var id: String
        package var text: String
        package var source: String
        package var exclusive: Bool
    }

    /// A painkiller's words and the amounts that are too much.
    package struct Medicine: Sendable, Codable, Hashable {
        package var id: String
        package var name: String
        package var words: [String]
        /// More tablets than this in a day are an overdose.
        package var tablets: Double?
        /// More milligrams than this in a day are an overdose.
        package var milligrams: Double?
        /// Whether advice on this medicine depends on conditions.
        package var painkiller: Bool
    }

    package struct Condition: Sendable, Codable, Hashable {
        package var id: String
        package var name: String
        package var patterns: [String]
    }

    package var language: String
    package var classes: [WordClass]
    package var concepts: [Concept]
    package var combinations: [Combination]
    package var cues: [Cue]
    package var alerts: [AlertText]
    package var medicines: [Medicine]
    package var conditions: [Condition]
    /// Misspellings that no edit distance reaches: what is typed, what is meant.
    package var spelling: [[String]]
    package var limits: Limits
    /// The emergency numbers and lines by region, the default (`generic`) among them.
    public var regions: [Region]
}

/// The numbers that a clinic may set otherwise, with their sources in `limits.yaml`.
package struct Limits: Sendable, Codable, Hashable {
    package var feverCelsius = 38.0
    package var raisedCelsius = 37.5
    package var dangerousCelsius = 40.0
    package var coldCelsius = 35.0
    package var severePain = 8.0
    package var singleDoseTablets = 4.0
    package var dailyTablets = 8.0
}

/// The numbers of one region, one for each purpose.
public struct Region: Sendable, Codable, Hashable {
    /// `US`, `UK`, `EU` or `generic`.
    public var id: String
    public var emergency: String
    public var crisis: String
    public var poison: String
    /// Whom to ask when the clinic is closed.
    public var outOfHours: String
    public var source: String
}

/// The parts that cues play. The keys of `cues.yaml` are the names of the cases in snake case.
package enum CueKind: Int, Sendable, Codable, CaseIterable {
    case negation
    case negationNear
    case negationAfter
    case pseudoNegation
    case pseudoAlarm
    case resolved
    case recurrence
    case steadySince
    case historical
    case pseudoHistorical
    case recent
    case hypothetical
    case pseudoHypothetical
    case question
    case weakQuestion
    case generalQuestion
    case questionAfter
    case bareQuestion
    case lesson
    case report
    case ownReport
    case otherPerson
    case relative
    case distantRelative
    case child
    case selfQuestion
    case ownProcedure
    case ownQuestion
    case pastEvent
    case procedure
    case mild
    case distress
    case plea
    case clinician
    case pseudoClinician
    case unreached
    case amount
    case took
    case notTemperature
    case temperature
    case painScale
    case body
    case bareBody
    case support

    /// `negationNear` is `negation_near`.
    package var key: String {
        var key = ""
        for character in String(describing: self) {
            if character.isUppercase { key.append("_") }
            key += character.lowercased()
        }
        return key
    }

    package init?(key: String) {
        guard let kind = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = kind
    }
}
