import KnowledgePacks
import TextAnalysis

/// Reads how a message steers the conversation: what it starts with, whether it takes something back, and what is left of it.
struct TurnReader: Sendable {
    let openers: PhraseSet
    let weakOpeners: PhraseSet
    let inverters: PhraseSet
    let subjects: PhraseSet
    let connectors: PhraseSet
    let leadIns: PhraseSet
    let links: PhraseSet
    let trails: PhraseSet
    let tags: PhraseSet
    let pointers: PhraseSet
    let frames: [String]
    let corrections: PhraseSet
    let negators: PhraseSet
    let notNegated: PhraseSet
    let retractions: PhraseSet
    let misreadings: PhraseSet
    let yes: PhraseSet
    let no: PhraseSet
    let both: PhraseSet
    let neither: PhraseSet
    let more: PhraseSet
    let acknowledgements: PhraseSet
    let quotations: PhraseSet
    let ordinals: [String]
    let plainWords: PhraseSet
    private let bareWords: PhraseSet
    private let followUps: [(phrases: PhraseSet, entry: FollowUp)]

    init(_ words: ConversationWords, vocabulary: Vocabulary, followUps: [FollowUp]) {
        openers = PhraseSet(words.openers)
        weakOpeners = PhraseSet(words.weakOpeners)
        inverters = PhraseSet(words.inverters)
        subjects = PhraseSet(words.subjects)
        connectors = PhraseSet(words.connectors)
        leadIns = PhraseSet(words.leadIns)
        links = PhraseSet(words.links)
        trails = PhraseSet(words.trails)
        tags = PhraseSet(words.tags)
        pointers = PhraseSet(words.pointers)
        frames = words.frames
        corrections = PhraseSet(words.corrections)
        negators = PhraseSet(words.negators)
        notNegated = PhraseSet(words.notNegated)
        retractions = PhraseSet(words.retractions)
        misreadings = PhraseSet(words.misreadings)
        yes = PhraseSet(words.yes)
        no = PhraseSet(words.no)
        both = PhraseSet(words.both)
        neither = PhraseSet(words.neither)
        more = PhraseSet(words.more)
        acknowledgements = PhraseSet(words.acknowledgements)
        quotations = PhraseSet(words.quotations)
        ordinals = words.ordinals
        plainWords = PhraseSet(words.plainWords)
        bareWords = PhraseSet(vocabulary.followUpWords)
        self.followUps = followUps.map { (PhraseSet($0.says), $0) }
    }

    // MARK: - What a message is as a whole

    /// Whether a message is one of these phrases, alone or behind words that mean nothing.
    func isOnly(_ set: PhraseSet, _ turn: Turn) -> Bool {
        let terms = turn.terms
        if set.isWhole(terms) { return true }
        var lead = 0
        while lead < terms.count {
            let length = leadIns.length(at: lead, in: terms)
            if length == 0 { break }
            lead += length
            if set.isWhole(Array(terms.dropFirst(lead))) { return true }
        }
        return false
    }

    /// Whether a message says nothing but "yes", with or without words that mean nothing.
    func isYes(_ turn: Turn) -> Bool {
        yes.isWhole(turn.terms) || yes.length(at: 0, in: turn.terms) > 0 && yes.covers(turn.terms)
    }

    /// The message without words at its start that mean nothing; unaltered when it is only such words.
    func withoutLeadIn(_ turn: Turn) -> Turn {
        let lead = leadIns.lead(of: turn.terms)
        return lead == 0 || lead == turn.terms.count ? turn : turn.part(lead..<turn.terms.count)
    }

    /// How many terms at the end only link a message to the last topic, or mean nothing: "hair too", "and beer, haha".
    func trail(of terms: [String]) -> Int {
        var end = terms.count
        while let start = (0..<end).first(where: { $0 + trails.length(at: $0, in: terms) == end }) { end = start }
        return terms.count - end
    }

    /// How many terms at the end make a question of a denial.
    private func tag(of terms: [String]) -> Int {
        terms.indices.first { $0 + tags.length(at: $0, in: terms) == terms.count }.map { terms.count - $0 } ?? 0
    }

    /// Whether terms are nothing but words between questions: "oh and".
    func meansNothing(_ terms: [String]) -> Bool {
        terms.indices.allSatisfy { connectors.length(at: $0, in: terms) == 1 || leadIns.length(at: $0, in: terms) == 1 }
    }

    // MARK: - Questions that lean on the last topic

    /// A message of words that name no topic, and perhaps a number: "for 30 min".
    func isBare(_ terms: [String]) -> Bool {
        let words = terms.filter { Double($0) == nil }
        return !words.isEmpty && bareWords.covers(words)
    }

    /// What a short message asks of topics; `nil` when it names something itself. An entry that says nothing of them is none.
    func followUp(_ terms: [String], after topics: [String]) -> [String]? {
        guard (1...Self.followUpTerms).contains(terms.count) else { return nil }
        for (phrases, entry) in followUps {
            guard let range = longest(phrases, in: terms) else { continue }
            let rest = Array(terms[..<range.lowerBound] + terms[range.upperBound...])
            guard rest.isEmpty || bareWords.covers(rest) || leadIns.covers(rest) || bareOrLead(rest) else { continue }
            let targets = topics.compactMap { topic in entry.target(after: topic).map { (topic, $0) } }
            // After ice and tablets "how many" leads on from the tablets alone.
            let leading = targets.filter { $0.0 != $0.1 }
            if !targets.isEmpty { return (leading.isEmpty ? targets : leading).map(\.1) }
        }
        return nil
    }

    private func bareOrLead(_ terms: [String]) -> Bool {
        bareWords.covers(Array(terms.dropFirst(leadIns.lead(of: terms))))
    }

    private func longest(_ phrases: PhraseSet, in terms: [String]) -> Range<Int>? {
        var best: Range<Int>?
        for place in terms.indices {
            let length = phrases.length(at: place, in: terms)
            if length > best?.count ?? 0 { best = place..<place + length }
        }
        return best
    }

    /// A longer message says what it is about.
    private static let followUpTerms = 9

    // MARK: - Corrections

    /// What a message says instead of what was answered: its rest behind "I meant", or beside what it says it does not mean.
    struct Correction {
        /// `nil` when it only says what is not meant.
        var content: Turn?
    }

    func correction(_ turn: Turn) -> Correction? {
        let terms = turn.terms
        guard terms.count <= Self.correctionTerms else { return nil }
        if let cue = firstCorrection(terms) {
            guard cue.upperBound < terms.count else {
                // "The soreness, I mean": what is meant stands before.
                let before = withoutLeadIn(turn.part(0..<cue.lowerBound))
                // "Just light stuff, I mean" says more of what was asked.
                if links.length(at: 0, in: turn.terms) > 0 { return nil }
                let names = !isBare(before.terms) && before.terms.count <= Self.meantTerms
                return Correction(content: names && negators.first(in: before.terms) == nil ? before : nil)
            }
            return Correction(content: withoutNegated(turn.part(cue.upperBound..<terms.count)))
        }
        // "no, not heat, ice"; "not heat".
        var lead = 0
        while negators.length(at: lead, in: terms) == 0 {
            let length = max(leadIns.length(at: lead, in: terms), no.length(at: lead, in: terms))
            if length == 0 { break }
            lead += length
        }
        for start in [lead, 0] {
            let negator = negators.length(at: start, in: terms)
            guard negator > 0, start + negator < terms.count else { continue }
            guard notNegated.length(at: start + negator, in: terms) == 0 else { return nil }
            // "Not an allergy, is it?" asks about the allergy.
            let tag = tag(of: terms)
            if tag > 0, start + negator + tag < terms.count {
                return Correction(content: turn.part(start + negator..<terms.count - tag))
            }
            let end = turn.clauseEnd(from: start + negator, breakingAt: connectors)
            guard end < terms.count else {
                return terms.count - start - negator <= 4 ? Correction(content: nil) : nil
            }
            return Correction(content: withoutLeadIn(turn.part(end..<terms.count)))
        }
        // "ice, not heat".
        let kept = withoutNegated(turn)
        return kept.terms.count < terms.count && terms.count <= 8 ? Correction(content: kept) : nil
    }

    /// A longer clause before "I mean" says something of its own.
    private static let meantTerms = 6

    /// "I meant", where nothing but "no", "not that" or another clause of a few words stands before it.
    private func firstCorrection(_ terms: [String]) -> Range<Int>? {
        for place in terms.indices.prefix(12) {
            let length = corrections.length(at: place, in: terms)
            if length > 0 { return place..<place + length }
        }
        return nil
    }

    /// The message without a last clause that says what is not meant.
    private func withoutNegated(_ turn: Turn) -> Turn {
        for place in turn.terms.indices.dropFirst() where turn.breaks(before: place) {
            let negator = negators.length(at: place, in: turn.terms)
            guard negator > 0, place + negator < turn.terms.count,
                notNegated.length(at: place + negator, in: turn.terms) == 0,
                turn.clauseEnd(from: place + negator, breakingAt: connectors) == turn.terms.count
            else { continue }
            return turn.part(0..<place)
        }
        return turn
    }

    /// Longer messages tell a story.
    private static let correctionTerms = 30
}

/// A message or a part of one, with its terms and where they stand.
struct Turn: Sendable {
    let utterance: Utterance
    let terms: [String]
    /// The place of each term among the utterance's tokens.
    private let places: [Int]

    init(_ utterance: Utterance) {
        self.utterance = utterance
        places = utterance.tokens.indices.filter { utterance.tokens[$0].isTerm }
        terms = places.map { utterance.tokens[$0].text }
    }

    /// A range of the terms, with the marks between and behind them.
    func part(_ range: Range<Int>) -> Turn {
        guard !range.isEmpty else { return Turn(Utterance("")) }
        let end = range.upperBound < places.count ? places[range.upperBound] : utterance.tokens.count
        return Turn(Utterance(text: utterance.text, tokens: Array(utterance.tokens[places[range.lowerBound]..<end])))
    }

    /// Whether a mark that ends a clause stands before a term.
    func breaks(before term: Int) -> Bool {
        guard term > 0 else { return true }
        return utterance.tokens[places[term - 1] + 1..<places[term]].contains {
            $0.kind == .punctuation && [",", ".", ";", ":", "!", "?", "-", "("].contains($0.text)
        }
    }

    /// Whether a mark that stands for "and" or "or" is before a term.
    func joins(before term: Int) -> Bool {
        guard term > 0 else { return false }
        return utterance.tokens[places[term - 1] + 1..<places[term]].contains { ["&", "/", "+"].contains($0.text) }
    }

    /// Where the clause of a term ends: before the next term behind a mark, or before a connector.
    func clauseEnd(from term: Int, breakingAt connectors: PhraseSet) -> Int {
        var place = term + 1
        while place < terms.count {
            if breaks(before: place) || connectors.length(at: place, in: terms) > 0 { return place }
            place += 1
        }
        return terms.count
    }

    /// The text as one plain sentence.
    var sentence: String { utterance.sentence }
}
