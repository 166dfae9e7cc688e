import Aftercare
import AssistantProtocol
import PackTesting
import Testing

@Suite("Plain lines are a conversation: a status, the text, a blank line")
struct SessionTests {
    private func talk(_ lines: [String], cache: ReplyCache? = nil) throws -> [String] {
        var session = Session()
        let backend = Session.Backend.assistant(try TestPack.assistant())
        return lines.map {
            String(decoding: session.respond(to: Array($0.utf8), backend: backend, cache: cache).bytes, as: UTF8.self)
        }
    }

    @Test(
        "the first line says how urgent it is, or what came of it",
        arguments: [
            ("can I use heat?", "OK"), ("I can't breathe", "EMERGENCY"), ("quantum chromodynamics lattice", "NONE"),
            ("can I drink wine", "NONE"), ("", "NONE"), ("🙂🙂", "NONE"),
        ])
    func status(_ line: String, _ status: String) throws {
        let reply = try talk([line])[0]
        #expect(reply.hasPrefix(status + "\n"))
        #expect(reply.hasSuffix("\n\n"))
        #expect(!reply.dropLast(2).contains("\n\n"), "only the end is a blank line")
    }

    @Test("a line that is no UTF-8 is refused kindly, and the next one is answered")
    func invalidUTF8() throws {
        var session = Session()
        let backend = Session.Backend.assistant(try TestPack.assistant())
        let refused = session.respond(to: [0x68, 0xFF, 0x69], backend: backend)
        #expect(String(decoding: refused.bytes, as: UTF8.self).hasPrefix("ERR\nThat was not valid UTF-8."))
        #expect(refused.results == [.error(.parseError)])
        #expect(!session.respond(to: Array("can I use heat?".utf8), backend: backend).bytes.isEmpty)
    }

    @Test("an alarm is carried on to the next line")
    func conversation() throws {
        let replies = try talk(["I can't breathe", "can I use heat?"])
        #expect(replies.map { $0.prefix { $0 != "\n" } } == ["EMERGENCY", "EMERGENCY"])
    }

    @Test("with and without a cache, first and second time, the bytes are the same")
    func cache() throws {
        let lines = ["can I use heat?", "and ice?", "I can't breathe", "can I use heat?", "can I use heat?"]
        let cache = ReplyCache()
        let without = try talk(lines)
        #expect(try talk(lines, cache: cache) == without)
        #expect(try talk(lines, cache: cache) == without)
    }

    @Test("what is known is answered at once, the rest is left, or refused as busy")
    func effort() throws {
        let backend = Session.Backend.assistant(try TestPack.assistant())
        let cache = ReplyCache()
        let retry = Session.Effort.refuse(retryAfter: .milliseconds(250))
        for line in [
            "can I use heat?", #"{"jsonrpc":"2.0","id":7,"method":"ask","params":{"question":"can I use heat?"}}"#,
        ] {
            let line = Array(line.utf8)
            var session = Session()
            #expect(session.respond(to: line, backend: backend, cache: cache, effort: .known) == nil)
            let busy = session.respond(to: line, backend: backend, cache: cache, effort: retry)
            #expect(busy?.results == [.error(.busy)])
            if Session.isRequest(line) {
                let error = JSONValue(parsing: (busy?.bytes ?? [])[...])
                #expect(error?["id"]?.integer == 7)
                #expect(error?["error"]?["code"]?.integer == -32000)
                #expect(error?["error"]?["data"]?["retry_after_ms"]?.integer == 250)
                #expect(error?["error"]?["data"]?["text"]?.string == EmergencyText.busy)
            } else {
                #expect(busy.map { String(decoding: $0.bytes, as: UTF8.self) } == "ERR\n\(EmergencyText.busy)\n\n")
            }
            let answer = session.respond(to: line, backend: backend, cache: cache)
            var other = Session()
            let second = other.respond(to: line, backend: backend, cache: cache, effort: .known)
            let known = try #require(second)
            #expect(known.bytes == answer.bytes)
            #expect(Self.summary(answer.results, isKnown: false) == Self.summary(known.results, isKnown: true))
            #expect(Self.summary(answer.results, isKnown: false) != nil)
            other = Session()
            #expect(other.respond(to: line, backend: backend, cache: cache, effort: retry) == known)
        }
    }

    private static func summary(_ results: [Session.Result], isKnown: Bool) -> ReplySummary? {
        if results.count == 1, case .reply(let summary, isKnown) = results[0] { return summary }
        return nil
    }

    @Test("what needs no question to be read is never refused as busy")
    func alwaysKnown() throws {
        let backend = Session.Backend.assistant(try TestPack.assistant())
        for line in [
            #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":1,"method":"info"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"intents"}"#, "{",
            #"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"manage.heat"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask","params":{}}"#,
        ] {
            var session = Session()
            #expect(session.respond(to: Array(line.utf8), backend: backend, cache: nil, effort: .known) != nil)
        }
    }

    @Test("texts that differ in their bytes are not taken for each other, though they look the same")
    func exactBytes() throws {
        let cache = ReplyCache()
        let composed = "I can't breathe caf\u{E9}"
        let decomposed = "I can't breathe cafe\u{301}"
        #expect(composed == decomposed)
        _ = try talk([composed], cache: cache)
        var session = Session()
        let backend = Session.Backend.assistant(try TestPack.assistant())
        #expect(session.respond(to: Array(decomposed.utf8), backend: backend, cache: cache, effort: .known) == nil)
    }

    @Test("a full cache forgets and goes on")
    func fullCache() throws {
        let cache = ReplyCache(limit: 20_000)
        let lines = (0..<60).map { "can I use heat after \($0) days?" }
        for line in lines { #expect(try talk([line], cache: cache) == talk([line])) }
    }
}
