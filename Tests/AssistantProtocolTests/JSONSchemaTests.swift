import Aftercare
import AssistantProtocol
import PackTesting
import ProtocolTesting
import Testing

@Suite("Requests and replies are as the JSON Schema says")
struct JSONSchemaTests {
    private let schema: JSONSchema

    init() throws { schema = try JSONSchema() }

    private func respond(_ line: String, _ backend: Session.Backend? = nil) throws -> JSONValue {
        var session = Session()
        let output = session.respond(to: Array(line.utf8), backend: try backend ?? .assistant(TestPack.assistant()))
        return try #require(JSONValue(parsing: output.bytes[...]))
    }

    @Test(
        "the reply to each kind of question",
        arguments: [
            "can I use heat?", "my shoulder is hot n red", "I can't breathe", "can I drink wine", "is ice ok and wine too",
            "quantum chromodynamics", "", "heat \\n \\\"ice\\\" 🙂", "hot",
        ])
    func replies(_ question: String) throws {
        for method in ["ask", "explain"] {
            let response = try respond(
                #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"question":"\#(question)"}}"#)
            #expect(try schema.faults(response, as: "response") == [])
            #expect(try schema.faults(#require(response["result"]), as: method) == [])
        }
    }

    @Test("the result of the other methods, and of info without a pack")
    func others() throws {
        for method in ["intents", "passage", "info", "ping"] {
            let response = try respond(
                #"{"jsonrpc":"2.0","id":"a","method":"\#(method)","params":{"intent":"manage.heat"}}"#)
            #expect(try schema.faults(response, as: "response") == [])
            #expect(try schema.faults(#require(response["result"]), as: method) == [])
        }
        let info = try respond(#"{"jsonrpc":"2.0","id":1,"method":"info"}"#, .unavailable("pack.yaml:3: no"))
        #expect(try schema.faults(#require(info["result"]), as: "info") == [])
    }

    @Test("an info in which everything has happened")
    func busyInfo() throws {
        var status = ServiceStatus()
        status.replies[.notUnderstood][.urgent] = 2
        status[.busy] = 1
        status.days = [.init(day: 20_785)]
        status.reloads.last = .init(at: UTCTime(secondsSince1970: 1_795_853_640), failure: "pack.yaml:3: no")
        var session = Session()
        let output = session.respond(
            to: Array(#"{"jsonrpc":"2.0","id":1,"method":"info"}"#.utf8),
            backend: .assistant(try TestPack.assistant()), status: { status })
        let info = try #require(JSONValue(parsing: output.bytes[...])?["result"])
        #expect(try schema.faults(info, as: "info") == [])
        let counters = info["counters"]
        #expect(counters?["replies"]?["not_understood"]?["urgent"]?.integer == 2)
        #expect(counters?["errors"]?["busy"]?.integer == 1)
        #expect(counters?["reloads"]?["last"]?["at"]?.string == "2026-11-28T08:14:00Z")
        guard case .array(let days)? = counters?["days"]?.content else {
            Issue.record("no days")
            return
        }
        #expect(days.map { $0["day"]?.string } == ["2026-11-28"])
    }

    @Test(
        "errors",
        arguments: [
            "{", "[]", "{}", #"{"jsonrpc":"2.0","id":1,"method":"nothing"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"no.such"}}"#,
        ])
    func errors(_ line: String) throws {
        #expect(try schema.faults(respond(line), as: "response") == [])
        #expect(try schema.faults(respond(line, .unavailable("no")), as: "response") == [])
        for output in [
            Session.tooLong(limit: 9), Session.tooManyConnections(retryAfter: .seconds(1)), Session.idle(.seconds(1)),
        ] { #expect(try schema.faults(#require(JSONValue(parsing: output.bytes[...])), as: "response") == []) }
    }

    @Test("the page's requests fit, and requests that are refused for their shape do not")
    func requests() throws {
        for sent in try ProtocolPage().transcripts.joined().map(\.sent) where sent.hasPrefix("{") && sent.hasSuffix("}") {
            let request = try #require(JSONValue(parsing: Array(sent.utf8)[...]))
            #expect(try schema.faults(request, as: "request") == [], "\(sent)")
        }
        for line in [
            "{}", "[1]", #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":1}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"x","limit":11}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"passage","params":{}}"#,
        ] {
            let request = try #require(JSONValue(parsing: Array(line.utf8)[...]))
            #expect(try !schema.faults(request, as: "request").isEmpty, "\(line)")
            #expect(try String(decoding: respond(line).raw, as: UTF8.self).contains("\"error\":"))
        }
    }

    @Test("a reply with a field too many, one too few or of another kind is refused")
    func refusals() throws {
        let reply = try TestPack.assistant().reply(to: "can I use heat?").json()
        let text = String(decoding: reply, as: UTF8.self)
        for wrong in [
            text.replacing("\"outcome\":\"answered\"", with: "\"outcome\":\"great\""),
            text.replacing("\"alerts\":[]", with: "\"alerts\":null"),
            text.replacing("\"choices\"", with: "\"options\""), text.replacing("\"urgency\":\"none\",", with: ""),
        ] {
            #expect(wrong != text)
            let value = try #require(JSONValue(parsing: Array(wrong.utf8)[...]))
            #expect(try !schema.faults(value, as: "ask").isEmpty)
        }
    }
}
