/// A time that the utterance states, in hours, and what it counts from.
struct TimeFact: Sendable {
    enum Role: Sendable {
        /// Since the injection.
        case procedure
        /// How long a sign has lasted, or unknown.
        case symptom
        /// Long ago: "two years ago".
        case past
    }

    let hours: Double
    let role: Role
    /// The terms that state it.
    let range: Range<Int>
    /// Whether "ago", "after", "later" or "since" stands with it rather than "for".
    let isAfter: Bool
    /// Whether it is still going on: "for two weeks", "still", "since Sunday".
    let isDuration: Bool
}

/// Reads durations, days since the injection and weekdays; the words are those of `time.yaml` classes.
struct TimeReader {
    let classes: StructureClasses
    let finder: ConceptFinder
    let reading: Reading
    /// Hits of the cue that names the injection.
    let procedures: [Hit]

    static let longAgoHours = 28.0 * 24

    private var terms: [Term] { reading.terms }

    func facts() -> [TimeFact] {
        var facts: [TimeFact] = []
        var weekdays: [(day: Int, place: Int)] = []
        var place = 0
        while place < terms.count {
            if let day = classes.weekdays.firstIndex(where: { finder.has($0, at: place) }) {
                weekdays.append((day, place))
            }
            if let (hours, range) = named(at: place) ?? numbered(at: place) ?? counted(at: place) {
                let isAge = range.upperBound < terms.count && finder.has(classes.old, at: range.upperBound)
                if !isAge, !isWait(hours, range) { facts.append(fact(hours, range)) }
                place = range.upperBound
            } else {
                place += 1
            }
            if facts.count >= 64 { break }
        }
        if let hours = clockHours() { facts.append(hours) }
        if let (hours, range) = CalendarReader(classes: classes, finder: finder, reading: reading).span() {
            facts.append(
                TimeFact(
                    hours: hours,
                    role: isNearProcedure(range.lowerBound..<range.lowerBound + 1) ? .procedure : .symptom,
                    range: range, isAfter: true, isDuration: true))
        }
        // "shots Monday … today Sunday", "started on Sunday and still there on Wednesday".
        if weekdays.count >= 2, let first = weekdays.first, let last = weekdays.last, first.day != last.day {
            let days = (last.day - first.day + 7) % 7
            facts.append(
                TimeFact(
                    hours: Double(days * 24),
                    role: isNearProcedure(first.place..<first.place + 1) ? .procedure : .symptom,
                    range: first.place..<last.place + 1, isAfter: true, isDuration: true))
        }
        return facts
    }

    /// "The local at 11, it's 2 now", "injected at 10, it's half twelve": the hours between two times of one half day.
    private func clockHours() -> TimeFact? {
        var start: (hour: Double, place: Int)?
        for place in terms.indices.dropLast() {
            let next = place + 1
            if start == nil, finder.has(classes.clockAt, at: place), let (hour, end) = clock(at: next),
                isNearProcedure(place..<end)
            {
                start = (hour, place)
            }
            let length = finder.length(of: classes.clockNow, at: place)
            guard let start, length > 0, let (hour, end) = clock(at: place + length),
                end >= terms.count || terms[end].breakBefore >= .comma || finder.has(classes.clockEnd, at: end)
                    || finder.has(classes.listWord, at: end)
            else { continue }
            let hours = (hour - start.hour + 12).truncatingRemainder(dividingBy: 12)
            guard hours > 0 else { return nil }
            return TimeFact(
                hours: hours, role: .procedure, range: start.place..<end, isAfter: true, isDuration: false)
        }
        return nil
    }

    /// "2", "half twelve", "noon": a time on the dial, and the term after it.
    private func clock(at place: Int) -> (hour: Double, end: Int)? {
        guard place < terms.count else { return nil }
        if finder.has(classes.noon, at: place) { return (12, place + 1) }
        if let (hour, end) = minutesClock(at: place) { return (hour, end) }
        let isHalf = finder.has(classes.halfWord, at: place)
        let dial = isHalf ? place + 1 : place
        guard dial < terms.count, terms[dial].breakBefore < .comma, let hour = terms[dial].value,
            (1...12).contains(hour),
            hour == hour.rounded(), dial + 1 >= terms.count || unitHours(at: dial + 1) == nil
        else { return nil }
        return (isHalf ? hour + 0.5 : hour, dial + 1)
    }

    /// "Ten past nine", "quarter to four", "twenty five past two".
    private func minutesClock(at place: Int) -> (hour: Double, end: Int)? {
        let word = place + 1
        guard word + 1 < terms.count, let hour = terms[word + 1].value, (1...12).contains(hour), hour == hour.rounded()
        else { return nil }
        let minutes = reading.reads("quarter", at: place) ? 15 : terms[place].value ?? 0
        guard (1..<30).contains(minutes) else { return nil }
        if reading.reads("past", at: word) { return (hour + minutes / 60, word + 2) }
        return reading.reads("to", at: word) ? (hour - minutes / 60, word + 2) : nil
    }

    private func fact(_ hours: Double, _ range: Range<Int>) -> TimeFact {
        let next = range.upperBound
        let after = next < terms.count && terms[next].breakBefore < .comma
        let isAgo = after && finder.has(classes.ago, at: next)
        let isLater = after && finder.has(classes.later, at: next)
        let before = range.lowerBound > 0 && terms[range.lowerBound].breakBefore < .sentence
        let isAfterWord = before && finder.has(classes.after, at: range.lowerBound - 1)
        let isFor = before && finder.has(classes.lasting, at: range.lowerBound - 1)
        let near = isNearProcedure(range)
        let isElapsed = hours <= Self.elapsedHours && hasElapsed(before: range.lowerBound)
        let role: TimeFact.Role =
            isAgo && hours >= Self.longAgoHours && !near
            ? .past : isElapsed || near && !isFor || isLater || (isAfterWord && !isFor) ? .procedure : .symptom
        return TimeFact(
            hours: hours, role: role, range: range, isAfter: isAgo || isLater || isAfterWord, isDuration: isFor)
    }

    /// "I had waited five months for it", "seven months on the list": before the injection, and so no time that anything has lasted.
    private func isWait(_ hours: Double, _ range: Range<Int>) -> Bool {
        let next = range.upperBound
        guard hours >= Self.longAgoHours, next < terms.count, terms[next].breakBefore < .comma,
            finder.has(classes.waitedFor, at: next)
        else { return false }
        return (max(0, range.lowerBound - Self.waitingTerms)..<range.lowerBound).contains {
            finder.length(of: classes.waiting, at: $0) > 0 && isUnbroken(from: $0, to: range.lowerBound)
        }
    }

    /// Whether no clause ends between two places.
    private func isUnbroken(from start: Int, to end: Int) -> Bool {
        (start + 1..<end + 1).allSatisfy { $0 >= terms.count || terms[$0].breakBefore < .comma }
    }

    /// "Waited", and two words such as "nearly".
    private static let waitingTerms = 3

    /// "It's been about two hours": of so few that they count from the injection.
    private func hasElapsed(before place: Int) -> Bool {
        (max(0, place - Self.elapsedTerms)..<place).contains { start in
            let end = start + finder.length(of: classes.elapsed, at: start)
            return end > start && end <= place && isUnbroken(from: start, to: place)
        }
    }

    private static let elapsedHours = 12.0
    /// "It has been", and a word such as "about".
    private static let elapsedTerms = 4

    private func isNearProcedure(_ range: Range<Int>) -> Bool {
        for hit in procedures {
            let gap =
                hit.start >= range.upperBound
                ? Int(hit.start) - range.upperBound : range.lowerBound - Int(hit.end)
            guard gap <= 6 else { continue }
            let lower = min(Int(hit.end), range.upperBound)
            // "Now a 7. Injection on Friday": a new sentence's own time.
            let upper = hit.start >= range.upperBound ? Int(hit.start) + 1 : range.lowerBound
            if lower < upper, (lower..<upper).contains(where: { terms[$0].breakBefore >= .sentence }) { continue }
            return true
        }
        return false
    }

    /// "yesterday", "this morning", "last week".
    private func named(at place: Int) -> (Double, Range<Int>)? {
        for (wordClass, hours) in classes.namedTimes {
            let length = finder.length(of: wordClass, at: place)
            if length > 0 { return (hours, place..<place + length) }
        }
        return nil
    }

    /// "day 3", "week two".
    private func numbered(at place: Int) -> (Double, Range<Int>)? {
        guard place + 1 < terms.count, terms[place + 1].breakBefore < .comma, let value = terms[place + 1].value,
            value >= 0, value < 400
        else { return nil }
        if finder.has(classes.day, at: place) { return (value * 24, place..<place + 2) }
        if finder.has(classes.week, at: place) { return (max(value - 1, 0.5) * 168, place..<place + 2) }
        return nil
    }

    /// "3 days", "a couple of hours", "five or six weeks", "a fortnight".
    private func counted(at place: Int) -> (Double, Range<Int>)? {
        var value = terms[place].value
        var length = 1
        if value == nil {
            for (wordClass, count) in classes.vagueCounts where finder.length(of: wordClass, at: place) > 0 {
                value = count
                length = finder.length(of: wordClass, at: place)
                break
            }
        }
        if let value, value >= 0, value < 5000 {
            var unit = place + length
            // "couple of days", "3 whole days", "5 - 6 days", "two or three weeks", "2 and a half weeks".
            var skipped = 0
            while unit < terms.count, skipped < 4, terms[unit].breakBefore < .sentence,
                unitHours(at: unit) == nil,
                finder.has(classes.timeFiller, at: unit) || terms[unit].value != nil
            {
                unit += 1
                skipped += 1
            }
            if unit < terms.count, terms[unit].breakBefore < .sentence, let hours = unitHours(at: unit) {
                return (value * hours, place..<unit + 1)
            }
        }
        if finder.has(classes.fortnight, at: place) { return (14 * 24, place..<place + 1) }
        if finder.has(classes.manyUnits, at: place) {
            // "for weeks", "for months".
            guard let hours = unitHours(at: place) else { return nil }
            return (hours * (hours >= 168 ? 2 : 3), place..<place + 1)
        }
        return nil
    }

    private func unitHours(at place: Int) -> Double? {
        for (wordClass, hours) in classes.units where finder.has(wordClass, at: place) { return hours }
        return nil
    }
}
