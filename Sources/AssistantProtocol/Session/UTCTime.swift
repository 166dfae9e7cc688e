/// A moment in UTC to the second, with the two forms in which it is shown.
public struct UTCTime: Sendable, Hashable {
    public let secondsSince1970: Int

    public init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

    /// Whole days since 1970-01-01.
    public var days: Int {
        let (quotient, rest) = secondsSince1970.quotientAndRemainder(dividingBy: 86_400)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// As `2026-11-22`.
    public var day: String { Self.day(days) }

    /// As `2026-11-22T08:15:00Z`.
    public var text: String {
        let second = secondsSince1970 - days * 86_400
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
        return "\(day)T\(time.joined(separator: ":"))Z"
    }

    /// The date of a number of days since 1970-01-01.
    ///
    /// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`,
    /// https://howardhinnant.github.io/date_algorithms.html.
    public static func day(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
