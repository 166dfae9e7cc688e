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
