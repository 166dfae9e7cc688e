import Dialogue
import IntentMatching
import KnowledgePacks
import SafetyScreening
import TextAnalysis

/// What the second opinion makes of a finding.
extension Assistant {
    /// The finding, without its alerts where the message reads like no danger, and raised where it reads like one that no pattern
    /// knows.
    ///
    /// - Parameter isFollowUp: Whether something was said before, so that a few words lean on it and say little by themselves.
    func secondOpinion(_ finding: SafetyFinding, _ utterance: Utterance, isFollowUp: Bool) -> SafetyFinding {
        guard let opinion = compiled.opinion, !finding.isExclusive, !finding.isBareBody, !isKnownTopic(utterance)
        else { return finding }
        let judged = Judged(
            utterance, QuestionSplitter.sentences(utterance), limit: Self.judgedSentences, leastTerms: Self.fewTerms + 1
        ) { shares($0, opinion) }
        var finding = finding
        if isMisread(finding, judged, opinion), screener.screen(utterance).urgency == finding.urgency {
            finding = finding.dismissed()
        }
        let (level, part) = level(judged, finding, opinion, isFollowUp)
        return finding.raised(to: level, message: part.quote(part.tokens.indices), data: compiled.safety)
    }

    /// A message and its sentences with what they score.
    private struct Judged {
        let whole: (utterance: Utterance, shares: SecondOpinion.Shares?)
        /// Empty where the message is one sentence.
        let sentences: [(utterance: Utterance, shares: SecondOpinion.Shares?)]
        /// Whether it has more sentences than these.
        let isCutOff: Bool
        /// The worst that any sentence scores at each level; the whole's score where it is one sentence.
        let worst: SecondOpinion.Shares?
        /// The sentence that sounds worst, or the whole.
        let worstPart: Utterance

        /// - Parameter leastTerms: "Whats the point", in a story: fewer words out of their place say nothing.
        init(
            _ utterance: Utterance, _ all: [Utterance], limit: Int, leastTerms: Int,
            shares: (Utterance) -> SecondOpinion.Shares?
        ) {
            whole = (utterance, shares(utterance))
            sentences = all.prefix(limit).map { ($0, shares($0)) }
            isCutOff = all.count > limit
            var worst: (part: Utterance, shares: SecondOpinion.Shares)?
            for (part, shares) in sentences where part.terms.count >= leastTerms {
                guard let shares else { continue }
                let isWorse = shares.highest > worst?.shares.highest ?? -.infinity
                worst = (isWorse ? part : worst?.part ?? part, worst.map { $0.shares.worst(shares) } ?? shares)
            }
            self.worst = worst?.shares ?? whole.shares
            worstPart = worst?.part ?? utterance
        }

        /// What the whole and its worst sentence score together; `nil` where nothing is scored.
        var together: SecondOpinion.Shares? {
            guard let whole = whole.shares, let worst else { return nil }
            return whole.added(to: worst)
        }

        var terms: Int { whole.utterance.terms.count }
    }

    /// What the second opinion takes a message for, and the words that say so.
    private func level(
        _ judged: Judged, _ finding: SafetyFinding, _ opinion: SecondOpinion, _ isFollowUp: Bool
    ) -> (SecondOpinion.Level, Utterance) {
        let whole = judged.whole.utterance
        let isFew = whole.terms.count <= (isFollowUp ? Self.followUpTerms : Self.fewTerms)
        if judged.sentences.isEmpty || isFew {
            guard let shares = judged.whole.shares else { return (.none, whole) }
            let isStrict = areAllDismissed(finding) || isFew
            return (opinion.level(shares, isStrict ? .strict : isSurelyElsewhere(whole) ? .elsewhere : .unread), whole)
        }
        guard let together = judged.together else {
            // Of a message in two languages the sentences are read that can be.
            return (judged.worst.map { opinion.level($0, .strict) } ?? .none, judged.worstPart)
        }
        let level = SecondOpinion.level(
            ofStory: together, sentences: judged.sentences.count, isElsewhere: isSurelyElsewhere(whole))
        return (level, judged.worstPart)
    }

    /// Whether the patterns read signs in a message and found them all denied, past, asked about or another's. Words that a guard
    /// has cleared, "fainted at the price", are as good as unread: a guard knows a phrase and not the message.
    private func areAllDismissed(_ finding: SafetyFinding) -> Bool {
        let signs = finding.mentions.filter { $0.level > .none }
        return signs.allSatisfy { $0.assertion != .asserted } && signs.contains { $0.assertion != .pseudo }
    }

    /// Whether patterns alone saw the signs of a finding, and what they stand in reads like nothing so grave: a story together with
    /// its worst sentence, or a shorter message, and each sentence with a sign.
    ///
    /// A pattern of more words than two is believed, but for an urgent one in a story; and so are signs of different kinds, as
    /// chance seldom strikes twice, but where next to nothing speaks for any.
    private func isMisread(_ finding: SafetyFinding, _ judged: Judged, _ opinion: SecondOpinion) -> Bool {
        guard finding.mayBeMisread, !judged.isCutOff, judged.terms > Self.fewTerms, let whole = judged.whole.shares,
            let together = judged.together
        else { return false }
        let isStory = judged.terms >= Self.storyTerms
        let isFarOff = !judged.sentences.isEmpty && together.highest < SecondOpinion.harmlessBeyondDoubt
        if isStory {
            guard together.highest < SecondOpinion.harmlessStory else { return false }
        } else {
            guard isFarOff || opinion.isHarmless(whole, as: finding.urgency, isSentence: false) else { return false }
        }
        let signs = finding.mentions.filter { $0.assertion == .asserted && $0.level > .none }
        guard Set(signs.map(\.concept)).count <= 1 || isFarOff else { return false }
        return signs.allSatisfy { mention in
            guard Utterance(mention.evidence).terms.allSatisfy({ isKnown($0.text, opinion) }) else { return false }
            // A longer text may hold more than the encoder reads.
            let around = judged.sentences.filter { mention.stands(in: $0.utterance) }
            let parts = around.isEmpty ? [judged.whole] : around
            guard parts.allSatisfy({ $0.utterance.terms.count <= Self.judgedTerms }) else { return false }
            // However harmless the story, the sentence that holds the sign has to be so too: "my fingers tingle all the time now".
            let isHarmless = around.allSatisfy { _, shares in
                shares.map { opinion.isHarmless($0, as: finding.urgency, isSentence: true) } ?? false
            }
            let isShort = mention.ruleWords <= Self.dismissedWords
            return isHarmless && (isStory ? isShort || mention.level == .urgent : isShort && !mention.isFirm)
        }
    }

    /// Whether a word is no misspelling, of which the second opinion could not know what it means.
    private func isKnown(_ word: String, _ opinion: SecondOpinion) -> Bool {
        opinion.knows(word) || compiled.matcher.spelling.common.contains(word)
    }

    /// Whether a message surely asks about something that no reviewed passage speaks of, such as the cost: signs are told beside
    /// questions on pain, and hardly ever in those.
    private func isSurelyElsewhere(_ utterance: Utterance) -> Bool {
        let matches = compiled.matcher.match(utterance)
        guard matches.isInScope, let best = matches.ranked.first, best.confidence >= Self.sureConfidence else {
            return false
        }
        return switch WellKnownIntent.group(best.intent) {
        case .notCovered, .social, .meta: true
        case .redflag, .emergency, nil: false
        }
    }

    /// Whether somebody who wrote the pack put these very words under a topic that is no warning sign's.
    private func isKnownTopic(_ utterance: Utterance) -> Bool {
        guard let intent = compiled.matcher.intent(ofExampleEqualTo: utterance) else { return false }
        return WellKnownIntent.group(intent) == nil
    }

    /// What a text scores, from the cache when it was judged before.
    func shares(_ utterance: Utterance, _ opinion: SecondOpinion) -> SecondOpinion.Shares? {
        let text = utterance.sentence
        if let known = opinions.value(for: text) { return known }
        let (terms, sentence) = compiled.matcher.read(utterance)
        guard let shares = opinion.shares(terms, sentence: sentence) else { return nil }
        opinions.keep(shares, for: text)
        return shares
    }

    /// "He will not listen": so few words say little of how somebody is.
    private static let fewTerms = 4
    /// "Sorry, I mean the calf": of the 440 later turns of 150 dialogues six raised an alarm for nothing, all of fewer words.
    private static let followUpTerms = 9
    /// How many sentences of a long message are judged one by one.
    private static let judgedSentences = 24
    /// "Collapsed", "hit a nerve". A sign with its place, "pins and needles in my foot", has one meaning only.
    private static let dismissedWords = 2
    /// From so many words on a message is a story: patterns are tried at every word, so that one of them fits by chance.
    private static let storyTerms = 40
    /// Longer sentences are not dismissed.
    private static let judgedTerms = 110
    /// How sure the matcher has to be of what a message asks.
    private static let sureConfidence = 0.97
}

extension Mention {
    /// Whether a word of it belongs to a part of its utterance.
    fileprivate func stands(in part: Utterance) -> Bool {
        guard let first = part.tokens.first, let last = part.tokens.last else { return false }
        return bytes.overlaps(first.bytes.lowerBound..<last.bytes.upperBound)
    }
}
