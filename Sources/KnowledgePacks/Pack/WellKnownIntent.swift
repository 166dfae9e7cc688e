/// Ids and groups that mean the same in every pack; the engine knows no other.
public enum WellKnownIntent {
    /// "I have spoken to a clinician": the only intent that lowers a carried alarm.
    public static let seenClinician = "meta.seen_clinician"
    /// What and how to tell a doctor; may stand beside an alarm.
    public static let doctorCommunication = "manage.doctor_communication"
    /// The list of warning signs.
    public static let warningSigns = "redflag.when_to_worry"
    /// A message in another language.
    public static let language = "meta.language"
    /// A question from another world: declined like one that is not understood.
    public static let offTopic = "meta.off_topic"
    /// A medicine together with a condition: nothing reviewed, whom to ask.
    public static let medicineWithCondition = "not_covered.medicine_with_condition"

    /// What the part of an id before the first dot says about an intent.
    public enum Group: String, Sendable {
        case redflag
        case emergency
        case notCovered = "not_covered"
        case social
        case meta
    }

    /// The group of an id; `nil` for a topic of the pack's own.
    public static func group(_ id: String) -> Group? { Group(rawValue: String(id.prefix { $0 != "." })) }

    /// Whether an intent is about the assistant itself: who it is, how to reach a person.
    public static func isAboutAssistant(_ id: String) -> Bool {
        group(id) == .meta && id != offTopic && id != language && id != seenClinician
    }

    /// Whether an answer may stand beside an alarm: warning signs, talking to a doctor, and plain courtesy, never self-care.
    public static func mayStandBesideAlarm(_ id: String) -> Bool {
        switch group(id) {
        case .redflag, .emergency, .social, .meta: true
        case .notCovered, nil: id == doctorCommunication
        }
    }
}
