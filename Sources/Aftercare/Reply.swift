public import Dialogue
public import SafetyScreening

/// What Aftercare says to one message: the same shape on every door.
///
/// Absent lists are empty; absent values are `nil` and stand as `null` on the wire.
public struct Reply: Sendable, Equatable, Codable {
    public typealias Outcome = Decision.Outcome
    public typealias Urgency = SafetyScreening.Urgency

    public struct Answer: Sendable, Equatable, Codable {
        public var intent: String
        public var title: String
        /// The whole passage.
        public var text: String
        /// Its first paragraph, able to stand alone.
        public var short: String
        /// 0...1, calibrated, rounded to three decimals.
        public var confidence: Double
        public var source: Source
        /// SHA-256 of the passage's file, lower-case hexadecimal.
        public var sha256: String
    }

    public struct Source: Sendable, Equatable, Codable {
        /// The document's title.
        public var document: String
        public var section: String
    }

    public struct Alert: Sendable, Equatable, Codable {
        public var concept: String
        public var level: Urgency
        public var when: When
        /// The person's own words; empty for an alert of an earlier turn.
        public var evidence: String
        public var rule: String
        public var text: String
    }

    public struct Choice: Sendable, Equatable, Codable {
        public var intent: String
        public var title: String
    }

    public struct Pack: Sendable, Equatable, Codable {
        public var id: String
        public var version: String
        public var status: String
        /// SHA-256 of all files of pack, safety data and site in path order.
        public var sha256: String
    }

    public var outcome: Outcome
    /// The higher of this turn's and the one that the conversation carries.
    public var urgency: Urgency
    /// The whole reply as a person reads it, alerts first.
    public var text: String
    public var answers: [Answer]
    /// This turn's alerts in full, then those of earlier turns by their first line.
    public var alerts: [Alert]
    public var choices: [Choice]
    /// One line on when to seek care.
    public var safetyNet: String
    /// Said while something shown has not been reviewed.
    public var notice: String?
    /// The conversation's state, to be sent with the next question.
    public var conversation: String
    /// Whether the state that came with the question could not be read.
    public var conversationLost: Bool
    public var pack: Pack

    enum CodingKeys: String, CodingKey {
        case outcome, urgency, text, answers, alerts, choices, notice, conversation, pack
        case safetyNet = "safety_net"
        case conversationLost = "conversation_lost"
    }
}
