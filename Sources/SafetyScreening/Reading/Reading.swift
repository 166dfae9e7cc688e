internal import TextAnalysis

/// What stands between a term and the one before it; each includes those below it.
enum Break: UInt8, Comparable, Sendable {
    case none
    case comma
    /// A dash, colon or bracket.
    case dash
    /// The end of a sentence, or a semicolon.
    case sentence

    static func < (a: Break, b: Break) -> Bool { a.rawValue < b.rawValue }
}

/// A word or number of the utterance as the patterns see it.
struct Term: Sendable {
    /// The word's id in the lexicon after repair; −1 when no class holds it, −2 for a class carried from the last turn.
    let word: Int32
    /// Its place among the tokens of the utterance; −1 for a carried class.
    let token: Int32
    let breakBefore: Break
    var value: Double?
}

/// The terms of an utterance with their breaks and sentences: what all later steps walk over.
struct Reading: Sendable {
    let utterance: Utterance
    var terms: [Term] = []
    /// For each term, whether its sentence ends with a question mark.
    var isQuestion: [Bool] = []
    /// For each term, the first term of its sentence, and one for the end.
    var sentenceStart: [Int32] = []

    /// - Parameter carried: Classes of the last turn that stand before the utterance's own words.
    init(_ utterance: Utterance, lexicon: Lexicon, repair: VocabularyRepair, carried: Int = 0) {
        self.utterance = utterance
        let tokens = utterance.tokens
        terms.reserveCapacity(tokens.count + carried)
        for _ in 0..<carried { terms.append(Term(word: -2, token: -1, breakBefore: .none, value: nil)) }
        var pending = Break.none
        var sentence = 0
        isQuestion.reserveCapacity(tokens.count + carried)
        sentenceStart.reserveCapacity(tokens.count + carried)
        for _ in 0..<carried {
            isQuestion.append(false)
            sentenceStart.append(0)
        }
        for (place, token) in tokens.enumerated() {
            switch token.kind {
            case .word, .number:
                var word = lexicon.id(of: token.text)
                if pending == .sentence { sentence = terms.count }
                if word < 0, token.kind == .word {
                    if let words = repair.written(token.text) {
                        for extra in words.dropLast() {
                            terms.append(Term(word: extra, token: Int32(place), breakBefore: pending, value: nil))
                            isQuestion.append(false)
                            sentenceStart.append(Int32(sentence))
                            pending = .none
                        }
                        word = words.last ?? -1
                    } else {
                        word = repair.repaired(token.text)
                    }
                }
                terms.append(
                    Term(word: word, token: Int32(place), breakBefore: pending, value: token.value))
                isQuestion.append(false)
                sentenceStart.append(Int32(sentence))
                pending = .none
            case .punctuation:
                let mark = Self.strength(of: token, at: place, in: tokens)
                if mark > pending { pending = mark }
                if token.text == "?", !terms.isEmpty {
                    for index in sentence..<terms.count { isQuestion[index] = true }
                }
            case .symbol: if pending < .comma { pending = .comma }
            }
        }
        joinNumbers()
    }

    /// "One hundred and two", "thirty eight": the first number says the whole, the others nothing.
    private mutating func joinNumbers() {
        var place = 0
        while place < terms.count {
            defer { place += 1 }
            guard let value = terms[place].value, isSpelled(place) else { continue }
            var total = value
            var last = place
            var next = place + 1
            if next < terms.count, terms[next].value == 100, isSpelled(next), terms[next].breakBefore == .none,
                value < 10
            {
                total = value * 100
                last = next
                next += 1
                if next + 1 < terms.count, terms[next].value == nil, terms[next + 1].value != nil,
                    reads("and", at: next)
                {
                    next += 1
                }
            }
            if next < terms.count, let ones = terms[next].value, isSpelled(next), terms[next].breakBefore == .none,
                total >= 20, total.truncatingRemainder(dividingBy: 10) == 0, ones < (total >= 100 ? 100 : 10), ones >= 1
            {
                total += ones
                last = next
                if total < 100 || ones >= 20, next + 1 < terms.count, let units = terms[next + 1].value, units < 10,
                    units >= 1, total.truncatingRemainder(dividingBy: 10) == 0, isSpelled(next + 1)
                {
                    total += units
                    last = next + 1
                }
            }
            if let (decimals, end) = decimals(after: last) {
                total += decimals
                last = end
            }
            guard last > place else { continue }
            terms[place].value = total
            for index in (place + 1)...last { terms[index].value = nil }
        }
    }

    /// "Thirty eight point four": what stands behind the point, and its last place.
    private func decimals(after place: Int) -> (value: Double, last: Int)? {
        let first = place + 2
        guard first < terms.count, reads("point", at: place + 1), let tenths = terms[first].value, isSpelled(first),
            (0..<10).contains(tenths), tenths == tenths.rounded()
        else { return nil }
        return (tenths / 10, first)
    }

    /// Whether a number is one of a row: "3rd".
    func isOrdinal(_ place: Int) -> Bool {
        guard terms[place].token >= 0 else { return false }
        let token = utterance.tokens[Int(terms[place].token)]
        return token.kind == .number && token.text.last?.isLetter == true
    }

    private func isSpelled(_ place: Int) -> Bool {
        terms[place].token >= 0 && utterance.tokens[Int(terms[place].token)].kind == .word
    }

    /// Whether a term is this word as typed, folded.
    func reads(_ word: String, at place: Int) -> Bool {
        terms[place].token >= 0 && utterance.tokens[Int(terms[place].token)].text == word
    }

    private static func strength(of token: Token, at place: Int, in tokens: [Token]) -> Break {
        switch token.text {
        case ".", "?", "!", ";":
            // "approx.2" and "e.g. x" end nothing worth having; an ellipsis ends a sentence softly.
            return .sentence
        case ",": return .comma
        case ":", "(", ")", "[", "]": return .dash
        case "-":
            // A hyphen inside a word ("X-ray", "pus-filled") is none; a dash between blanks is.
            let tightAfter = place + 1 < tokens.count && !tokens[place + 1].spaceBefore
            return token.spaceBefore || !tightAfter ? .dash : .none
        case "/": return .none
        case "\"": return .none
        default: return .none
        }
    }

    /// The byte range of a range of terms; empty for carried classes alone.
    func bytes(_ range: Range<Int>) -> Range<Int> {
        var lower = -1
        var upper = -1
        for place in range where terms[place].token >= 0 {
            let bytes = utterance.tokens[Int(terms[place].token)].bytes
            if lower < 0 { lower = bytes.lowerBound }
            upper = max(upper, bytes.upperBound)
        }
        return lower < 0 ? 0..<0 : lower..<max(lower, upper)
    }

    /// Whether the token after a term is a given mark.
    func isFollowed(_ place: Int, by mark: String) -> Bool {
        let next = Int(terms[place].token) + 1
        return terms[place].token >= 0 && next < utterance.tokens.count && utterance.tokens[next].text == mark
    }
}
