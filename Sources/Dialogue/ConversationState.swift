public import SafetyScreening

/// What a conversation remembers from one turn to the next: ids and facts, never the person's words.
public struct ConversationState: Sendable, Equatable {
    /// Turns so far.
    public var turn = 0
    /// The intents of the last answers, in order.
    public var topics: [String] = []
    /// The intents that came next when the last message was ranked: what it may have meant instead.
    public var alternatives: [String] = []
    /// The intents that the last reply offered, in the order in which it numbered them.
    public var choices: [String] = []
    /// What the last reply asked.
    public var pending = Pending.nothing
    /// How often in a row the person was asked back.
    public var rounds = 0
    /// Whether the last answers were shown by their short forms.
    public var isShortened = false
    /// Alarms that still hold, the most serious first.
    public var alarms: [Alarm] = []
    /// What screening carries.
    public var safety = SafetyCarry()

    /// A question of the last reply that the next message may answer.
    public enum Pending: UInt8, Sendable, CaseIterable {
        case nothing
        /// Which of ``ConversationState/choices`` is meant.
        case choice
        /// Whether an alarm misread the person.
        case misreading
    }

    /// An alert that was shown in an earlier turn and holds until a clinician has been told.
    public struct Alarm: Sendable, Equatable {
        public var concept: String
        public var level: Urgency
        public var when: When
        public var rule: String
        /// The alert's first line, placeholders still in.
        public var headline: String
        /// A crisis or an overdose: nothing lowers the first, and nothing is mixed in with either.
        public var isExclusive: Bool

        public init(
            concept: String, level: Urgency, when: When, rule: String, headline: String, isExclusive: Bool
        ) {
            self.concept = concept
            self.level = level
            self.when = when
            self.rule = rule
            self.headline = headline
            self.isExclusive = isExclusive
        }
    }

    public init() {}

    /// The level that the conversation carries.
    public var urgency: Urgency { alarms.map(\.level).max() ?? .none }
}
