/// What a person must be told before anything else, and why.
public struct Alert: Sendable, Hashable {
    /// The concept's id, such as `infection.redness`.
    public let concept: String
    public let level: Urgency
    public let when: When
    /// The user's own words, cut from the utterance.
    public let evidence: String
    /// The id of the rule that decided.
    public let rule: String
    /// The alert text, its placeholders still in. The first line is the action.
    public let text: String
    /// Whether nothing else may be mixed in: crisis and overdose.
    public let exclusive: Bool
    /// Whether one pattern of words decided, not a measured number, a combination or the whole message.
    var isOfWords: Bool {
        rule == MeasuredConcepts.unclearRule || rule.split(separator: ":").last?.allSatisfy(\.isNumber) ?? false
    }

    public init(
        concept: String, level: Urgency, when: When, evidence: String, rule: String, text: String, exclusive: Bool
    ) {
        self.concept = concept
        self.level = level
        self.when = when
        self.evidence = evidence
        self.rule = rule
        self.text = text
        self.exclusive = exclusive
    }
}
