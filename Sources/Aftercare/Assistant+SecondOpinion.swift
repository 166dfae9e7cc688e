import Dialogue
import IntentMatching
import KnowledgePacks
import SafetyScreening
import TextAnalysis

/// What the second opinion makes of a finding.
extension Assistant {
    /// The finding, without its alerts where neither the whole message nor the sentences of its signs read like any danger, and
    /// raised where the whole or a sentence reads like one that no pattern knows.
    func secondOpinion(_ finding: SafetyFinding, _ utterance: Utterance) -> SafetyFinding {
        guard let opinion = compiled.opinion, !finding.isExclusive, !isKnownTopic(utterance) else { return finding }
        let sentences = QuestionSplitter.sentences(utterance)
        let parts = ([utterance] + sentences.prefix(Self.judgedSentences)).map { ($0, shares($0, opinion)) }
        var finding = finding
        if sentences.count <= Self.judgedSentences, utterance.terms.count > Self.fewTerms,
            isMisread(finding, parts, opinion), screener.screen(utterance).urgency == finding.urgency
        {
            finding = finding.dismissed()
        }
        // Words that a guard has cleared, "fainted at the price", are as good as unread: a guard knows a phrase and not the message.
        let signs = finding.mentions.filter { $0.level > .none }
        let areAllDismissed =
            signs.allSatisfy { $0.assertion != .asserted } && signs.contains { $0.assertion != .pseudo }
        var worst = (level: SecondOpinion.Level.none, message: "")
        for (place, (part, shares)) in parts.enumerated() {
            guard let shares else { continue }
            // "Whats the point", in a story: three words out of their place say nothing.
            if place > 0, part.terms.count < Self.fewTerms { continue }
            let isLittle = place > 0 || part.terms.count <= Self.fewTerms
            let reading: SecondOpinion.Reading =
                areAllDismissed || isLittle ? .strict : isSurelyElsewhere(part) ? .elsewhere : .unread
            var level = opinion.level(shares, reading)
            if place > 0, let whole = parts[0].1 { level = level.within(whole) }
            if level.rawValue > worst.level.rawValue { worst = (level, part.quote(part.tokens.indices)) }
        }
        return finding.raised(to: worst.level, message: worst.message, data: compiled.safety)
    }

    /// Whether patterns alone saw the signs of a finding, each in a word or two that are known, and whatever part of the message they
    /// stand in is short enough to be read as a whole and reads like nothing so grave. In a story an urgent sign may have more words,
    /// and an emergency may not.
    private func isMisread(
        _ finding: SafetyFinding, _ parts: [(Utterance, SecondOpinion.Shares?)], _ opinion: SecondOpinion
    ) -> Bool {
        let length = parts[0].0.terms.count
        guard finding.mayBeMisread, length <= Self.judgedTerms, let whole = parts[0].1 else { return false }
        // Patterns are tried at every word, so that in a story one of them fits by chance, and in more words than two.
        let isUrgentInStory = length >= Self.storyTerms && finding.urgency == .urgent
        guard
            isUrgentInStory && whole.highest < SecondOpinion.leastAround
                || opinion.isHarmless(whole, as: finding.urgency, isSentence: false)
        else { return false }
        return finding.mentions.filter { $0.assertion == .asserted && $0.level > .none }.allSatisfy { mention in
            !mention.isFirm
                && (isUrgentInStory || mention.ruleWords <= Self.dismissedWords)
                && Utterance(mention.evidence).terms.allSatisfy { isKnown($0.text, opinion) }
                && parts.dropFirst().allSatisfy { part, shares in
                    guard let first = part.tokens.first, let last = part.tokens.last,
                        mention.bytes.overlaps(first.bytes.lowerBound..<last.bytes.upperBound)
                    else { return true }
                    return part.terms.count <= Self.judgedTerms
                        && shares.map { opinion.isHarmless($0, as: finding.urgency, isSentence: true) }
                            ?? false
                }
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
    /// How many sentences of a long message are judged one by one.
    private static let judgedSentences = 12
    /// "Collapsed", "hit a nerve". A sign with its place, "pins and needles in my foot", has one meaning only.
    private static let dismissedWords = 2
    /// From so many words on a message is a story. Of forty stories with a sign, written by people who had seen no example, the whole
    /// scored .23 at least; of thirty-four without, in which a pattern had seen one, half scored less than .2.
    private static let storyTerms = 40
    /// A longer sentence may hold more than the encoder reads, and is not dismissed.
    private static let judgedTerms = 110
    /// How sure the matcher has to be of what a message asks.
    private static let sureConfidence = 0.97
}
