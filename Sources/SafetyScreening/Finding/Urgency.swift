/// How soon a person has to seek care.
///
/// Ordered: ``none`` below ``urgent`` below ``emergency``. Raw values are those of the reply.
public enum Urgency: String, Sendable, Comparable, Codable, CaseIterable {
    /// Answer from passages; the safety net goes with it.
    case none
    /// The clinic or urgent care, today or in working hours; see ``When``.
    case urgent
    /// The emergency number, now.
    case emergency

    public static func < (a: Urgency, b: Urgency) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .urgent: 1
        case .emergency: 2
        }
    }
}

/// By when a person has to be in touch. Raw values are those of the reply.
public enum When: String, Sendable, Codable, Comparable, CaseIterable {
    case now
    case today
    case workingHours = "working_hours"

    /// The sooner one is the greater.
    public static func < (a: When, b: When) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .workingHours: 0
        case .today: 1
        case .now: 2
        }
    }
}
