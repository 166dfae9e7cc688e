/// What was decided about one mention: whether it is true, now, of the person treated.
public enum Assertion: String, Sendable, Codable, CaseIterable {
    case asserted
    case negated
    case resolved
    case historical
    case hypothetical
    case otherPerson = "other_person"
    /// Asked about in general, not reported.
    case question
    /// Looks like a warning sign and is none: a figure of speech, good news, a restriction.
    case pseudo
    /// Asserted, but normal at this time after the injection, or too mild to act upon.
    case expected
}

/// One place where the words of an utterance express a concept.
public struct Mention: Sendable, Hashable {
    /// The concept's id, such as `infection.redness`.
    public let concept: String
    /// The user's own words.
    public let evidence: String
    /// Where they stand in the utterance, in UTF-8 bytes.
    public let bytes: Range<Int>
    public let assertion: Assertion
    /// The words that decided the assertion, and the name of the cue; `nil` when it is asserted by default.
    public let cue: String?
    /// The id of the rule that found the mention: `infection.redness:2` is the concept's second pattern.
    public let rule: String
    /// The level that this mention asks for by itself.
    public let level: Urgency
    /// How many of its words the rule is made of: without small words, and without those that stand between.
    public let ruleWords: Int
    /// Whether more than these words speaks for it: a time that the rule asks for, or that somebody says beside it that it is theirs.
    public let isFirm: Bool
}
