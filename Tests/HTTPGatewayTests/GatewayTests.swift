import Aftercare
import AssistantProtocol
import CommandTesting
import Crypto
import Foundation
import PackTesting
import SocketTesting
import Testing

@Suite("The built aftercare-gateway", .serialized)
struct GatewayTests {
    private func daemon(in folder: TemporaryFolder, _ arguments: [String] = RunningGateway.pack) throws
        -> RunningProgram
    {
        try RunningProgram("aftercared", ["--socket", "\(folder.path)/a.sock"] + arguments, folder: folder)
    }

    @Test("a reply has the same bytes over HTTP, embedded or not, as over the socket")
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let daemon = try daemon(in: folder)
        let over = try RunningGateway(["--socket", "\(folder.path)/a.sock"], folder: folder)
        let embedded = try RunningGateway()
        let client = try RawClient("\(folder.path)/a.sock")
        for question in [
            "can I use heat?", "my shoulder is hot n red", "I can't breathe", "", "thanks\u{0}\u{1F44D} \"\\",
        ] {
            var params = JSONWriter()
            params.object { object in
                object.key("question")
                object.value(question)
            }
            let line = try client.ask(
                #"{"jsonrpc":"2.0","id":1,"method":"ask","params":\#(String(decoding: params.bytes, as: UTF8.self))}"#)
            let expected = JSONValue(parsing: Array(line.utf8)[...])?["result"].map { Array($0.raw) }
            #expect(try over.ask(question).body == expected)
            #expect(try embedded.ask(question).body == expected)
        }
        #expect(daemon.isRunning)
    }

    @Test("a conversation goes on with the token of the reply before")
    func conversation() throws {
        let gateway = try RunningGateway()
        let first = try gateway.ask("can I use heat?")
        let token = try #require(first.json?["conversation"]?.string)
        let second = try gateway.ask("and ice?", conversation: token)
        #expect(
            second.json?["answers"].flatMap { String(decoding: $0.raw, as: UTF8.self) }?.contains("manage.ice") == true)
        #expect(second.json?["conversation_lost"]?.content == .bool(false))
        #expect(
            try gateway.ask("and ice?", conversation: token + "x").json?["conversation_lost"]?.content == .bool(true))
    }

    @Test("topics, a passage and what is said with them")
    func knowledge() throws {
        let gateway = try RunningGateway()
        let assistant = try TestPack.assistant()
        guard case .array(let topics) = try gateway.get("/v1/intents").json?.content else {
            Issue.record("no list of topics")
            return
        }
        #expect(topics.compactMap { $0["intent"]?.string } == assistant.topics.map(\.intent))
        let passage = try gateway.get("/v1/passages/manage.heat")
        #expect(passage.json?["text"]?.string == assistant.passage("manage.heat")?.text)
        let info = try gateway.get("/v1/info").json
        #expect(info?["version"]?.string == AftercareVersion.current)
        #expect(info?["pack"]?["status"]?.string == "draft")
        #expect(info?["notice"]?.string == assistant.notice)
        #expect(info?["safety_net"]?.string == assistant.safetyNet)
        #expect(info?["counters"] == nil)
    }

    @Test("HEAD is GET without the body; a query changes nothing")
    func heads() throws {
        let gateway = try RunningGateway()
        for path in ["/", "/v1/intents", "/healthz", "/openapi.json"] {
            let get = try gateway.get(path)
            let head = try gateway.connect().exchange(
                RawHTTP.head("HEAD \(path) HTTP/1.1", []) + "\r\n", hasBody: false)
            #expect(head.status == 200)
            #expect(head["content-length"] == "\(get.body.count)")
            #expect(try gateway.get(path + "?kiosk=1").body == get.body)
        }
    }

    @Test(
        "the page's files have their types, a policy that lets nothing else in, and are sent once",
        arguments: [
            ("/", "chat.html", "text/html; charset=utf-8"), ("/chat.css", "chat.css", "text/css; charset=utf-8"),
            ("/chat.js", "chat.js", "text/javascript; charset=utf-8"),
            ("/icon.svg", "icon.svg", "image/svg+xml"),
        ])
    func page(_ path: String, _ file: String, _ type: String) throws {
        let gateway = try RunningGateway()
        let response = try gateway.get(path)
        let source = try Data(contentsOf: URL(fileURLWithPath: "\(TestPack.root)/Sources/HTTPGateway/Page/\(file)"))
        #expect(response.body == Array(source))
        #expect(response["content-type"] == type)
        let policy = try #require(response["content-security-policy"])
        #expect(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"))
        #expect(response["x-content-type-options"] == "nosniff")
        #expect(response["referrer-policy"] == "no-referrer")
        #expect(response["set-cookie"] == nil)
        let etag = try #require(response["etag"])
        let again = try gateway.get(path, "If-None-Match: \(etag)")
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
        #expect(try gateway.get(path, "If-None-Match: \"other\"").status == 200)
    }

    @Test("the start names the hash of the embed script, and that names the hashes of what it loads")
    func integrity() throws {
        let gateway = try RunningGateway()
        func hash(_ path: String) throws -> String {
            "sha384-" + Data(SHA384.hash(data: try gateway.get(path).body)).base64EncodedString()
        }
        let embed = try gateway.get("/embed.js")
        #expect(embed["content-type"] == "text/javascript; charset=utf-8")
        #expect(embed.text.contains("script: \"\(try hash("/chat.js"))\""))
        #expect(embed.text.contains("style: \"\(try hash("/chat.css"))\""))
        let line = "integrity=\"\(try hash("/embed.js"))\""
        try gateway.program.wait { gateway.program.log.contains("</script>") }
        #expect(gateway.program.log.contains(line))
    }

    @Test("without a pack it runs, says why it is not ready, and every question gets the emergency text")
    func noPack() throws {
        let gateway = try RunningGateway(["--embedded", "--openai", "--pack", "/nowhere/at/all"])
        #expect(try gateway.get("/healthz").status == 200)
        let ready = try gateway.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.json?["reason"]?.string?.contains("/nowhere/at/all") == true)
        let asked = try gateway.ask("can I use heat?")
        #expect(asked.status == 503)
        #expect(asked.errorCode == "no_pack")
        #expect(asked.json?["error"]?["text"]?.string == EmergencyText.text)
        for path in ["/v1/intents", "/v1/info", "/v1/passages/manage.heat"] {
            #expect(try gateway.get(path).errorCode == "no_pack", "\(path)")
        }
        #expect(try gateway.get("/metrics").text.contains("aftercare_ready 0\n"))
    }

    @Test(
        "while aftercared is away questions get the emergency text; once it is back they are answered, on the same connections"
    )
    func away() throws {
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(["--socket", "\(folder.path)/a.sock"], folder: folder)
        let connection = try gateway.connect()
        let request = RawHTTP.post("/v1/ask", #"{"question":"can I use heat?"}"#, [])
        func expectAway() throws {
            let asked = try connection.exchange(request)
            #expect(asked.status == 503)
            #expect(asked.errorCode == "engine_away")
            #expect(asked.json?["error"]?["text"]?.string == EmergencyText.text)
            #expect(asked["retry-after"] != nil)
            let ready = try gateway.get("/readyz")
            #expect(ready.status == 503)
            #expect(ready.json?["reason"]?.string?.contains("\(folder.path)/a.sock") == true)
        }
        try expectAway()
        let first = try daemon(in: folder)
        #expect(try connection.exchange(request).status == 200)
        #expect(try gateway.get("/readyz").status == 200)
        first.signal(SIGKILL)
        _ = try first.status()
        try expectAway()
        let second = try daemon(in: folder)
        #expect(try connection.exchange(request).status == 200)
        // A daemon that is exchanged between two questions is not noticed: the question is asked again on a fresh connection.
        second.signal(SIGTERM)
        _ = try second.status()
        let third = try daemon(in: folder)
        #expect(try connection.exchange(request).status == 200)
        #expect(third.isRunning)
    }

    @Test(
        "a daemon that takes a question and does not answer is given up after a while, and asked afresh the next time")
    func silent() throws {
        let folder = try TemporaryFolder()
        let daemon = try daemon(in: folder)
        let gateway = try RunningGateway(
            ["--socket", "\(folder.path)/a.sock", "--engine-seconds", "1"], folder: folder)
        #expect(try gateway.ask("can I use heat?").status == 200)
        try daemon.halt()
        let asked = try gateway.ask("can I use heat?")
        #expect(asked.status == 504)
        #expect(asked.errorCode == "engine_timeout")
        #expect(asked.json?["error"]?["text"]?.string == EmergencyText.text)
        #expect(try gateway.get("/readyz").json?["reason"]?.string?.contains("no reply in time") == true)
        daemon.signal(SIGCONT)
        try gateway.program.wait { try gateway.get("/readyz").status == 200 }
        #expect(try gateway.ask("can I use heat?").status == 200)
    }

    @Test("what listens at the socket but speaks otherwise is named")
    func foreign() throws {
        let folder = try TemporaryFolder()
        // Another gateway speaks HTTP at its socket, not JSON-RPC.
        let other = try RunningGateway(folder: folder)
        let gateway = try RunningGateway(["--socket", other.path])
        let asked = try gateway.ask("can I use heat?")
        #expect(asked.status == 502)
        #expect(asked.json?["error"]?["text"]?.string == EmergencyText.text)
        #expect(try gateway.get("/readyz").status == 503)
        #expect(other.program.isRunning)
    }

    @Test("an embedded engine takes a changed pack at SIGHUP")
    func reload() throws {
        let folder = try TemporaryFolder()
        let pack = try TestPack.copy(into: folder.path)
        let gateway = try RunningGateway(
            ["--embedded", "--pack", pack, "--matcher", "lexical"], folder: folder)
        #expect(try gateway.ask("can I use heat?").text.contains("Wait with heat for the first few days."))
        let text = try String(contentsOfFile: "\(pack)/manage/heat.md", encoding: .utf8)
        try folder.write("small/manage/heat.md", text.replacing("first few days", with: "first two days"))
        gateway.program.signal(SIGHUP)
        try gateway.program.wait { gateway.program.log.contains("reloaded") }
        #expect(try gateway.ask("can I use heat?").text.contains("Wait with heat for the first two days."))
    }

    @Test("counters count, by route and status, and say nothing of what was asked")
    func metrics() throws {
        let gateway = try RunningGateway()
        for question in ["can I use heat?", "I can't breathe", "xylophone"] { _ = try gateway.ask(question) }
        _ = try gateway.get("/v1/passages/manage.heat")
        _ = try gateway.get("/xylophone")
        let metrics = try gateway.get("/metrics")
        #expect(metrics["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        let lines = metrics.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"aftercare_gateway_requests_total{route="/v1/ask",status="200"} 3"#))
        #expect(lines.contains(#"aftercare_gateway_requests_total{route="/v1/passages/{intent}",status="200"} 1"#))
        #expect(lines.contains(#"aftercare_gateway_requests_total{route="other",status="404"} 1"#))
        #expect(lines.contains("aftercare_gateway_question_seconds_count 3"))
        #expect(lines.contains("aftercare_ready 1"))
        #expect(lines.contains(#"aftercare_replies_total{outcome="answered",urgency="emergency"} 1"#))
        #expect(lines.contains(#"aftercare_errors_total{code="no_such_intent"} 0"#))
        #expect(!metrics.text.contains("xylophone"))
    }

    @Test("the log holds no word that a client sent")
    func privacy() throws {
        let gateway = try RunningGateway(["--openai"])
        _ = try gateway.ask("my xylophone is hot n red")
        _ = try gateway.post("/v1/ask", #"{"question":"xylophone""#)
        _ = try gateway.post(
            "/v1/chat/completions", #"{"model":"m","messages":[{"role":"user","content":"xylophone"}]}"#)
        _ = try gateway.get("/xylophone?xylophone", "X-Word: xylophone")
        _ = try gateway.exchange("xylophone\r\n\r\n")
        gateway.program.signal(SIGTERM)
        #expect(try gateway.program.status() == 0)
        #expect(gateway.program.log.contains("stopped"))
        #expect(!gateway.program.log.contains("xylophone"))
    }

    @Test("SIGTERM answers what was asked and exits with 0", arguments: [SIGTERM, SIGINT])
    func stop(_ signal: Int32) throws {
        let gateway = try RunningGateway()
        let connections = try (0..<20).map { _ in try gateway.connect() }
        for (number, connection) in connections.enumerated() {
            try connection.client.send(
                RawHTTP.post("/v1/ask", #"{"question":"is ice ok after \#(number) hours?"}"#, []))
            try connection.client.settle()
        }
        for connection in connections { #expect(try connection.receive().status == 200) }
        gateway.program.signal(signal)
        #expect(try gateway.program.status() == 0)
    }

    @Test("a second gateway at the same socket is refused, and one that was killed leaves nothing in the way")
    func sockets() throws {
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(folder: folder)
        let second = try CommandRun(
            BuiltProducts.program("aftercare-gateway"), ["--unix", gateway.path, "--embedded"] + RunningGateway.pack,
            environment: RunningProgram.environment(folder), folder: folder.path)
        #expect(second.status == 73)
        #expect(second.errors.contains(gateway.path))
        #expect(try gateway.ask("can I use heat?").status == 200)
        gateway.program.signal(SIGKILL)
        _ = try gateway.program.status()
        #expect(try RunningGateway(folder: folder).ask("can I use heat?").status == 200)
    }

    @Test("the description has the regions of the pack, and the chat routes only where they are on")
    func description() throws {
        let plain = try #require(try RunningGateway().get("/openapi.json").json)
        #expect(plain["openapi"]?.string == "3.1.0")
        #expect(plain["paths"]?["/v1/ask"]?["post"] != nil)
        #expect(plain["paths"]?["/v1/chat/completions"] == nil)
        let region = plain["components"]?["schemas"]?["Question"]?["properties"]?["region"]?["enum"]
        #expect(region.map { String(decoding: $0.raw, as: UTF8.self).contains("\"US\"") } == true)
        let chat = try #require(try RunningGateway(["--openai"]).get("/openapi.json").json)
        #expect(chat["paths"]?["/v1/chat/completions"]?["post"] != nil)
        #expect(chat["paths"]?["/v1/ask"]?["post"] != nil)
        #expect(chat["components"]?["schemas"]?["Reply"] != nil)
    }
}
