/// A pain that rises by the patient's own numbers: "sat 3, sun 5, now 7", "from a 4 to a 7".
///
/// Only scores that a time stands beside are put in a row, so that "2 shots Monday, 4 on Friday" is none.
struct ScoreTrend {
    let scene: Scene

    /// A rise of fewer points is no trend: people give scores give or take one.
    private static let leastRise = 2.0
    /// A pain that has risen to less than this is still mild (numeric rating scale: 1 to 3 mild, 4 to 6 moderate).
    private static let leastScore = 5.0
    /// Between a score and its time: "on saturday it was a 3".
    private static let reach = 5

    private var terms: [Term] { scene.terms }

    private struct Dated {
        let score: Double
        let range: Range<Int>
        let isNow: Bool
        let isExplicit: Bool
    }

    /// The terms of the rising row, or `nil`.
    func rising() -> Range<Int>? { dated() ?? fromTo() }

    private func dated() -> Range<Int>? {
        var row: [Dated] = []
        var times = Set<Int>()
        for place in terms.indices {
            guard row.count < 16, let score = score(at: place),
                let time = self.times(beside: place).first(where: { !times.contains($0.place) })
            else { continue }
            times.insert(time.place)
            row.append(
                Dated(
                    score: score, range: min(place, time.place)..<max(place, time.place) + 1, isNow: time.isNow,
                    isExplicit: isExplicit(place)))
        }
        // "A 7 now, was a 3 on saturday".
        if let first = row.first, first.isNow, row.last?.isNow == false { row.append(row.removeFirst()) }
        guard row.count >= 2, row.count >= 3 || row.contains(where: \.isExplicit), let first = row.first,
            let last = row.last, isRise(from: first.score, to: last.score),
            row.allSatisfy({ $0.score <= last.score })
        else { return nil }
        return (row.map(\.range.lowerBound).min() ?? 0)..<(row.map(\.range.upperBound).max() ?? 0)
    }

    private func fromTo() -> Range<Int>? {
        for place in terms.indices.dropFirst() {
            guard let start = score(at: place),
                let from = (max(place - 2, 0)..<place).first(where: { scene.reading.reads("from", at: $0) }),
                let to = (place + 1..<min(place + 5, terms.count)).first(where: { scene.reading.reads("to", at: $0) }),
                let end = (to + 1..<min(to + 3, terms.count)).first(where: { score(at: $0) != nil }),
                let reached = score(at: end), isRise(from: start, to: reached),
                // "From 1 to 10" is the scale itself.
                !(start <= 1 && reached == 10),
                isExplicit(place) || isExplicit(end)
                    || scene.holds(scene.classes.pain, between: Int(scene.sentence(place)), and: terms.count)
            else { continue }
            return from..<end + 1
        }
        return nil
    }

    private func isRise(from first: Double, to last: Double) -> Bool {
        last >= Self.leastScore && last - first >= Self.leastRise
    }

    /// A number from 0 to 10 that counts nothing and is no part of a time.
    private func score(at place: Int) -> Double? {
        guard let value = terms[place].value, (0...10).contains(value), !scene.countsUnits(place),
            !scene.times.contains(where: { $0.range.contains(place) && $0.range.count <= 3 })
        else { return nil }
        guard place > 0 else { return value }
        if isScaleEnd(place) { return nil }
        // The 3 of "day 3", the 6 of "at 6".
        let classes = scene.classes
        let isNumbered = [classes.day, classes.week, classes.clockAt].contains { scene.finder.has($0, at: place - 1) }
        return isNumbered && !isExplicit(place) || scene.reading.isOrdinal(place) ? nil : value
    }

    /// "3/10", "3 out of 10", "pain level 3", "a 3".
    private func isExplicit(_ place: Int) -> Bool {
        if scene.reading.isFollowed(place, by: "/"), place + 1 < terms.count, terms[place + 1].value == 10 {
            return true
        }
        if place + 1 < terms.count, scene.finder.length(of: scene.classes.outOf, at: place + 1) > 0 { return true }
        if place > 0, ["a", "an"].contains(where: { scene.reading.reads($0, at: place - 1) }) { return true }
        return scene.cues[.painScale].contains { Int($0.end) <= place && place - Int($0.end) <= 2 }
    }

    /// Whether a number is the 10 of "4/10" and "4 out of 10".
    private func isScaleEnd(_ place: Int) -> Bool {
        place > 0 && scene.reading.isFollowed(place - 1, by: "/")
            || (max(place - 3, 1)..<max(place, 1)).contains {
                scene.finder.length(of: scene.classes.outOf, at: $0) == place - $0 && terms[$0 - 1].value != nil
            }
    }

    /// The nearest times before and after a score, not beyond a comma or another number.
    private func times(beside place: Int) -> [(place: Int, isNow: Bool)] {
        var times: [(place: Int, isNow: Bool)] = []
        for before in stride(from: place - 1, through: max(place - Self.reach, 0), by: -1) {
            if terms[before + 1].breakBefore >= .comma { break }
            if let isNow = closeTime(at: before, to: place) ?? timeKind(at: before) {
                times.append((before, isNow))
                break
            }
            if terms[before].value != nil, !isScaleEnd(before) { break }
        }
        for after in (place + 1)..<min(place + 1 + Self.reach, max(terms.count, place + 1)) {
            if terms[after].breakBefore >= .comma { break }
            if let isNow = timeKind(at: after) {
                times.append((after, isNow))
                break
            }
            if terms[after].value != nil, !isScaleEnd(after) { break }
        }
        return times
    }

    /// As ``timeKind(at:)``, for words that are a time only close to a score: "sat 3", "it's a 7".
    private func closeTime(at before: Int, to place: Int) -> Bool? {
        if before == place - 1, scene.finder.has(scene.classes.weekdayShort, at: before) { return false }
        let length = scene.finder.length(of: scene.classes.present, at: before)
        return length > 0 && place - before - length <= 1 ? true : nil
    }

    /// Whether a time stands at a place, and whether it is now.
    private func timeKind(at place: Int) -> Bool? {
        let classes = scene.classes
        if scene.finder.length(of: classes.now, at: place) > 0 { return true }
        if classes.weekdays.contains(where: { scene.finder.has($0, at: place) }) { return false }
        if classes.namedTimes.contains(where: { scene.finder.length(of: $0.0, at: place) > 0 }) { return false }
        // The 2 of "day 2".
        if terms[place].value != nil, place > 0, scene.finder.has(classes.day, at: place - 1) { return false }
        return nil
    }

}
