/// One place where a pattern fits.
struct Hit: Sendable {
    let rule: Int32
    /// Terms, from the first element to the end of the last.
    let start: Int32
    let end: Int32
    /// Bit *i* is set when term `start + i` belongs to an element rather than to a gap.
    let elements: UInt64

    var range: Range<Int> { Int(start)..<Int(end) }

    func overlaps(_ other: Hit) -> Bool { start < other.end && other.start < end }

    /// Whether a guard says something of a sign: it lies around the whole of it, or they have a word in common that neither
    /// passes over.
    func speaks(of sign: Hit) -> Bool {
        if start <= sign.start, sign.end <= end { return true }
        let lower = max(start, sign.start)
        return (lower..<max(lower, min(end, sign.end))).contains { isElement(Int($0)) && sign.isElement(Int($0)) }
    }

    func isElement(_ place: Int) -> Bool {
        let offset = place - Int(start)
        return offset >= 0 && offset < 64 && elements & (1 << UInt64(offset)) != 0
    }
}

/// Lays the patterns over the terms of an utterance.
///
/// A pattern is tried where its first word class occurs, and only when the sentence so far holds its other classes
/// too; gaps are bounded, so that the cost is linear in the number of terms.
struct ConceptFinder {
    let lexicon: Lexicon
    let set: PatternSet
    let fillerClass: Int
    let barrierClass: Int
    let openerClass: Int
    let goesOnClass: Int
    private let stride: Int
    /// The class that a carried term stands for, by its place.
    private let carried: [Int]
    /// Phrases of two words or more by start: class and length.
    private var phrases: [PhraseHit] = []
    private var phraseStart: [Int32] = []
    /// Classes that occur anywhere in the utterance.
    private var present: [UInt64]
    private let terms: [Term]
    /// `stride` words for each term: the classes that hold it. Taken from the lexicon's mapped table once, as each term is asked
    /// for many classes.
    private var masks: [UInt64]

    init(
        _ terms: [Term], carried: [Int], lexicon: Lexicon, set: PatternSet, classes: StructureClasses
    ) {
        self.lexicon = lexicon
        self.set = set
        fillerClass = classes.filler
        barrierClass = classes.barrier
        openerClass = classes.opener
        goesOnClass = classes.goesOn
        self.terms = terms
        self.carried = carried
        stride = lexicon.stride
        present = [UInt64](repeating: 0, count: stride)
        masks = [UInt64](repeating: 0, count: terms.count * stride)
        phraseStart.reserveCapacity(terms.count + 1)
        for place in terms.indices {
            phraseStart.append(Int32(phrases.count))
            let word = Int(terms[place].word)
            if word >= 0 {
                lexicon.masks.copy(word * stride..<(word + 1) * stride, to: &masks, at: place * stride)
                for offset in 0..<stride { present[offset] |= masks[place * stride + offset] }
                lexicon.addPhrases(terms, at: place, to: &phrases)
            } else if word == -2, place < carried.count {
                present[carried[place] / 64] |= 1 << UInt64(carried[place] % 64)
            }
            if terms[place].value != nil { present[0] |= 1 }
        }
        phraseStart.append(Int32(phrases.count))
        for phrase in phrases { present[Int(phrase.wordClass) / 64] |= 1 << UInt64(phrase.wordClass % 64) }
    }

    /// Whether a class of one word holds the term.
    func has(_ wordClass: Int, at place: Int) -> Bool {
        if masks[place * stride + wordClass / 64] & (1 << UInt64(wordClass % 64)) != 0 { return true }
        if wordClass == 0 { return terms[place].value != nil }
        return terms[place].word == -2 && place < carried.count && carried[place] == wordClass
    }

    private func isPresent(_ wordClass: Int32) -> Bool {
        present[Int(wordClass) / 64] & (1 << UInt64(wordClass % 64)) != 0
    }

    /// The length of the longest run of terms from a place that the class holds; 0 when it holds none.
    func length(of wordClass: Int, at place: Int) -> Int {
        var length = has(wordClass, at: place) ? 1 : 0
        for index in Int(phraseStart[place])..<Int(phraseStart[place + 1])
        where Int(phrases[index].wordClass) == wordClass {
            length = max(length, Int(phrases[index].length))
        }
        return length
    }

    /// Every place where a pattern fits, in the order of the text.
    func hits() -> [Hit] {
        var hits: [Hit] = []
        hits.reserveCapacity(terms.count)
        for place in terms.indices {
            let word = Int(terms[place].word)
            if word >= 0 {
                for index in lexicon.classRange(of: word) {
                    tryPatterns(of: Int(lexicon.classList[index]), at: place, length: 1, &hits)
                }
            } else if word == -2, place < carried.count {
                tryPatterns(of: carried[place], at: place, length: 1, &hits)
            }
            if terms[place].value != nil { tryPatterns(of: 0, at: place, length: 1, &hits) }
            for index in Int(phraseStart[place])..<Int(phraseStart[place + 1]) {
                tryPatterns(
                    of: Int(phrases[index].wordClass), at: place, length: Int(phrases[index].length), &hits)
            }
        }
        return hits
    }

    private func tryPatterns(of wordClass: Int, at place: Int, length: Int, _ hits: inout [Hit]) {
        let lower = Int(set.byFirstStart[wordClass])
        let upper = Int(set.byFirstStart[wordClass + 1])
        guard lower < upper else { return }
        let elements = (UInt64(1) << UInt64(length)) - 1
        next: for index in lower..<upper {
            let pattern = set.patterns[Int(set.byFirst[index])]
            let first = Int(pattern.firstStep)
            let last = first + Int(pattern.stepCount)
            for step in (first + 1)..<max(last, first + 1) where !isPresent(set.steps[step].wordClass) {
                continue next
            }
            if pattern.atStart, !isSentenceStart(place) { continue }
            if let (end, mask) = match(
                step: first + 1, last: last, from: place + length, origin: place, elements: elements,
                pattern)
            {
                hits.append(
                    Hit(rule: pattern.rule, start: Int32(place), end: Int32(end), elements: mask))
            }
        }
    }

    private func isSentenceStart(_ place: Int) -> Bool {
        var place = place
        var steps = 0
        while true {
            // Behind what is carried from the last turn the message starts.
            if place == 0 || terms[place - 1].token < 0 || terms[place].breakBefore >= .dash { return true }
            if terms[place].breakBefore == .comma { return true }
            // "so is it …", "but can the …", "hi is …": one opening word does not count.
            guard steps < 2, has(openerClass, at: place - 1) else { return false }
            place -= 1
            steps += 1
        }
    }

    private func isClauseEnd(_ end: Int) -> Bool {
        end >= terms.count || terms[end].breakBefore >= .comma || has(barrierClass, at: end)
    }

    private func match(
        step: Int, last: Int, from: Int, origin: Int, elements: UInt64, _ pattern: CompiledPattern
    ) -> (end: Int, elements: UInt64)? {
        if step == last { return !pattern.atEnd || isClauseEnd(from) ? (from, elements) : nil }
        let wanted = set.steps[step]
        var place = from
        var passed = 0
        var fillers = 0
        while place < terms.count {
            let limit: Break = pattern.overCommas ? .sentence : .comma
            if terms[place].breakBefore >= limit || place - origin > 40 { return nil }
            let (single, phrase) = lengths(of: Int(wanted.wordClass), at: place)
            if phrase > 0,
                let found = match(
                    step: step + 1, last: last, from: place + phrase, origin: origin,
                    elements: elements | Self.bits(phrase, from: place - origin), pattern)
            {
                return found
            }
            if single > 0,
                let found = match(
                    step: step + 1, last: last, from: place + 1, origin: origin,
                    elements: elements | Self.bits(1, from: place - origin), pattern)
            {
                return found
            }
            // Not here: may the term be passed over?
            if has(barrierClass, at: place) { return nil }
            if has(fillerClass, at: place), !endsGuard(pattern, wanted, place) {
                fillers += 1
                guard fillers <= (wanted.gap < 0 ? 3 : 4) + max(0, Int(wanted.gap) - passed) else { return nil }
            } else {
                guard passed < Int(wanted.gap) else { return nil }
                passed += 1
            }
            place += 1
        }
        return nil
    }

    /// "The roof has collapsed" is a figure of speech, "I was on the roof and collapsed" is none: between two neighbours of a guard
    /// nothing new may start.
    private func endsGuard(_ pattern: CompiledPattern, _ wanted: Step, _ place: Int) -> Bool {
        guard wanted.gap < 0, case .guardOf = set.rules[Int(pattern.rule)].role else { return false }
        return has(goesOnClass, at: place)
    }

    private static func bits(_ count: Int, from start: Int) -> UInt64 {
        ((UInt64(1) << UInt64(count)) - 1) << UInt64(start)
    }

    /// The length of a single word (0 when the class does not hold it) and of the longest phrase.
    private func lengths(of wordClass: Int, at place: Int) -> (Int, Int) {
        var phrase = 0
        for index in Int(phraseStart[place])..<Int(phraseStart[place + 1])
        where Int(phrases[index].wordClass) == wordClass {
            phrase = max(phrase, Int(phrases[index].length))
        }
        return (has(wordClass, at: place) ? 1 : 0, phrase)
    }
}
