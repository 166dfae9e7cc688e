/// All that Aftercare knows about one treatment: passages, the questions that reach them, and the fixed phrases.
///
/// A value without behaviour; ``PackLoader`` makes it from files, and a compiled pack carries it as JSON.
public struct KnowledgePack: Sendable, Codable, Equatable {
    /// How far the passages have been reviewed.
    public enum Status: String, Sendable, Codable {
        case draft
        case approved
    }

    public var id: String
    public var title: String
    public var version: String
    /// A BCP 47 language tag; it names the folders of safety and language data.
    public var language: String
    public var status: Status
    public var intendedUse: String
    /// In the order of `pack.yaml`.
    public var documents: [Document]
    public var phrases: Phrases
    public var vocabulary: Vocabulary
    /// What short questions mean after a topic; the first that fits counts.
    public var followUps: [FollowUp]
    /// Intents that speak of medicines: never beside a medicine with a condition.
    public var medicines: [String]
    /// By id.
    public var intents: [Intent]

    /// The place of an intent in ``intents``; `nil` when there is none.
    ///
    /// - Complexity: O(log *n*).
    public func index(of id: String) -> Int? {
        var low = 0
        var high = intents.count
        while low < high {
            let middle = (low + high) / 2
            if intents[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < intents.count && intents[low].id == id ? low : nil
    }

    public func intent(_ id: String) -> Intent? { index(of: id).map { intents[$0] } }
}

/// A work that passages are taken from.
public struct Document: Sendable, Codable, Equatable {
    public var id: String
    public var title: String
    public var date: String?
    public var url: String?
    public var sections: [String]
}

/// Lists for templates, and words that mean the same.
public struct Vocabulary: Sendable, Codable, Equatable {
    /// By name.
    public var lists: [String: [String]]
    /// Each entry is one meaning.
    public var synonyms: [[String]]
    /// Words that say nothing by themselves ("how", "long", "for"): a message of these alone is about the last topic.
    public var followUpWords: [String]

    public init(lists: [String: [String]] = [:], synonyms: [[String]] = [], followUpWords: [String] = []) {
        self.lists = lists
        self.synonyms = synonyms
        self.followUpWords = followUpWords
    }
}

/// The sentences between passages. Texts may hold placeholders (see ``Placeholder``).
public struct Phrases: Sendable, Codable, Equatable {
    /// Said when no intent is near.
    public var notUnderstood: String
    /// The lead-in of a question back.
    public var clarify: String
    /// The last choice of a question back.
    public var somethingElse: String
    /// One line on when to seek care.
    public var safetyNet: String
    /// Said while no clinician has reviewed what is shown.
    public var notice: String
    /// Said once when a conversation's state cannot be read.
    public var conversationLost: String
    /// Said to an empty message.
    public var empty: String
    /// Said to a message over the limit.
    public var tooLong: String
    /// One quiet line of support beside an answer.
    public var support: String
    /// Asks for other words, when none of the choices fits.
    public var rephrase: String
    /// Leads in the titles of what was understood, before ``handOver``.
    public var understood: String
    /// Said when asking back has not helped: how to reach a person.
    public var handOver: String
    /// Said when the person takes a question back.
    public var retracted: String
    /// Said when more is wanted of what was shown whole.
    public var noMore: String
    /// Said to a mere "ok".
    public var acknowledged: String
    /// The yes/no question to someone who says that an alarm misread them.
    public var misreading: String
    /// Said when that was answered with yes.
    public var misreadingConfirmed: String
    /// Said when it was not.
    public var misreadingDenied: String
    /// Said below a standing alarm when what was asked is left out; a pack may do without.
    public var alarmHolds: String?
    /// Said below one to someone who has told no clinician yet, or reached none; a pack may do without.
    public var notTold: String?
    /// The same below an emergency.
    public var notToldEmergency: String?

    /// The keys of `phrases.yaml` that every pack has, in the order of the fields.
    static let keys = [
        "not_understood", "clarify", "something_else", "safety_net", "notice", "conversation_lost", "empty",
        "too_long", "support", "rephrase", "understood", "hand_over", "retracted", "no_more", "acknowledged",
        "misreading",
        "misreading_confirmed", "misreading_denied",
    ]
    static let optionalKeys = ["alarm_holds", "not_told", "not_told_emergency"]
}
