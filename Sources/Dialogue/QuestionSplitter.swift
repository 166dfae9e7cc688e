package import KnowledgePacks
package import TextAnalysis

/// Parts a message at the borders of its clauses: marks, and words such as "and" before a new question.
package struct QuestionSplitter: Sendable {
    let reader: TurnReader

    init(reader: TurnReader) { self.reader = reader }

    package init(_ words: ConversationWords) {
        reader = TurnReader(words, vocabulary: Vocabulary(), followUps: [])
    }

    /// The questions of a message, in order.
    package func questions(_ utterance: Utterance) -> [Utterance] {
        clauses(Turn(utterance)).filter(\.asks).map { reader.withoutLeadIn($0.turn).utterance }
    }

    /// A stretch of a message between two borders.
    struct Clause: Sendable {
        var turn: Turn
        /// Its terms in the message.
        var range: Range<Int>
        /// Whether it asks: it ends with a question mark, or starts like a question.
        var asks: Bool
        /// Whether it ends with a question mark.
        var isMarked: Bool
    }

    /// More clauses than this are not told apart.
    private static let limit = 24
    /// A clause that goes on after a question mark, "and ice how long?", has no more terms than this.
    private static let fragmentTerms = 6
    /// A comma ends a clause only before a question of so many terms.
    private static let leastAfterComma = 3
    /// A line break, or a mark that stands for "and", before one of so many.
    private static let leastInLine = 2

    /// The clauses of a message, in order.
    func clauses(_ turn: Turn) -> [Clause] {
        let tokens = turn.utterance.tokens
        let terms = turn.terms
        var clauses: [Clause] = []
        var start = 0
        var term = 0
        func close(_ end: Int, isMarked: Bool) {
            defer { start = end }
            guard start < end else { return }
            let part = turn.part(start..<end)
            if !isMarked, reader.meansNothing(part.terms) { return }
            let goesOn =
                clauses.last?.isMarked == true && part.terms.count <= Self.fragmentTerms
                && reader.connectors.length(at: 0, in: part.terms) > 0
            clauses.append(
                Clause(turn: part, range: start..<end, asks: isMarked || goesOn || asks(part.terms), isMarked: isMarked)
            )
        }
        for (place, token) in tokens.enumerated() where clauses.count < Self.limit {
            // A text may be wrapped anywhere, so a line alone ends nothing.
            if token.lineBefore, starts(terms, at: term, least: Self.leastInLine) { close(term, isMarked: false) }
            switch token.kind {
            case .punctuation:
                let isDash =
                    token.text == "-" && token.spaceBefore && place + 1 < tokens.count
                    && tokens[place + 1].spaceBefore
                switch token.text {
                case "?": close(term, isMarked: true)
                case ".", "!", ";", ":": close(term, isMarked: false)
                case "-" where isDash: close(term, isMarked: false)
                case ")" where term > start && Double(terms[term - 1]) != nil:
                    // "1) is it normal 2) can I drive"
                    close(term - 1, isMarked: false)
                    start = term
                case "," where starts(terms, at: term, least: Self.leastAfterComma): close(term, isMarked: false)
                case "/", "&", "+":
                    if starts(terms, at: term, least: Self.leastInLine) { close(term, isMarked: false) }
                default: break
                }
            case .word, .number:
                if term > start, reader.connectors.length(at: term, in: terms) > 0,
                    starts(terms, at: term + 1, least: 1)
                {
                    close(term, isMarked: false)
                } else if beginsAnother(terms, at: term, after: start) {
                    close(term, isMarked: false)
                }
                term += 1
            case .symbol: break
            }
        }
        close(terms.count, isMarked: false)
        return clauses
    }

    /// Whether a question runs on into the next without a mark or a word between: "can i ice it can i take aleve".
    private func beginsAnother(_ terms: [String], at term: Int, after start: Int) -> Bool {
        guard term > start + 1, terms.count - term >= Self.leastAfterComma, inverts(terms, at: term),
            reader.openers.length(at: term - 1, in: terms) == 0
        else { return false }
        // "if I do it", "can I do the": the word before asks or is asked of, and the question goes on.
        if reader.subjects.length(at: term - 1, in: terms) > 0, term - 2 >= start,
            reader.openers.length(at: term - 2, in: terms) + reader.weakOpeners.length(at: term - 2, in: terms) > 0
        {
            return false
        }
        return inverts(terms, at: start + reader.leadIns.lead(of: Array(terms[start...])))
    }

    /// Whether "can I", "is it" stands at a place.
    private func inverts(_ terms: [String], at place: Int) -> Bool {
        let length = reader.inverters.length(at: place, in: terms)
        return length > 0 && reader.subjects.length(at: place + length, in: terms) > 0
    }

    /// Whether a question starts at a term, or behind words there that mean nothing.
    private func starts(_ terms: [String], at place: Int, least: Int) -> Bool {
        var place = place
        while place < terms.count, opening(terms, at: place) == 0 {
            let lead = max(
                reader.leadIns.length(at: place, in: terms), reader.connectors.length(at: place, in: terms))
            if lead == 0 { return false }
            place += lead
        }
        return place < terms.count && terms.count - place >= least
    }

    /// How many terms of a question's start stand at a place; 0 when none starts there.
    private func opening(_ terms: [String], at place: Int) -> Int {
        let weak = reader.weakOpeners.length(at: place, in: terms)
        if weak > 0, reader.subjects.length(at: place + weak, in: terms) > 0 { return weak }
        return reader.openers.length(at: place, in: terms)
    }

    /// Whether words ask: they start like a question, or hold an opener with its subject.
    private func asks(_ terms: [String]) -> Bool {
        if starts(terms, at: 0, least: 2) || endsAsking(terms) { return true }
        return terms.indices.contains { inverts(terms, at: $0) }
    }

    /// "Ice how long", "gym when": a few words that name a thing and end with what is asked of it.
    private func endsAsking(_ terms: [String]) -> Bool {
        guard (2...Self.fragmentTerms).contains(terms.count) else { return false }
        return [terms.count - 1, terms.count - 2].contains { place in
            place > 0 && reader.openers.length(at: place, in: terms) == 1
                && reader.inverters.length(at: place, in: terms) == 0
        }
    }

    // MARK: - Two things in one question

    /// A question about two things, "can I use ice and heat", as two; `nil` when it joins nothing.
    func joined(_ turn: Turn) -> (left: Turn, right: Turn, frames: [Turn])? {
        let terms = turn.terms
        guard (2...Self.joinedTerms).contains(terms.count) else { return nil }
        let lead = reader.leadIns.lead(of: terms)
        for place in terms.indices.dropFirst(lead + 1) {
            let length = reader.connectors.length(at: place, in: terms)
            guard length > 0, place + length < terms.count else { continue }
            let left = turn.part(lead..<place)
            let end = turn.clauseEnd(from: place + length, breakingAt: reader.connectors)
            let right = turn.part(place + length..<end)
            return (left, right, frames(left, right))
        }
        for place in terms.indices.dropFirst(lead + 1) where turn.joins(before: place) {
            let (left, right) = (turn.part(lead..<place), turn.part(place..<terms.count))
            return (left, right, frames(left, right))
        }
        return nil
    }

    /// The right half behind the start of the left one: "can I" before "have a beer", "can I use" before "heat".
    private func frames(_ left: Turn, _ right: Turn) -> [Turn] {
        let opening = opening(left.terms, at: 0)
        guard opening > 0, left.terms.count > opening else { return [] }
        let subject = reader.subjects.length(at: opening, in: left.terms)
        return [opening + subject, opening + subject + 1].compactMap { length in
            guard length < left.terms.count + 1 else { return nil }
            let frame = left.part(0..<min(length, left.terms.count)).sentence
            return Turn(Utterance("\(frame) \(right.sentence)"))
        }
    }

    /// A longer clause that joins two things tells a story.
    private static let joinedTerms = 18
}

extension QuestionSplitter {
    /// The sentences of an utterance that has several, in order; empty when it has one.
    package static func sentences(_ utterance: Utterance) -> [Utterance] {
        let ends = utterance.tokens.indices.filter { place in
            [".", "!", "?", ";"].contains(utterance.tokens[place].text)
        }
        var sentences: [Utterance] = []
        var start = 0
        for end in ends + [utterance.tokens.count] {
            let tokens = Array(utterance.tokens[start..<end])
            start = min(end + 1, utterance.tokens.count)
            if tokens.count(where: \.isTerm) >= leastSentence {
                sentences.append(Utterance(text: utterance.text, tokens: tokens))
            }
        }
        return sentences.count > 1 ? sentences : []
    }

    /// Fewer terms than this are too little to judge alone.
    private static let leastSentence = 3
}
