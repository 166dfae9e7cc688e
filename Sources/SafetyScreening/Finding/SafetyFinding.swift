/// What the screening of one utterance found.
public struct SafetyFinding: Sendable, Hashable {
    /// The level of the most serious alert of this utterance; what a conversation carries is not in it.
    public var urgency: Urgency
    /// The most serious first, one for each alert text, at most ``SafetyScreener/maximumAlerts``.
    public var alerts: [Alert]
    /// Every mention, in the order of the text, with its assertion and the cue that decided it.
    public var mentions: [Mention]
    /// What the conversation keeps for its next turn: ids and times, none of the user's words.
    public var carry: SafetyCarry
    /// A medicine together with a condition about which no passage is reviewed.
    public var medicineCondition: MedicineCondition?
    /// No concept was found, but the words ask for help or are afraid: show the list of warning signs.
    public var needsSafetyNet: Bool
    /// The person denies thoughts of suicide and is worn out: one quiet line on where to find support.
    public var offersSupport: Bool
    /// The question is about the amount of a medicine: the poison line stands under the answer.
    public var offersPoisonLine: Bool
    /// What is said of having told a clinician.
    public var clinician: ClinicianReport
    /// Whether all that is said is the name of a part of the body, "my arm": it says where and not what.
    public var isBareBody = false
    /// Whether a sign was seen in the words and dismissed because the message as a whole reads like none.
    public var isDismissed = false

    /// Whether one of the alerts stands alone: crisis or overdose.
    public var isExclusive: Bool { alerts.contains { $0.exclusive } }
}

/// What a person says of having told a clinician.
public enum ClinicianReport: Sendable, Hashable {
    case none
    /// A clinician has been told or has looked at it, which lowers a carried alert.
    case told
    /// Not yet, or nobody was reached, which nothing else in the words may outweigh.
    case notTold
}

/// A medicine that stands with a condition or another medicine: both ids of `medicines.yaml`.
public struct MedicineCondition: Sendable, Hashable, Codable {
    public let medicine: String
    public let condition: String
    /// The words for both, as the fixed phrase names them: "ibuprofen", "a blood thinner".
    public let medicineName: String
    public let conditionName: String
    /// Whether the medicine was named in the turn before, and this one may be about the condition alone.
    public let isMedicineCarried: Bool
}

/// What one turn leaves for the next: word classes, concepts and times, so that "and my hand?" is understood.
public struct SafetyCarry: Sendable, Hashable, Codable {
    /// Names of word classes of the last turn that spoke of a body part or a sign, in the order of the text.
    public var classes: [String]
    /// Ids of the concepts that were mentioned, asserted or not, each once.
    public var concepts: [String]
    /// Hours since the injection, when the person has said so.
    public var hoursSinceInjection: Double?
    /// The id in `medicines.yaml` of the condition that was named last and not denied: it holds for every medicine named later.
    public var condition: String?
    /// The id of the painkiller that the last turn named: "can I take ibuprofen?", "I'm on warfarin, though".
    public var medicine: String?

    public init(
        classes: [String] = [], concepts: [String] = [], hoursSinceInjection: Double? = nil, condition: String? = nil,
        medicine: String? = nil
    ) {
        self.classes = classes
        self.concepts = concepts
        self.hoursSinceInjection = hoursSinceInjection
        self.condition = condition
        self.medicine = medicine
    }
}
