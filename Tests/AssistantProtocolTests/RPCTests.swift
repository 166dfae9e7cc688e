import Aftercare
import AssistantProtocol
import PackTesting
import Testing

@Suite("JSON-RPC 2.0: requests, notifications, batches and errors")
struct RPCTests {
    private func respond(_ line: String) throws -> String {
        var session = Session()
        let output = session.respond(to: Array(line.utf8), backend: .assistant(try TestPack.assistant()))
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private func json(_ line: String) throws -> JSONValue {
        let bytes = Array(try respond(line).utf8)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(bytes.dropLast().firstIndex(of: UInt8(ascii: "\n")) == nil, "a reply is one line")
        return try #require(JSONValue(parsing: bytes[...]))
    }

    @Test(
        "an id comes back as it was sent",
        arguments: ["1", "-1", "1.50", "1e2", "\"a\"", #""\u0041é""#, "null", "123456789012345678901234567890"])
    func ids(_ id: String) throws {
        let reply = try respond(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
        #expect(reply == #"{"jsonrpc":"2.0","id":\#(id),"result":"pong"}"# + "\n")
    }

    @Test(
        "each fault has its code",
        arguments: [
            ("{", -32700), ("[", -32700), (#"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#, -32700),
            ("[]", -32600), ("{}", -32600), (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
            (#"{"id":1,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":1}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":"nothing"}"#, -32601),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask"}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":[]}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":1}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"x","limit":0}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"x","limit":1.5}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"x","region":"ZZ"}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"x","conversation":1}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"passage","params":{}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"no.such"}}"#, -32002),
        ])
    func errors(_ line: String, _ code: Int) throws {
        let reply = try json(line)
        #expect(reply["error"]?["code"]?.integer == code)
        #expect(reply["result"] == nil)
        #expect(reply["jsonrpc"]?.string == "2.0")
        #expect(reply["id"] != nil)
    }

    @Test("a question over 4 KiB is refused, one of 4 KiB is answered")
    func tooLong() throws {
        for (count, code) in [(Assistant.maximumQuestionLength, nil), (Assistant.maximumQuestionLength + 1, -32001)] {
            let question = String(repeating: "x", count: count)
            let reply = try json(#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"\#(question)"}}"#)
            #expect(reply["error"]?["code"]?.integer == code)
        }
    }

    @Test("an error never repeats what was asked")
    func privacy() throws {
        for line in [
            #"{"jsonrpc":"2.0","id":1,"method":"my secret"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":"my secret","region":"my secret"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"my secret"}}"#, #"{"my secret"}"#,
        ] { #expect(try !respond(line).contains("secret")) }
    }

    @Test(
        "a notification gets no reply",
        arguments: [
            #"{"jsonrpc":"2.0","method":"ping"}"#, #"{"jsonrpc":"2.0","method":"nothing"}"#,
            #"{"jsonrpc":"2.0","method":"ask","params":{}}"#,
            #"[{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","method":"ping"}]"#,
        ])
    func notifications(_ line: String) throws {
        #expect(try respond(line).isEmpty)
    }

    @Test("a batch is answered in one line, in its order, without its notifications")
    func batch() throws {
        let reply = try respond(
            #"[{"jsonrpc":"2.0","id":1,"method":"ping"},1,{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","id":2,"method":"x"}]"#
        )
        let value = try #require(JSONValue(parsing: Array(reply.utf8)[...]))
        guard case .array(let replies) = value.content else {
            Issue.record("no array")
            return
        }
        #expect(replies.map { $0["error"]?["code"]?.integer } == [nil, -32600, -32601])
        #expect(replies.map { $0["id"]?.integer } == [1, nil, 2])
    }

    @Test("a batch holds at most 50 requests")
    func batchLimit() throws {
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        for (count, isRefused) in [(Session.batchLimit, false), (Session.batchLimit + 1, true)] {
            let reply = try json("[" + Array(repeating: ping, count: count).joined(separator: ",") + "]")
            #expect((reply["error"]?["code"]?.integer == -32600) == isRefused)
        }
    }

    @Test("without a pack, every question gets the emergency text and the other methods go on")
    func noPack() throws {
        var session = Session()
        func respond(_ line: String) throws -> JSONValue {
            let output = session.respond(to: Array(line.utf8), backend: .unavailable("pack.yaml:3: no"))
            return try #require(JSONValue(parsing: output.bytes[...]))
        }
        for method in ["ask", "explain", "intents", "passage"] {
            let reply = try respond(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"question":"x"}}"#)
            #expect(reply["error"]?["code"]?.integer == -32003)
            #expect(reply["error"]?["data"]?["text"]?.string == EmergencyText.text)
        }
        let info = try respond(#"{"jsonrpc":"2.0","id":1,"method":"info"}"#)
        #expect(info["result"]?["ready"]?.content == .bool(false))
        #expect(info["result"]?["reason"]?.string == "pack.yaml:3: no")
        #expect(try respond(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)["result"]?.string == "pong")
    }

    @Test("blanks around a request do no harm, and unknown fields are ignored")
    func tolerance() throws {
        #expect(
            try respond(" \t{ \"jsonrpc\" : \"2.0\", \"id\": 1, \"method\": \"ping\", \"more\": [1] } ").contains(
                "pong"))
    }
}
