import TextAnalysis

/// Phrases of one to several terms, each standing for one or more marks: a meaning it shares with other phrases, a label
/// that it points to.
package struct PhraseTable: Sendable {
    /// By the hash of the phrase.
    private var marks: [UInt64: [UInt32]] = [:]
    /// The most terms that a phrase has.
    package private(set) var longest = 0
    /// The name of each mark, for explanations.
    package private(set) var names: [String] = []

    package init() {}

    /// Adds a mark with the phrases that carry it.
    package mutating func add(_ name: String, phrases: [String]) {
        let mark = UInt32(names.count)
        names.append(name)
        for phrase in phrases {
            let terms = Utterance(phrase).terms.map(\.text)
            guard !terms.isEmpty, terms.count <= 6 else { continue }
            longest = max(longest, terms.count)
            let key = Self.key(terms[...])
            if marks[key, default: []].last != mark { marks[key, default: []].append(mark) }
        }
    }

    /// The marks of every phrase that stands in the terms, in order of place, then of length; a mark may come twice.
    package func marks(in terms: [String]) -> [UInt32] {
        guard longest > 0 else { return [] }
        var found: [UInt32] = []
        for start in terms.indices {
            var hash = TextHash(seed: Self.seed)
            for length in 1...longest where start + length <= terms.count {
                if length > 1 { hash.update(0x20) }
                hash.update(terms[start + length - 1])
                if let marks = marks[hash.value] { found += marks }
            }
        }
        return found
    }

    private static let seed: UInt8 = 3

    private static func key(_ terms: ArraySlice<String>) -> UInt64 {
        TextHash.of(terms.joined(separator: " "), seed: seed)
    }
}

extension PhraseTable: Codable {
    private struct Entry: Codable {
        var phrase: UInt64
        var marks: [UInt32]
    }

    private enum CodingKeys: CodingKey {
        case entries, longest, names
    }

    /// Entries in the order of their hashes, so that equal tables have equal bytes.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let entries = marks.keys.sorted().map { Entry(phrase: $0, marks: marks[$0] ?? []) }
        try container.encode(entries, forKey: .entries)
        try container.encode(longest, forKey: .longest)
        try container.encode(names, forKey: .names)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        names = try container.decode([String].self, forKey: .names)
        longest = try container.decode(Int.self, forKey: .longest)
        for entry in try container.decode([Entry].self, forKey: .entries) {
            guard entry.marks.allSatisfy({ Int($0) < names.count }), (0...6).contains(longest) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a mark without a name"))
            }
            marks[entry.phrase] = entry.marks
        }
    }
}
