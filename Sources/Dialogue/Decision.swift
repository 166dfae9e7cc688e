public import KnowledgePacks
public import SafetyScreening

/// What a reply has to hold, before any text is written.
public struct Decision: Sendable, Equatable {
    public enum Outcome: String, Sendable, Codable {
        case answered
        case clarify
        case notCovered = "not_covered"
        case notUnderstood = "not_understood"
    }

    public struct Answer: Sendable, Equatable {
        public let intent: String
        /// 0...1, calibrated.
        public let confidence: Double

        public init(intent: String, confidence: Double) {
            self.intent = intent
            self.confidence = confidence
        }
    }

    /// A fixed phrase of the pack that stands where passages would.
    public enum Phrase: Sendable, Equatable, CaseIterable {
        case rephrase, handOver, retracted, noMore, acknowledged, misreading, misreadingConfirmed, misreadingDenied,
            notTold, notToldEmergency
    }

    public var outcome: Outcome
    /// The higher of this turn's level and the carried one.
    public var urgency: Urgency
    /// Alerts of this turn, to be shown in full.
    public var alerts: [Alert] = []
    /// Alarms of earlier turns that still hold, to be pinned by their first line.
    public var pinned: [ConversationState.Alarm] = []
    public var answers: [Answer] = []
    /// Stands in the text instead of the answers' passages.
    public var phrase: Phrase?
    /// Whether what was asked is left out because an alarm holds.
    public var isHeldBack = false
    /// What was understood of a conversation that is handed over.
    public var understood: [String] = []
    /// The language whose line stands in the text instead of the answers' passages, by id.
    public var foreignLanguage: String?
    public var choices: [String] = []
    /// How long ago the injection was, when it is known: passages may start with a word on that.
    public var stage: Stage?
    /// Whether the passages are shown by their short answers, even if there is but one.
    public var isShort = false
    /// Whether several passages are shown whole.
    public var isWhole = false
    /// Whether the line on when to seek care belongs into the text.
    public var showsSafetyNet = false
    /// Whether a quiet line of support stands beside the answer.
    public var offersSupport = false
    /// The conversation after this turn.
    public var next: ConversationState
}
