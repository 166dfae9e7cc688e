import CommandTesting
import Foundation
import Testing

@Suite("aftercare mcp: the Model Context Protocol over standard input and output")
struct ModelContextTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    private static let initialize = #"""
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\#
        "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
        """#
    private static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    /// What the program says to lines behind a handshake, the answer to the handshake left out.
    private func talk(_ lines: [String]) throws -> [[String: Any]] {
        let replies = try say([Self.initialize, Self.initialized] + lines)
        #expect(replies.first?["id"] as? Int == 0)
        return Array(replies.dropFirst())
    }

    /// What the program says to lines: each line of its output has to be an object of the protocol.
    private func say(_ lines: [String]) throws -> [[String: Any]] {
        let run = try aftercare.run(["mcp"], input: lines.map { $0 + "\n" }.joined())
        #expect(run.status == 0, "\(run.errors)")
        return try run.lines.map { line in
            let reply = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(reply["jsonrpc"] as? String == "2.0")
            return reply
        }
    }

    private func request(_ method: String, _ params: String = "{}", id: Int = 1) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    private func use(_ tool: String, _ arguments: String) -> String {
        request("tools/call", #"{"name":"\#(tool)","arguments":\#(arguments)}"#)
    }

    private func texts(_ reply: [String: Any]) throws -> [String] {
        let result = try #require(reply["result"] as? [String: Any])
        let content = try #require(result["content"] as? [[String: Any]])
        return try content.map { block in
            #expect(block["type"] as? String == "text")
            return try #require(block["text"] as? String)
        }
    }

    private func structured(_ reply: [String: Any]) throws -> [String: Any] {
        let result = try #require(reply["result"] as? [String: Any])
        #expect(result["isError"] as? Bool == false)
        return try #require(result["structuredContent"] as? [String: Any])
    }

    private func code(_ reply: [String: Any]?) -> Int? { (reply?["error"] as? [String: Any])?["code"] as? Int }

    // MARK: - The handshake

    @Test(
        "gives a client the revision that it asks for, or the newest it has",
        arguments: [
            ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"), ("2024-11-05", "2024-11-05"),
            ("2025-11-25", "2025-06-18"), ("2026-07-28", "2025-06-18"), ("1999-01-01", "2025-06-18"),
            ("", "2025-06-18"),
        ])
    func revisions(_ wanted: String, _ given: String) throws {
        let reply = try say([Self.initialize.replacing("2025-06-18", with: wanted)])
        let result = try #require(reply.first?["result"] as? [String: Any])
        #expect(result["protocolVersion"] as? String == given)
        #expect((result["capabilities"] as? [String: Any])?.keys.sorted() == ["resources", "tools"])
        #expect((result["serverInfo"] as? [String: Any])?["name"] as? String == "aftercare")
    }

    @Test("tells the model to show alerts first, and text word for word")
    func instructions() throws {
        let reply = try say([Self.initialize])
        let instructions = try #require((reply.first?["result"] as? [String: Any])?["instructions"] as? String)
        #expect(instructions.contains("Show alerts first"))
        #expect(instructions.contains("word for word"))
    }

    @Test("answers ping before the handshake, and nothing else")
    func beforeTheHandshake() throws {
        let replies = try say([
            request("ping", id: 1), request("tools/list", id: 2), request("server/discover", id: 3),
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        ])
        #expect(replies.map { $0["id"] as? Int } == [1, 2, 3])
        #expect((replies[0]["result"] as? [String: Any])?.isEmpty == true)
        #expect(code(replies[1]) == -32600)
        #expect(code(replies[2]) == -32601)
    }

    @Test("has batches in the one revision that knows them")
    func batches() throws {
        let batch = "[\(request("ping", id: 1)),\(Self.initialized),\(request("ping", id: 2))]"
        let run = try aftercare.run(
            ["mcp"], input: Self.initialize.replacing("2025-06-18", with: "2025-03-26") + "\n" + batch + "\n[]\n")
        #expect(
            run.lines.dropFirst().first
                == #"[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"result":{}}]"#)
        #expect(run.lines.last?.contains("-32600") == true)
        #expect(code(try talk([batch]).first) == -32600)
    }

    // MARK: - Tools

    @Test("lists its tools, which read only, with what they take and give")
    func tools() throws {
        let reply = try #require(try talk([request("tools/list")]).first)
        let tools = try #require((reply["result"] as? [String: Any])?["tools"] as? [[String: Any]])
        #expect(tools.map { $0["name"] as? String } == ["ask", "screen_for_red_flags"])
        for tool in tools {
            #expect((tool["description"] as? String)?.contains("word for word") == true)
            #expect((tool["inputSchema"] as? [String: Any])?["type"] as? String == "object")
            #expect((tool["outputSchema"] as? [String: Any])?["type"] as? String == "object")
            #expect((tool["annotations"] as? [String: Any])?["readOnlyHint"] as? Bool == true)
        }
    }

    @Test("'ask' gives the passage word for word, and the same reply as aftercare ask --json")
    func ask() throws {
        let reply = try #require(try talk([use("ask", #"{"question":"can I use ice?"}"#)]).first)
        let alone = try aftercare.run(["ask", "--json", "can I use ice?"])
        let texts = try texts(reply)
        #expect(texts.first?.hasPrefix("Hold ice on the sore place for 15 to 20 minutes.") == true)
        #expect(texts.last == alone.lines.first, "for clients that do not know structured content")
        #expect(try structured(reply)["outcome"] as? String == "answered")
    }

    @Test("'ask' goes on with a conversation")
    func conversation() throws {
        let first = try structured(try #require(try talk([use("ask", #"{"question":"I have chest pain"}"#)]).first))
        let token = try #require(first["conversation"] as? String)
        let next = try #require(
            try talk([use("ask", #"{"question":"can I use ice?","conversation":"\#(token)"}"#)]).first)
        #expect(try structured(next)["urgency"] as? String == "emergency")
        #expect(try texts(next).first?.hasPrefix("EMERGENCY\n") == true)
    }

    @Test("'screen_for_red_flags' gives alerts alone, the word for their urgency first")
    func screen() throws {
        let reply = try #require(
            try talk([use("screen_for_red_flags", #"{"text":"I have chest pain. Can I use ice?"}"#)]).first)
        #expect(try texts(reply).first?.hasPrefix("EMERGENCY\n") == true)
        let finding = try structured(reply)
        #expect(finding.keys.sorted() == ["alerts", "notice", "pack", "safety_net", "urgency"])
        #expect((finding["alerts"] as? [[String: Any]])?.first?["evidence"] as? String == "chest pain")
    }

    @Test("'screen_for_red_flags' never says that there is no sign")
    func screenNothing() throws {
        let reply = try #require(
            try talk([use("screen_for_red_flags", #"{"text":"I have no fever. Can I use ice?"}"#)]).first)
        #expect(
            try texts(reply).first?.hasPrefix("I saw no warning sign in this text. That does not rule one out.") == true
        )
        #expect(try structured(reply)["urgency"] as? String == "none")
    }

    @Test(
        "what a model can mend is a result that says so, and the next question is answered",
        arguments: [
            ("ask", "{}", "'question'"), ("ask", #"{"question":1}"#, "'question'"), ("ask", "[]", "'arguments'"),
            ("ask", #"{"question":"x","region":"ZZ"}"#, "no such region"),
            ("ask", #"{"question":"x","limit":0}"#, "'limit'"),
            ("ask", #"{"question":"\#(String(repeating: "x", count: 5000))"}"#, "longer than 4096 bytes"),
            ("screen_for_red_flags", "{}", "'text'"),
            ("screen_for_red_flags", #"{"text":"x","region":7}"#, "'region'"),
        ])
    func mendable(_ tool: String, _ arguments: String, _ part: String) throws {
        let replies = try talk([use(tool, arguments), use("ask", #"{"question":"can I use ice?"}"#)])
        let result = try #require(replies[0]["result"] as? [String: Any])
        #expect(result["isError"] as? Bool == true)
        #expect(try texts(replies[0]).joined().contains(part))
        #expect(try structured(replies[1])["outcome"] as? String == "answered")
    }

    // MARK: - Resources

    @Test("each topic is a resource, which reads as the whole passage with its source and the notice")
    func resources() throws {
        let replies = try talk([
            request("resources/list"), request("resources/read", #"{"uri":"aftercare://passage/manage.ice"}"#),
            request("resources/templates/list"),
        ])
        let resources = try #require((replies[0]["result"] as? [String: Any])?["resources"] as? [[String: Any]])
        #expect(resources.contains { $0["uri"] as? String == "aftercare://passage/manage.ice" })
        let contents = try #require((replies[1]["result"] as? [String: Any])?["contents"] as? [[String: Any]])
        #expect(
            contents.first?["text"] as? String == """
                Using ice

                Hold ice on the sore place for 15 to 20 minutes.

                Wrap it in a thin towel first.

                Source: The test leaflet (Care). Not reviewed by a clinician.
                """)
        let templates = (replies[2]["result"] as? [String: Any])?["resourceTemplates"] as? [[String: Any]]
        #expect(templates?.first?["uriTemplate"] as? String == "aftercare://passage/{intent}")
    }

    // MARK: - What can go wrong

    @Test("each fault of the protocol has its code, and the program goes on")
    func faults() throws {
        let lines = [
            "{", "[]", "17", #"{"jsonrpc":"2.0","id":1,"method":"prompts/list"}"#,
            request("tools/call", #"{"name":"nothing"}"#), request("tools/call"),
            request("resources/read", #"{"uri":"aftercare://passage/no.such"}"#),
            request("resources/read", #"{"uri":"file:///etc/passwd"}"#), request("resources/read"),
            request("initialize"), "x" + String(repeating: "y", count: 70_000),
        ]
        let replies = try talk(lines + [request("ping", id: 99)])
        #expect(
            replies.dropLast().map(code) == [
                -32700, -32600, -32600, -32601, -32602, -32602, -32002, -32002, -32602, -32602, -32001,
            ])
        #expect(replies.last?["id"] as? Int == 99)
    }

    @Test("a last line needs no end, and empty lines say nothing")
    func ends() throws {
        let run = try aftercare.run(["mcp"], input: "\n  \r\n" + request("ping"))
        #expect(run.output == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    }

    @Test("without a usable pack each question gets the emergency text")
    func noPack() throws {
        try FileManager.default.removeItem(atPath: aftercare.pack + "/pack.yaml")
        let reply = try #require(try talk([use("ask", #"{"question":"can I use ice?"}"#)]).first)
        #expect((reply["result"] as? [String: Any])?["isError"] as? Bool == true)
        #expect(try texts(reply).first?.contains("Call your local emergency number now") == true)
    }

    @Test("asks a daemon, and says what to do when there is none")
    func socket() throws {
        let folder = aftercare.home.path
        let away = try aftercare.run(
            ["mcp", "--socket", folder + "/no.sock"],
            input: [Self.initialize, use("ask", #"{"question":"can I use ice?"}"#)].joined(separator: "\n"))
        #expect(away.status == 0)
        #expect(away.lines.last?.contains("Call your local emergency number now") == true)
        #expect(away.lines.last?.contains("there is no socket here. Start aftercared") == true)
    }
}
