/// Reads the days of the month that an utterance names: "the 3rd", "nov 3", "17 november".
struct CalendarReader {
    let classes: StructureClasses
    let finder: ConceptFinder
    let reading: Reading

    private var terms: [Term] { reading.terms }

    private struct Day {
        /// 0 for January; `nil` when only the day is named.
        let month: Int?
        let day: Int
        let range: Range<Int>
    }

    /// The days of a common year before each month begins.
    private static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

    /// "Done on the 3rd … it's the 17th today": the hours from the first day that is named to the one that is now, and the
    /// terms from the one to the other; `nil` when no day is called now.
    func span() -> (hours: Double, range: Range<Int>)? {
        let days = self.days()
        guard let now = days.last(where: isNow), let first = days.first(where: { $0.range != now.range && !isNow($0) })
        else { return nil }
        let count: Int
        if let start = first.month, let end = now.month {
            count = Self.daysBefore[end] + now.day - Self.daysBefore[start] - first.day
        } else {
            count = now.day - first.day
        }
        // Before the turn of a month or a year; a month has 30 days when it is not named.
        let elapsed = count >= 0 ? count : count + (first.month != nil && now.month != nil ? 365 : 30)
        guard elapsed > 0 else { return nil }
        let lower = min(first.range.lowerBound, now.range.lowerBound)
        return (Double(elapsed * 24), lower..<max(first.range.upperBound, now.range.upperBound))
    }

    private func days() -> [Day] {
        var days: [Day] = []
        var place = 0
        while place < terms.count, days.count < 16 {
            if let day = day(at: place) {
                days.append(day)
                place = day.range.upperBound
            } else {
                place += 1
            }
        }
        return days
    }

    private func day(at place: Int) -> Day? {
        let next = place + 1
        if let month = month(at: place) {
            guard next < terms.count, terms[next].breakBefore == .none, let day = number(at: next) else { return nil }
            return Day(month: month, day: day, range: place..<next + 1)
        }
        guard let day = number(at: place) else { return nil }
        // "17 nov", "17th of november".
        for skipped in [next, next + 1] where skipped < terms.count {
            if skipped > next, !reading.reads("of", at: next) { break }
            if let month = month(at: skipped) { return Day(month: month, day: day, range: place..<skipped + 1) }
        }
        return reading.isOrdinal(place) ? Day(month: nil, day: day, range: place..<next) : nil
    }

    private func number(at place: Int) -> Int? {
        guard let value = terms[place].value, (1...31).contains(value), value == value.rounded() else { return nil }
        return Int(value)
    }

    private func month(at place: Int) -> Int? { classes.months.firstIndex { finder.has($0, at: place) } }

    /// "It's the 17th", "today is nov 17", "the 17th now".
    private func isNow(_ day: Day) -> Bool {
        let before = max(day.range.lowerBound - 3, 0)..<day.range.lowerBound
        let isBefore = before.contains { place in
            [classes.now, classes.present].contains { finder.length(of: $0, at: place) > 0 }
        }
        if isBefore { return true }
        return day.range.upperBound < terms.count && terms[day.range.upperBound].breakBefore == .none
            && finder.length(of: classes.now, at: day.range.upperBound) > 0
    }
}
