import SafetyScreening
import Testing

@Suite("The most serious comes first, and crisis and overdose come alone")
struct PrecedenceTests {
    @Test("crisis alone, whatever else is there")
    func crisisAlone() throws {
        let finding = try Bundled.screen("my arm is numb, I have chest pain and I want to kill myself")
        #expect(finding.alerts.map(\.concept) == ["crisis.suicide"])
        #expect(finding.isExclusive)
    }

    @Test("crisis and overdose together: both, crisis first")
    func crisisAndOverdose() throws {
        let finding = try Bundled.screen("I took 30 paracetamol because I want to die")
        #expect(finding.alerts.map(\.concept) == ["crisis.suicide", "overdose.taken"])
    }

    @Test("an emergency before an urgent sign")
    func order() throws {
        let finding = try Bundled.screen("pus is coming out and now I can't breathe")
        #expect(finding.alerts.map(\.level) == [.emergency, .urgent])
        #expect(finding.alerts.first?.when == .now)
    }

    @Test("neighbours with one text are quoted together")
    func evidence() throws {
        let finding = try Bundled.screen("my sholder is hot n red, can i use heat?")
        #expect(finding.alerts.count == 1)
        #expect(finding.alerts.first?.evidence == "sholder is hot n red")
    }

    @Test(
        "signs that mean more together",
        arguments: [
            "fever and I'm confused", "temperature of 39 and my heart is racing",
            "bad headache, stiff neck and a fever",
        ])
    func together(_ text: String) throws {
        #expect(try Bundled.urgency(text) == .emergency)
    }

    @Test(
        "by when",
        arguments: [
            ("my hand has gone numb", When.now), ("pus is coming out", .today), ("pain is 9/10", .today),
            ("still sore after three weeks", .workingHours), ("no better after ten days", .workingHours),
            ("I can't breathe", .now),
        ])
    func when(_ text: String, _ when: When) throws {
        #expect(try Bundled.screen(text).alerts.first?.when == when, "\(text)")
    }

    @Test("a denial of suicide: no alarm, a line of support")
    func support() throws {
        let finding = try Bundled.screen("I'm not suicidal, just frustrated")
        #expect(finding.urgency == .none)
        #expect(finding.offersSupport)
    }

    @Test("help alone: the list of warning signs, no alarm; with a body part: an alert")
    func safetyNet() throws {
        let alone = try Bundled.screen("help, I'm scared")
        #expect(alone.urgency == .none)
        #expect(alone.needsSafetyNet)
        let finding = try Bundled.screen("something is very wrong with my shoulder")
        #expect(finding.alerts.first?.concept == "unclear.worrying")
    }

    @Test(
        "a painkiller with a condition",
        arguments: [
            ("can I take ibuprofen with warfarin", "ibuprofen", "blood_thinner"),
            ("is advil ok, I'm pregnant", "ibuprofen", "pregnancy"),
            ("naproxen and a stomach ulcer", "naproxen", "ulcer"),
            ("aspirin with asthma?", "aspirin", "asthma"),
        ])
    func medicine(_ text: String, _ medicine: String, _ condition: String) throws {
        let found = try #require(try Bundled.screen(text).medicineCondition)
        #expect(found.medicine == medicine)
        #expect(found.condition == condition)
    }

    @Test("a painkiller without a condition, or with one denied")
    func noCondition() throws {
        #expect(try Bundled.screen("can I take ibuprofen").medicineCondition == nil)
        #expect(try Bundled.screen("can I take ibuprofen, I'm not pregnant").medicineCondition == nil)
    }

    @Test("who has spoken to a clinician says so")
    func clinician() throws {
        #expect(try Bundled.screen("I have spoken to a doctor").hasSpokenToClinician)
        #expect(try !Bundled.screen("my arm is numb").hasSpokenToClinician)
    }
}
