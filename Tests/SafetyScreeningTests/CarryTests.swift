import Foundation
import SafetyScreening
import Testing

@Suite("A short turn leans on the one before")
struct CarryTests {
    private func urgency(_ first: String, _ second: String) throws -> Urgency {
        let carry = try Bundled.screen(first).carry
        return try Bundled.urgency(second, carried: carry)
    }

    @Test(
        "what was asked about, then where",
        arguments: [
            ("is numbness normal?", "and my hand?"), ("is it ok to be numb", "in my fingers now"),
            ("does the site usually feel hot", "and mine is red"), ("my throat", "it is swelling"),
        ])
    func composed(_ first: String, _ second: String) throws {
        #expect(try urgency(first, second) > .none, "\(first) \(second)")
    }

    @Test(
        "an unrelated question stays what it is",
        arguments: [
            ("my hand is numb", "can I use a heating pad on my shoulder tonight or not"),
            ("my hand is numb", "thanks"),
        ])
    func unrelated(_ first: String, _ second: String) throws {
        #expect(try urgency(first, second) == .none, "\(first) \(second)")
    }

    @Test("an illness that was named holds for every medicine named later, and the last medicine for an illness")
    func medicineAndCondition() throws {
        let onWarfarin = try Bundled.screen("I take warfarin, can I use ice on it").carry
        let between = try Bundled.screen("thanks. and heat?", carried: onWarfarin)
        #expect(between.medicineCondition == nil)
        let later = try Bundled.screen("ok and paracetamol?", carried: between.carry)
        #expect(later.medicineCondition?.medicine == "paracetamol")
        #expect(later.medicineCondition?.condition == "blood_thinner")
        #expect(later.medicineCondition?.isMedicineCarried == false)
        let afterTablets = try Bundled.screen(
            "whoops, I've got asthma", carried: Bundled.screen("is aspirin fine").carry)
        #expect(afterTablets.medicineCondition?.medicine == "aspirin")
        #expect(afterTablets.medicineCondition?.isMedicineCarried == true)
        let denied = try Bundled.screen("I have no asthma", carried: Bundled.screen("is aspirin fine").carry)
        #expect(denied.medicineCondition == nil)
    }

    @Test("'20 of them' counts the tablets of the turn before")
    func countedTablets() throws {
        let carry = try Bundled.screen("paracetamol does nothing much").carry
        #expect(try Bundled.urgency("I've necked about 20 of them since last night", carried: carry) == .emergency)
        #expect(try Bundled.urgency("I took 2 of them", carried: carry) == .none)
        #expect(try Bundled.urgency("I've had 20 of them in ten years", carried: SafetyCarry()) == .none)
    }

    @Test("the carry survives encoding and holds none of the person's words")
    func noWords() throws {
        let carry = try Bundled.screen("xyzzyword my hand is numb since the jab 3 days ago plughword").carry
        let data = try JSONEncoder().encode(carry)
        #expect(try JSONDecoder().decode(SafetyCarry.self, from: data) == carry)
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains("xyzzy") && !text.contains("plugh"))
        #expect(carry.hoursSinceInjection == 72)
    }
}
