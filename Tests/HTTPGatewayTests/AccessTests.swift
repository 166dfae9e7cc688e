import CommandTesting
import Foundation
import PackTesting
import Testing

@Suite("Who may ask", .serialized)
struct AccessTests {
    private func start(_ arguments: [String]) throws -> CommandRun {
        let folder = try TemporaryFolder()
        return try CommandRun(
            BuiltProducts.program("aftercare-gateway"), ["--embedded"] + RunningGateway.pack + arguments,
            environment: RunningProgram.environment(folder), folder: folder.path)
    }

    @Test("a start that would open the door too wide is refused, with what to add")
    func refusedStarts() throws {
        let open = try start(["--host", "0.0.0.0"])
        #expect(open.status == 64)
        #expect(open.errors.contains("can be reached by others than this machine") && open.errors.contains("--public"))
        let unnamed = try start(["--host", "0.0.0.0", "--public"])
        #expect(unnamed.status == 64)
        #expect(unnamed.errors.contains("--origin") && unnamed.errors.contains("--token-file"))
        let draft = try start(["--port", "0", "--public", "--origin", "https://clinic.example"])
        #expect(draft.status == 78)
        #expect(draft.errors.contains("no clinician has reviewed") && draft.errors.contains("--allow-draft"))
        #expect(try start(["--origin", "https://clinic.example/page"]).status == 64)
        #expect(try start(["--trusted-proxy", "proxy"]).status == 64)
        #expect(try start(["--token-file", "/nowhere"]).errors.contains("/nowhere: cannot be read"))
        #expect(try start(["--socket", "/tmp/x"]).errors.contains("--embedded needs no aftercared"))
    }

    @Test("a token that can be guessed is refused")
    func weakToken() throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "secret\n")
        let run = try start(["--token-file", "\(folder.path)/token"])
        #expect(run.status == 64)
        #expect(run.errors.contains("at least 16") && !run.errors.contains("secret"))
    }

    @Test("this machine's names are known, with any port; others have to be allowed")
    func hosts() throws {
        let gateway = try RunningGateway(["--allow-host", "Chat.Example"])
        for host in [
            "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080", "chat.example", "chat.example:443",
        ] {
            #expect(try gateway.get("/healthz", "Host: \(host)").status == 200, "\(host)")
        }
        for host in ["example", "localhost.evil.example", "evil.example:8080", "[::2]", "0.0.0.0"] {
            #expect(try gateway.get("/healthz", "Host: \(host)").status == 421, "\(host)")
        }
    }

    @Test("our own page may ask; pages of other sites only if they are allowed, and a browser is told so")
    func origins() throws {
        let gateway = try RunningGateway(["--origin", "https://clinic.example"])
        let body = #"{"question":"can I use heat?"}"#
        let own = try gateway.post("/v1/ask", body, "Host: localhost:8080", "Origin: http://localhost:8080")
        #expect(own.status == 200)
        #expect(own["access-control-allow-origin"] == nil)
        let clinic = try gateway.post("/v1/ask", body, "Origin: https://clinic.example")
        #expect(clinic.status == 200)
        #expect(clinic["access-control-allow-origin"] == "https://clinic.example")
        #expect(clinic["vary"] == "Origin")
        for origin in [
            "null", "https://evil.example", "https://clinic.example.evil.example", "http://clinic.example",
            "https://clinic.example:8443", "http://localhost:9",
        ] {
            let refused = try gateway.post("/v1/ask", body, "Origin: \(origin)")
            #expect(refused.status == 403, "\(origin)")
            #expect(refused.errorCode == "origin_not_allowed")
            #expect(refused["access-control-allow-origin"] == nil)
        }
        let preflight = try gateway.exchange(
            RawHTTP.head(
                "OPTIONS /v1/ask HTTP/1.1",
                ["Origin: https://clinic.example", "Access-Control-Request-Method: POST"]) + "\r\n")
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-headers"]?.contains("Content-Type") == true)
        #expect(preflight["access-control-allow-methods"]?.contains("POST") == true)
        #expect(
            try gateway.get("/")["content-security-policy"]?.contains("frame-ancestors 'self' https://clinic.example")
                == true)
    }

    @Test("with a token, what answers questions asks for it, and what a balancer and a browser look at does not")
    func token() throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "0123456789abcdef\n")
        let gateway = try RunningGateway(["--openai", "--token-file", "\(folder.path)/token"])
        let body = #"{"question":"can I use heat?"}"#
        #expect(try gateway.post("/v1/ask", body, "Authorization: Bearer 0123456789abcdef").status == 200)
        #expect(try gateway.post("/v1/ask", body, "authorization: bearer 0123456789abcdef").status == 200)
        for wrong in [
            "Bearer 0123456789abcdee", "Bearer", "Basic 0123456789abcdef", "Bearer  0123456789abcdef",
            "0123456789abcdef",
        ] {
            #expect(try gateway.post("/v1/ask", body, "Authorization: \(wrong)").status == 401, "\(wrong)")
        }
        for path in ["/v1/intents", "/v1/passages/manage.heat", "/v1/info", "/metrics", "/v1/models"] {
            let refused = try gateway.get(path)
            #expect(refused.status == 401, "\(path)")
            #expect(refused["www-authenticate"]?.hasPrefix("Bearer") == true)
            #expect(try gateway.get(path, "Authorization: Bearer 0123456789abcdef").status == 200, "\(path)")
        }
        for path in ["/", "/healthz", "/readyz", "/openapi.json"] {
            #expect(try gateway.get(path).status == 200, "\(path)")
        }
    }

    @Test("a public gateway without a token takes questions from pages of the allowed origins, and shows no counters")
    func publicWithoutToken() throws {
        let gateway = try RunningGateway(["--public", "--origin", "https://clinic.example", "--allow-draft"])
        let body = #"{"question":"can I use heat?"}"#
        #expect(try gateway.post("/v1/ask", body, "Host: clinic.example").errorCode == "origin_not_allowed")
        #expect(
            try gateway.post("/v1/ask", body, "Host: clinic.example", "Origin: https://clinic.example").status == 200)
        #expect(try gateway.get("/metrics").status == 403)
    }

    @Test("a pack that becomes a draft while the gateway is public is withheld at once; the emergency text is not")
    func draftLater() throws {
        let folder = try TemporaryFolder()
        let pack = try TestPack.copy(into: folder.path)
        let text = try String(contentsOfFile: "\(pack)/pack.yaml", encoding: .utf8)
        try folder.write("small/pack.yaml", text.replacing("status: draft", with: "status: approved"))
        let daemon = try RunningProgram(
            "aftercared",
            ["--socket", "\(folder.path)/a.sock", "--pack", pack, "--matcher", "lexical"],
            folder: folder)
        let gateway = try RunningGateway(
            ["--socket", "\(folder.path)/a.sock", "--public", "--origin", "http://localhost"], folder: folder)
        let body = #"{"question":"can I use heat?"}"#
        func ask() throws -> RawHTTP.Response { try gateway.post("/v1/ask", body, "Origin: http://localhost") }
        #expect(try ask().status == 200)
        #expect(try gateway.get("/readyz").status == 200)

        try folder.write("small/pack.yaml", text)
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("reloaded") }
        let refused = try ask()
        #expect(refused.status == 503)
        #expect(refused.errorCode == "draft_pack")
        #expect(refused.json?["error"]?["text"]?.string?.contains("emergency number") == true)
        for path in ["/v1/intents", "/v1/passages/manage.heat", "/v1/info"] {
            #expect(try gateway.get(path).errorCode == "draft_pack", "\(path)")
        }
        let ready = try gateway.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.json?["reason"]?.string?.contains("draft") == true)
        #expect(daemon.isRunning)
    }

    @Test("a client that asks too fast is told when to come again, and what to do in an emergency")
    func rate() throws {
        let gateway = try RunningGateway(["--rate", "0.01", "--burst", "3"])
        for _ in 0..<3 { #expect(try gateway.ask("can I use heat?").status == 200) }
        let refused = try gateway.ask("can I use heat?")
        #expect(refused.status == 429)
        #expect(refused.errorCode == "rate_limited")
        #expect(Int(refused["retry-after"] ?? "") ?? 0 > 1)
        #expect(refused.json?["error"]?["text"]?.string?.contains("emergency number") == true)
        #expect(try gateway.get("/healthz").status == 200)
        #expect(try gateway.get("/").status == 200)
    }

    @Test("behind a trusted proxy each client has a rate of its own, by the last address that the proxy wrote")
    func proxy() throws {
        let gateway = try RunningGateway([
            "--rate", "0.01", "--burst", "1", "--trusted-proxy", "unix", "--trusted-proxy", "10.0.0.1",
        ])
        func status(_ forwarded: String) throws -> Int {
            try gateway.get("/v1/intents", "X-Forwarded-For: \(forwarded)").status
        }
        #expect(try status("192.0.2.1") == 200)
        #expect(try status("192.0.2.1") == 429)
        #expect(try status("192.0.2.2") == 200)
        // What a client writes in front of the proxy's own entry changes nothing.
        #expect(try status("198.51.100.7, 192.0.2.2") == 429)
        #expect(try status("192.0.2.2, 10.0.0.1") == 429)
        // A household's IPv6 addresses share one rate.
        #expect(try status("2001:db8:1:2::1") == 200)
        #expect(try status("2001:db8:1:2:ffff::9") == 429)
        #expect(try status("2001:db8:1:3::1") == 200)
    }

    @Test("a proxy that is not trusted is believed nothing")
    func untrusted() throws {
        let gateway = try RunningGateway(["--rate", "0.01", "--burst", "1"])
        #expect(try gateway.get("/v1/intents", "X-Forwarded-For: 192.0.2.1").status == 200)
        #expect(try gateway.get("/v1/intents", "X-Forwarded-For: 192.0.2.2").status == 429)
    }
}
