public import SafetyScreening

/// What a conversation remembers from one turn to the next: ids and facts, never the person's words.
public struct ConversationState: Sendable, Equatable {
    /// Turns so far.
    public var turn = 0
    /// The intents of the last answers, in order.
    public var topics: [String] = []
    /// The intents that the last reply offered, in the order in which it numbered them.
    public var choices: [String] = []
    /// Whether the last reply was a question back.
    public var isClarifying = false
    /// Alarms that still hold, the most serious first.
    public var alarms: [Alarm] = []
    /// What screening carries.
    public var safety = SafetyCarry()

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
