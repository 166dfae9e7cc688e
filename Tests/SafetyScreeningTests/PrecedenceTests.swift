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

    @Test(
        "who has told a clinician, or was looked at, says so",
        arguments: [
            "I have spoken to a doctor", "i rang them, they said its fine",
            "they saw me, nothing sinister, said carry on",
            "ambulance has been, sugar was low, they are happy with her",
            "Home from hospital now. Scan clear, they said migraine",
            "They have been, they checked his lungs and the heart and he is home again, all clear.",
            "I rang the clinic, they want me in at 4", "poisons line told me to go to a&e, bloods were fine",
            "went to urgent care and they've given me antibiotics", "the paramedics came and looked me over",
            "gp had a look and says its fine", "im at the hospital now",
            "my doctor just called me back and said its the local",
            "just off the phone with 111", "i've been seen", "called them like you said, going in at 2",
            "the clinic knows and they're seeing me at 4", "been to A&E, sent home", "an ambulance is on its way",
            "I'm with the doctor now", "already called", "called, they said wait and see",
            "mum's been seen by the out of hours gp", "she is in hospital now",
        ])
    func told(_ words: String) throws {
        #expect(try Bundled.screen(words).clinician == .told)
    }

    @Test(
        "who has not, or has reached nobody, has told nobody",
        arguments: [
            "i havent spoken to a doctor yet", "I have not seen a doctor about it", "i rang 111 but no one answered",
            "called the clinic and got voicemail", "nobody picks up at the surgery", "I phoned them, they're closed",
            "i rang the clinic and left a message", "been to the clinic but it was shut", "I'll ring them tomorrow",
            "should i have called the doctor", "do I need to be seen by a doctor", "waiting for the nurse to call back",
            "rang 111, number 12 in the queue", "never been seen by a doctor for it",
        ])
    func notTold(_ words: String) throws {
        #expect(try Bundled.screen(words).clinician == .notTold)
    }

    @Test(
        "nor does who says nothing of it, has asked somebody else, or was seen before",
        arguments: [
            "my arm is numb", "my doctor said it is normal to be sore", "they did my back", "thanks",
            "my neighbour used to be a nurse and she says its fine", "someone at work had a look",
            "spoke to my husband",
            "my boss had a look at it", "google says its normal",
            "they told me before the injection that it might go numb",
            "i saw the doctor last week for my ears", "I'm seeing the doctor in january",
            "I have an appointment tomorrow",
            "they sent me home after the injection", "the nurse checked me before i left", "the doctor did my back",
            "had the injection at the hospital and they sent me home", "been to the hospital last year with it",
            "i've been at the clinic this morning, thats where they did it", "I went to the hospital for the injection",
            "they checked me over after the jab and let me go", "got antibiotics from last year in the cupboard",
        ])
    func saysNothing(_ words: String) throws {
        #expect(try Bundled.screen(words).clinician != .told)
    }
}
