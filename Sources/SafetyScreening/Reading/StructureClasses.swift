/// The word classes that the algorithm asks for by name, resolved to ids once.
///
/// Which words they hold is data (`structure.yaml`); that they must exist is checked on load.
struct StructureClasses: Sendable {
    /// Every class name that the data must define.
    static let required: [String] =
        [
            "FILLER", "BARRIER", "CONTINUES", "CLAUSE_SUBJECT", "CLAUSE_POSSESSIVE", "CLAUSE_VERB", "CLAUSE_LINK",
            "NEGATION_WORD", "LIST_WORD", "SELF", "AGO", "LATER", "AFTER", "LASTING", "DAY", "WEEK", "FORTNIGHT",
            "MANY_UNITS", "TIME_FILLER", "CELSIUS", "FAHRENHEIT", "MILLIGRAM", "GRAM", "TABLET", "ANAPHORA",
            "CARRIES", "OLD", "OR_WORD", "OPENER", "LINKS_BACK", "OUT_OF", "OF_THEM", "TIMES_UNIT", "CLOCK_AT",
            "CLOCK_NOW", "CLOCK_END", "NOON", "OWNER", "NOW", "EACH", "PAIN", "WEEKDAY_SHORT", "PRESENT", "ASKS_LEAVE",
            "AT_MOST", "ELAPSED", "WAITING", "WAITED_FOR", "PRESENT_VERB", "GOES_ON",
        ] + weekdayNames + monthNames + namedTimeNames.map(\.0) + vagueCountNames.map(\.0) + unitNames.map(\.0)

    static let weekdayNames = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
    static let monthNames = [
        "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
        "DECEMBER",
    ]
    /// Hours that a named time stands for: the middle of what people mean by it.
    static let namedTimeNames: [(String, Double)] = [
        ("DAY_BEFORE_YESTERDAY", 48), ("YESTERDAY", 24), ("LAST_NIGHT", 16), ("TODAY", 6), ("JUST_NOW", 1),
        ("LAST_WEEK", 168), ("LAST_MONTH", 30 * 24), ("LAST_YEAR", 365 * 24), ("NEXT_DAY", 24), ("WEEKEND", 60),
    ]
    static let vagueCountNames: [(String, Double)] = [("A_FEW", 3), ("SEVERAL", 4), ("ONE_UNIT", 1), ("HALF", 0.5)]
    static let unitNames: [(String, Double)] = [
        ("MINUTE_UNIT", 1.0 / 60), ("HOUR_UNIT", 1), ("DAY_UNIT", 24), ("WEEK_UNIT", 168), ("MONTH_UNIT", 30 * 24),
        ("YEAR_UNIT", 365 * 24),
    ]

    let filler, barrier, continues, clauseSubject, clausePossessive, clauseVerb, clauseLink, negationWord: Int
    let listWord, own, opener, orWord, owner, anaphora, carries, linksBack, outOf, ofThem, presentVerb, goesOn: Int
    let ago, later, after, elapsed, waiting, waitedFor, lasting, day, week, fortnight, manyUnits, timeFiller, timesUnit,
        hour, dayUnit, weekdayShort, clockAt, clockNow, clockEnd, noon, halfWord, old, now, present: Int
    let celsius, fahrenheit, milligram, gram, tablet, each, pain, asksLeave, atMost: Int
    let weekdays: [Int]
    /// From January on.
    let months: [Int]
    let namedTimes: [(Int, Double)]
    let vagueCounts: [(Int, Double)]
    let units: [(Int, Double)]

    init(_ compiler: inout PatternCompiler) {
        func id(_ name: String) -> Int { compiler.classID([name]) }
        filler = id("FILLER")
        barrier = id("BARRIER")
        continues = id("CONTINUES")
        clauseSubject = id("CLAUSE_SUBJECT")
        clausePossessive = id("CLAUSE_POSSESSIVE")
        clauseVerb = id("CLAUSE_VERB")
        clauseLink = id("CLAUSE_LINK")
        negationWord = id("NEGATION_WORD")
        listWord = id("LIST_WORD")
        own = id("SELF")
        ago = id("AGO")
        later = id("LATER")
        after = id("AFTER")
        elapsed = id("ELAPSED")
        waiting = id("WAITING")
        waitedFor = id("WAITED_FOR")
        presentVerb = id("PRESENT_VERB")
        goesOn = id("GOES_ON")
        lasting = id("LASTING")
        day = id("DAY")
        week = id("WEEK")
        fortnight = id("FORTNIGHT")
        manyUnits = id("MANY_UNITS")
        timeFiller = id("TIME_FILLER")
        celsius = id("CELSIUS")
        fahrenheit = id("FAHRENHEIT")
        milligram = id("MILLIGRAM")
        gram = id("GRAM")
        tablet = id("TABLET")
        anaphora = id("ANAPHORA")
        carries = id("CARRIES")
        linksBack = id("LINKS_BACK")
        outOf = id("OUT_OF")
        ofThem = id("OF_THEM")
        old = id("OLD")
        orWord = id("OR_WORD")
        opener = id("OPENER")
        timesUnit = id("TIMES_UNIT")
        clockAt = id("CLOCK_AT")
        clockNow = id("CLOCK_NOW")
        clockEnd = id("CLOCK_END")
        noon = id("NOON")
        halfWord = id("HALF")
        owner = id("OWNER")
        now = id("NOW")
        each = id("EACH")
        pain = id("PAIN")
        hour = id("HOUR_UNIT")
        dayUnit = id("DAY_UNIT")
        weekdayShort = id("WEEKDAY_SHORT")
        atMost = id("AT_MOST")
        present = id("PRESENT")
        asksLeave = id("ASKS_LEAVE")
        months = Self.monthNames.map(id)
        weekdays = Self.weekdayNames.map(id)
        namedTimes = Self.namedTimeNames.map { (id($0.0), $0.1) }
        vagueCounts = Self.vagueCountNames.map { (id($0.0), $0.1) }
        units = Self.unitNames.map { (id($0.0), $0.1) }
    }
}
