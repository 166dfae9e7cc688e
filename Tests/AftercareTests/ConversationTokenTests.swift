import Aftercare
import PackTesting
import Testing

@Suite("A conversation's token carries ids and facts, and is read whole or not at all")
struct ConversationTokenTests {
    private let assistant: Assistant
    private let token: String

    init() throws {
        assistant = try TestPack.assistant()
        token = assistant.reply(to: "there is yellow pus coming out of Bartholomew's needle mark").conversation
    }

    @Test("it is short, safe in a URL, and holds no word of the person")
    func form() throws {
        #expect(token.utf8.count < 1024)
        #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        let bytes = try #require(Self.decoded(token))
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        for word in ["bartholomew", "yellow", "coming"] { #expect(!text.contains(word)) }
    }

    @Test("a flipped character, a cut and an addition are each found")
    func damage() {
        for place in token.indices {
            var damaged = token
            damaged.replaceSubrange(place...place, with: token[place] == "A" ? "B" : "A")
            let reply = assistant.reply(to: "can I use ice?", conversation: damaged)
            #expect(reply.conversationLost)
            #expect(reply.urgency == .none)
        }
        for damaged in [String(token.dropLast()), token + "A", "x", "!!!!", String(repeating: "A", count: 100_000)] {
            let reply = assistant.reply(to: "can I use ice?", conversation: damaged)
            #expect(reply.conversationLost)
            #expect(reply.text.contains(assistant.pack.phrases.conversationLost))
            #expect(reply.answers.map(\.intent) == ["manage.ice"], "the question is answered all the same")
        }
    }

    @Test("no token and an empty one are a new conversation, not a lost one")
    func fresh() {
        #expect(!assistant.reply(to: "can I use ice?").conversationLost)
        #expect(!assistant.reply(to: "can I use ice?", conversation: "").conversationLost)
    }

    @Test("a token of another pack is foreign")
    func foreign() throws {
        let other = try Assistant(TestPack.compiled(), siteHash: "other", today: "2026-11-22")
        #expect(other.reply(to: "can I use ice?", conversation: token).conversationLost)
    }

    private static func decoded(_ token: String) -> [UInt8]? {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bytes: [UInt8] = []
        var group = 0
        var bits = 0
        for character in token {
            guard let value = digits.firstIndex(of: character) else { return nil }
            group = (group << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return bytes
    }
}
