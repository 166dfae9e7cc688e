import TextAnalysis

/// A list of words and short phrases, found in the terms of a message.
struct PhraseSet: Sendable {
    /// By their first term, the longest first.
    private let phrases: [String: [[String]]]

    init(_ texts: [String]) {
        var phrases: [String: [[String]]] = [:]
        for text in texts {
            let terms = Utterance(text).terms.map(\.text)
            if let first = terms.first { phrases[first, default: []].append(terms) }
        }
        self.phrases = phrases.mapValues { $0.sorted { $0.count > $1.count } }
    }

    /// How many terms the longest phrase has that starts at a place; 0 when none does.
    func length(at place: Int, in terms: some RandomAccessCollection<String>) -> Int {
        let rest = terms.dropFirst(place)
        guard let first = rest.first, let candidates = phrases[first] else { return 0 }
        return candidates.first { rest.starts(with: $0) }?.count ?? 0
    }

    /// The first phrase, the longest of those that start there.
    func first(in terms: [String]) -> Range<Int>? {
        for place in terms.indices {
            let length = length(at: place, in: terms)
            if length > 0 { return place..<place + length }
        }
        return nil
    }

    /// Whether the terms are one phrase and no more.
    func isWhole(_ terms: [String]) -> Bool {
        guard let first = terms.first, let candidates = phrases[first] else { return false }
        return candidates.contains(terms)
    }

    /// Whether the terms are phrases, one behind the other.
    func covers(_ terms: [String]) -> Bool { !terms.isEmpty && lead(of: terms) == terms.count }

    /// How many terms at the start are phrases, one behind the other.
    func lead(of terms: [String]) -> Int {
        var place = 0
        while place < terms.count {
            let length = length(at: place, in: terms)
            if length == 0 { break }
            place += length
        }
        return place
    }
}
