/// A number of the utterance that says more than itself: a temperature, a pain score, a dose.
struct Measure {
    enum Kind {
        /// In °C.
        case temperature(Double)
        case painScore(Double)
        /// A pain that rises by the patient's own numbers.
        case risingPain
        case overdose
    }

    let kind: Kind
    let hit: Hit
}

/// Binds numbers to what they measure.
struct MeasureReader {
    let scene: Scene
    let medicines: [(hit: Hit, medicine: SafetyData.Medicine)]
    let limits: Limits

    /// A bare number before a medicine's name is at least this many milligrams rather than tablets.
    private static let leastStrength = 150.0
    /// "Every four hours" is taken to hold while a person is awake, which errs on the side of a smaller dose.
    private static let wakingHours = 16.0
    /// Between "can I" and the dose that is asked about.
    private static let leaveReach = 12

    private var terms: [Term] { scene.terms }

    func measures() -> [Measure] {
        var measures: [Measure] = []
        for place in terms.indices {
            guard let value = terms[place].value, measures.count < 32 else { continue }
            if let score = painScore(value, at: place) {
                measures.append(score)
            } else if let temperature = temperature(value, at: place) {
                measures.append(temperature)
            } else if let dose = dose(value, at: place) {
                measures.append(dose)
            }
        }
        if let row = ScoreTrend(scene: scene).rising() {
            measures.append(Measure(kind: .risingPain, hit: hit(row.lowerBound, row.upperBound)))
        }
        return measures
    }

    private func hit(_ lower: Int, _ upper: Int) -> Hit {
        let length = min(upper - lower, 63)
        return Hit(rule: -1, start: Int32(lower), end: Int32(upper), elements: (1 << UInt64(length)) - 1)
    }

    private func near(_ kind: CueKind, _ place: Int, within reach: Int) -> Hit? {
        scene.cues[kind].first {
            scene.sameSentence(Int($0.start), place)
                && Int($0.start) - place <= reach && place - Int($0.end) < reach
        }
    }

    /// "9/10", "nine out of ten", "pain level 8".
    private func painScore(_ value: Double, at place: Int) -> Measure? {
        let next = place + 1
        if next < terms.count, terms[next].value == 10, scene.reading.isFollowed(place, by: "/"), value <= 100 {
            return Measure(kind: .painScore(value), hit: hit(place, next + 1))
        }
        if next + 1 < terms.count {
            let length = scene.finder.length(of: scene.classes.outOf, at: next)
            if length > 0, next + length < terms.count, terms[next + length].value == 10, value <= 100 {
                return Measure(kind: .painScore(value), hit: hit(place, next + length + 1))
            }
        }
        guard value >= limits.severePain, value <= 10, !scene.countsUnits(place) else { return nil }
        // The 10 of "4/10" is no score of its own; "from 8 to 3" tells of a better day.
        if place > 0, scene.reading.isFollowed(place - 1, by: "/") || scene.reading.isFollowed(place, by: "/") {
            return nil
        }
        guard
            let scale = scene.cues[.painScale].first(where: {
                Int($0.end) <= place && place - Int($0.end) <= 3
                    && scene.clause(Int($0.start)) == scene.clause(place)
                    && (Int($0.end)..<place).allSatisfy { scene.finder.has(scene.classes.filler, at: $0) }
            })
        else { return nil }
        return Measure(kind: .painScore(value), hit: hit(Int(scale.start), place + 1))
    }

    /// "38.4 degrees", "temp of 102", a bare "39.2".
    private func temperature(_ value: Double, at place: Int) -> Measure? {
        let classes = scene.classes
        guard value >= 30, value <= 112, !scene.countsUnits(place) else { return nil }
        let next = place + 1
        var celsius: Double?
        var end = place + 1
        let isNamed = near(.temperature, place, within: 6) != nil
        // A degree sign or the word "degrees" may stand before the unit.
        var unit = next
        if unit < terms.count, near(.temperature, unit, within: 1) != nil, unit + 1 < terms.count { unit += 1 }
        for candidate in [next, unit]
        where celsius == nil && candidate < terms.count
            && terms[candidate].breakBefore < .comma
        {
            if scene.finder.has(classes.celsius, at: candidate) {
                celsius = value
                end = candidate + 1
            } else if scene.finder.has(classes.fahrenheit, at: candidate) {
                celsius = (value - 32) / 1.8
                end = candidate + 1
            }
        }
        if celsius == nil {
            let isDecimal = value != value.rounded()
            let isBare = (38...42).contains(value) && isDecimal || (100...107).contains(value) && isDecimal
            // "38.2 on Wednesday, 36.7 since": the second is what the first was.
            let isSecond = isDecimal && ((36..<38).contains(value) || (96..<100).contains(value)) && follows(place)
            let besideSign = (38...42).contains(value) || (100...107).contains(value)
            guard isNamed || isBare || isSecond || (besideSign && near(.distress, place, within: 6) != nil) else {
                return nil
            }
            if value >= 90 {
                celsius = (value - 32) / 1.8
            } else if value >= 33, value <= 43 {
                celsius = value
            }
        }
        guard let celsius, celsius >= 30, celsius <= 44 else { return nil }
        if near(.notTemperature, place, within: 8) != nil { return nil }
        return Measure(kind: .temperature(celsius), hit: hit(place, end))
    }

    /// Whether a bare temperature stands before in the sentence.
    private func follows(_ place: Int) -> Bool {
        (Int(scene.sentence(place))..<place).contains {
            guard let value = terms[$0].value, value != value.rounded() else { return false }
            return (38...42).contains(value) || (100...107).contains(value)
        }
    }

    /// "took 15 paracetamol", "swallowed twenty tablets", "4000 mg at once".
    private func dose(_ value: Double, at place: Int) -> Measure? {
        let classes = scene.classes
        guard value >= 2 else { return nil }
        let named = scene.cues[.took].first {
            scene.sameSentence(Int($0.start), place) && abs(Int($0.start) - place) <= 8
        }
        // "twelve tylenol since noon": without "took" a time must say that it has happened.
        let happened = scene.cues[.recent].first {
            scene.sameSentence(Int($0.start), place) && Int($0.start) > place && Int($0.start) - place <= 6
        }
        // "My packet says max eight in 24 hours, I've had two."
        let isLimit = (max(place - 3, 0)..<place).contains {
            let length = scene.finder.length(of: classes.atMost, at: $0)
            return length > 0 && $0 + length == place
        }
        if isLimit { return nil }
        let repeated = repetition(after: place)
        guard let took = named ?? happened ?? (isLeaveAsked(before: place) ? nil : repeated?.hit) else { return nil }
        let upper = min(place + 6, terms.count)
        let medicine = medicines.first { Int($0.hit.start) > place && Int($0.hit.start) < upper }
        let next = place + 1
        let isOfThem = next < terms.count && scene.finder.length(of: classes.ofThem, at: next) > 0
        let anyMedicine =
            (medicine ?? medicines.first { scene.sameSentence(Int($0.hit.start), place) })?.medicine
            ?? (isOfThem ? scene.carriedMedicine : nil)
        let lower = min(Int(took.start), place)
        func measure(_ end: Int) -> Measure { Measure(kind: .overdose, hit: hit(lower, max(end, Int(took.end)))) }
        if next < terms.count, scene.finder.has(classes.milligram, at: next) || scene.finder.has(classes.gram, at: next)
        {
            var milligrams = scene.finder.has(classes.gram, at: next) ? value * 1000 : value
            // "10 x 500 mg"
            if place >= 2, let count = terms[place - 2].value ?? terms[place - 1].value, count >= 2, count <= 200 {
                milligrams *= count
            }
            milligrams *= repeated?.times ?? 1
            guard let limit = anyMedicine?.milligrams, milligrams > limit else { return nil }
            return measure(next + 1)
        }
        // "650 x 3 every 4 hours"
        if value >= Self.leastStrength, next + 1 < terms.count, scene.reading.reads("x", at: next),
            let count = terms[next + 1].value, (2...200).contains(count), let limit = anyMedicine?.milligrams
        {
            return value * count * (repeated?.times ?? 1) > limit ? measure(next + 2) : nil
        }
        let tablets =
            (next..<upper).first { scene.finder.has(classes.tablet, at: $0) }
            ?? (isOfThem && anyMedicine != nil ? next + 1 : nil)
        if tablets == nil, medicine == nil, let anyMedicine, place - Int(took.end) <= 2, Int(took.end) <= place,
            place + 1 == terms.count || terms[place + 1].breakBefore >= .comma,
            value > (anyMedicine.tablets ?? limits.dailyTablets)
        {
            // "the codeine, had about 14"
            return measure(place + 1)
        }
        // "The 250 naproxen" names a strength.
        if tablets == nil, value >= Self.leastStrength { return nil }
        guard let item = tablets ?? medicine.map({ Int($0.hit.start) }) else { return nil }
        // "took 2, then 4 hours later …": the number must count the tablets.
        if (next...item).contains(where: { terms[$0].breakBefore >= .comma || (terms[$0].value != nil && $0 != item) })
        {
            return nil
        }
        if classes.units.contains(where: { unit in (next..<item).contains { scene.finder.has(unit.0, at: $0) } }) {
            return nil
        }
        var limit = anyMedicine?.tablets ?? limits.dailyTablets
        var count = value
        if scene.first(.amount, inSentenceOf: place) != nil { limit = limits.singleDoseTablets - 1 }
        let days =
            scene.times.filter { scene.sameSentence($0.range.lowerBound, place) && !$0.isAfter && $0.role == .symptom }
            .map { $0.hours / 24 }.max() ?? 1
        if days > 1 { count /= days }
        // Two at a time and four hours apart are within the labels, whatever that comes to.
        if let repeated, days <= 1, value > 2 || repeated.times > Self.wakingHours / 4 { count *= repeated.times }
        return count > limit ? measure(item + 1) : nil
    }

    /// "Can I take three every two hours" is answered, and alarms nobody.
    private func isLeaveAsked(before place: Int) -> Bool {
        (max(Int(scene.sentence(place)), place - Self.leaveReach)..<place).contains {
            scene.finder.length(of: scene.classes.asksLeave, at: $0) > 0
        }
    }

    /// "Every 4 hours", "4 hourly", "three times a day" behind a dose: how often a day it is taken, in waking hours.
    private func repetition(after place: Int) -> (times: Double, hit: Hit)? {
        let classes = scene.classes
        for start in (place + 1)..<min(place + 9, max(terms.count, place + 1)) {
            guard scene.sameSentence(start, place) else { return nil }
            let next = start + 1
            if scene.finder.has(classes.each, at: start) {
                // "every 4 to 6 hours": the longer, which is the smaller dose.
                var hours = 1.0
                var unit = next
                while unit < min(next + 4, terms.count), !scene.finder.has(classes.hour, at: unit) {
                    hours = terms[unit].value ?? hours
                    unit += 1
                }
                guard unit < terms.count, scene.finder.has(classes.hour, at: unit) else { return nil }
                return (max(Self.wakingHours / max(hours, 0.5), 1), hit(start, unit + 1))
            }
            guard next < terms.count, let count = terms[start].value, (1...24).contains(count) else { continue }
            if scene.reading.reads("hourly", at: next) {
                return (max(Self.wakingHours / count, 1), hit(start, next + 1))
            }
            if ["times", "x"].contains(where: { scene.reading.reads($0, at: next) }), next + 2 < terms.count,
                ["a", "per"].contains(where: { scene.reading.reads($0, at: next + 1) })
                    || scene.finder.has(classes.each, at: next + 1),
                scene.finder.has(classes.dayUnit, at: next + 2)
            {
                return (count, hit(start, next + 3))
            }
        }
        return nil
    }
}
