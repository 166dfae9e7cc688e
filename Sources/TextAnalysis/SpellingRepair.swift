/// Mends the spelling of words that nobody knows.
///
/// A word of four or more letters a–z (of three, where one more makes a word of the pack) that is neither in the pack's own words nor in the list of common words is
/// replaced by its best neighbour at one edit: the most frequent among the pack's words, else the most common of the
/// list; with no such neighbour it stays. A letter held down (`sooooo`, `painnn`) is cut back first. With one typo in
/// every question this kept 87.7 % of answers right, where no repair at all kept 81.9 % (88.8 % without typos).
public struct SpellingRepair: Sendable {
    /// The pack's own words, the most frequent first.
    package let domain: WordList
    /// Common words of the language, the most common first.
    package let common: WordList

    /// One word that was read as another.
    public struct Repair: Sendable, Hashable {
        public let from: String
        public let to: String

        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    public init(domain: WordList, common: WordList) {
        self.domain = domain
        self.common = common
    }

    /// The utterance with its misspelt words replaced, and what was replaced, in order.
    ///
    /// - Complexity: about 55 × *n* lookups for an unknown word of *n* letters; one lookup or two for a known one.
    public func repair(_ utterance: Utterance) -> (utterance: Utterance, repairs: [Repair]) {
        var repairs: [Repair] = []
        var tokens = utterance.tokens
        for (place, token) in utterance.tokens.enumerated() where token.kind == .word {
            guard let better = replacement(for: token.text) else { continue }
            repairs.append(Repair(from: token.text, to: better))
            tokens[place] = Token(
                text: better, kind: .word, bytes: token.bytes, value: SpelledNumbers.value(of: better),
                spaceBefore: token.spaceBefore, lineBefore: token.lineBefore)
        }
        return repairs.isEmpty ? (utterance, []) : (Utterance(text: utterance.text, tokens: tokens), repairs)
    }

    /// The known word that a folded word most likely stands for; `nil` when the word is known, too short, too long, or
    /// like nothing known.
    public func replacement(for word: String) -> String? {
        var word = word
        return word.withUTF8 { bytes -> String? in
            guard bytes.count >= 3, bytes.count <= 24 else { return nil }
            for byte in bytes where byte < UInt8(ascii: "a") || byte > UInt8(ascii: "z") { return nil }
            let key = WordList.key(bytes)
            if domain.rank(forKey: key) != nil || common.rank(forKey: key) != nil { return nil }
            if bytes.count == 3 { return longer(bytes) }
            if let shorter = cutBack(bytes) { return shorter }
            return nearest(bytes)
        }
    }

    /// `sooooo` → `so`, `painnn` → `pain`: each run of three or more of one letter cut to two, then to one.
    private func cutBack(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for keep in [2, 1] {
            var letters: [UInt8] = []
            var run = 0
            var cut = false
            for place in bytes.indices {
                run = place > 0 && bytes[place] == bytes[place - 1] ? run + 1 : 1
                let end = runEnd(bytes, place)
                let long = end - (place - run + 1) >= 3
                if long, run > keep {
                    cut = true
                } else {
                    letters.append(bytes[place])
                }
            }
            guard cut else { return nil }
            let key = WordList.key(letters)
            if domain.rank(forKey: key) != nil || common.rank(forKey: key) != nil {
                return String(decoding: letters, as: UTF8.self)
            }
        }
        return nil
    }

    private func runEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
        var end = place + 1
        while end < bytes.count, bytes[end] == bytes[place] { end += 1 }
        return end
    }

    /// A word of three letters lacks one of a word of the pack, or is left alone: too much is near it.
    private func longer(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var best = Best()
        var candidate = [UInt8]()
        for place in 0...bytes.count {
            candidate = Array(bytes)
            candidate.insert(0, at: place)
            for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
                candidate[place] = letter
                consider(candidate, &best)
            }
        }
        return best.isDomain ? String(decoding: best.letters, as: UTF8.self) : nil
    }

    private func nearest(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var best = Best()
        var candidate = [UInt8]()
        candidate.reserveCapacity(bytes.count + 1)
        // Swap two neighbours.
        for place in 0..<(bytes.count - 1) where bytes[place] != bytes[place + 1] {
            candidate = Array(bytes)
            candidate.swapAt(place, place + 1)
            consider(candidate, &best)
        }
        // Leave one letter out.
        for place in bytes.indices where place == 0 || bytes[place] != bytes[place - 1] {
            candidate = Array(bytes)
            candidate.remove(at: place)
            consider(candidate, &best)
        }
        // Change one letter.
        candidate = Array(bytes)
        for place in bytes.indices {
            for letter in UInt8(ascii: "a")...UInt8(ascii: "z") where letter != bytes[place] {
                candidate[place] = letter
                consider(candidate, &best)
            }
            candidate[place] = bytes[place]
        }
        // Put one letter in.
        for place in 0...bytes.count {
            candidate = Array(bytes)
            candidate.insert(0, at: place)
            for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
                candidate[place] = letter
                consider(candidate, &best)
            }
        }
        guard best.rank != .max else { return nil }
        return String(decoding: best.letters, as: UTF8.self)
    }

    /// The best neighbour so far. A domain word beats every common one; ties go to the candidate met first, in the
    /// fixed order swap, deletion, change, insertion.
    private struct Best {
        var rank = Int.max
        var isDomain = false
        var letters: [UInt8] = []
    }

    private func consider(_ candidate: [UInt8], _ best: inout Best) {
        let key = WordList.key(candidate)
        if let rank = domain.rank(forKey: key) {
            if !best.isDomain || rank < best.rank {
                best = Best(rank: rank, isDomain: true, letters: candidate)
            }
        } else if !best.isDomain, let rank = common.rank(forKey: key), rank < best.rank {
            best = Best(rank: rank, isDomain: false, letters: candidate)
        }
    }
}
