import Aftercare
import AssistantProtocol
import Foundation
import PackTesting
import Testing

@Suite("A reply on the wire is the reply")
struct ReplyWritingTests {
    @Test(
        "what is written is read back by JSONDecoder as the same value",
        arguments: [
            "can I use heat?", "should I ice it and can I drink wine", "I can't breathe", "hello \"there\" \\ \u{1}",
            "",
            "my shoulder is hot n red 😀 \u{7F}", "who won",
        ])
    func roundTrip(_ question: String) throws {
        let reply = try TestPack.assistant().reply(to: question)
        #expect(try JSONDecoder().decode(Reply.self, from: Data(reply.json())) == reply)
    }

    @Test("the fields stand in the documented order, absent values as null and absent lists as []")
    func order() throws {
        let text = String(decoding: try TestPack.assistant().reply(to: "who won").json(), as: UTF8.self)
        let keys = [
            "outcome", "urgency", "text", "answers", "alerts", "choices", "safety_net", "notice", "conversation",
            "conversation_lost", "pack",
        ]
        let places = keys.map { text.range(of: "\"\($0)\":")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(text.contains("\"answers\":[],\"alerts\":[]"))
        #expect(!text.contains("\n"))
    }

    @Test("an explanation comes behind the reply's own fields")
    func explanation() throws {
        let (reply, explanation) = try TestPack.assistant().explain("can I use heat?")
        let json = reply.json(explanation: explanation)
        let value = try #require(JSONValue(parsing: json[...]))
        let raw = try #require(value["explanation"]?.raw)
        #expect(try JSONDecoder().decode(Explanation.self, from: Data(raw)) == explanation)
        #expect(try JSONDecoder().decode(Reply.self, from: Data(json)) == reply)
    }
}
