import Aftercare
import AssistantProtocol
import SocketServer
import SocketTesting
import Testing

@Suite("A client that behaves badly harms nobody else", .serialized)
struct ClientBehaviourTests {
    private func expectGoodClient(_ path: String) throws {
        let client = try RawClient(path)
        #expect(try client.ask("can I use heat?").hasPrefix("OK\n"))
    }

    @Test("a client that leaves in the middle of a line, or before its reply, is forgotten")
    func leaving() async throws {
        try await withServer { path, server in
            for text in ["can I use", "", request(1, "is ice ok?") + "\n", "{\"jsonrpc\"", "a\nb\nc\nd"] {
                let client = try RawClient(path)
                try client.send(text)
            }
            try expectGoodClient(path)
        }
    }

    @Test("after a half-close the pending replies go out, a last line without its end is answered, then the end")
    func halfClose() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            let questions = (0..<50).map { "is ice ok after \($0) days?" }
            try client.send(questions.enumerated().map { request($0, $1) + "\n" }.joined() + "can I use heat?")
            client.endSending()
            let all = try client.readToEnd()
            #expect(
                all == (try questions.enumerated().map { try expected(request($0, $1)) }.joined())
                    + (try expected("can I use heat?")))
        }
    }

    @Test("a client that sends nothing and ends gets nothing")
    func nothing() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            client.endSending()
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test("a client that asks and does not read is held up, not buffered, and loses nothing once it reads")
    func slowReader() async throws {
        try await withServer(.with { $0.unreadBytes = 64 << 10 }) { path, _ in
            let slow = try RawClient(path)
            let line = Array((request(1, "can I use heat?") + "\n").utf8)
            let sent = try slow.sendUntilHeldUp(line, atMost: 64 << 20)
            #expect(sent < 8 << 20, "the server took \(sent) bytes of requests whose replies nobody reads")
            try expectGoodClient(path)
            let reply = try expected(request(1, "can I use heat?"))
            for _ in 0..<(sent / line.count) { #expect(try slow.readLine() + "\n" == reply) }
        }
    }

    @Test("one client over the limit is told so and let go; when one leaves there is room again")
    func tooManyConnections() async throws {
        try await withServer(.with { $0.connections = 2 }) { path, server in
            let first = try RawClient(path)
            #expect(try first.ask("can I use heat?").hasPrefix("OK\n"))
            do {
                let second = try RawClient(path)
                #expect(try second.ask("can I use heat?").hasPrefix("OK\n"))
                let third = try RawClient(path)
                let refusal = try third.readToEnd()
                #expect(refusal.contains("\"code\":-32000"))
                #expect(refusal.contains("\"retry_after_ms\":"))
                #expect(try first.ask("can I use heat?").hasPrefix("OK\n"))
            }
            while server.status.connections > 1 { await Task.yield() }
            try expectGoodClient(path)
        }
    }

    @Test(
        "when too many new questions wait, the next are refused as busy at once, in order, and known ones are answered")
    func busy() async throws {
        try await withServer(
            .with {
                $0.workers = 1
                $0.queuedQuestions = 1
            }
        ) { path, server in
            let client = try RawClient(path)
            _ = try client.ask(request(0, "can I use heat?"))
            let long = String(repeating: "is ice ok on my sore neck ", count: 150)
            try client.send((1...40).map { request($0, "\(long) \($0)") + "\n" }.joined())
            var busy = 0
            for number in 1...40 {
                let reply = try #require(JSONValue(parsing: Array(try client.readLine().utf8)[...]))
                #expect(reply["id"]?.integer == number)
                guard let error = reply["error"] else { continue }
                busy += 1
                #expect(error["code"]?.integer == -32000)
                #expect(error["data"]?["retry_after_ms"]?.integer == 250)
                #expect(error["data"]?["text"]?.string == EmergencyText.busy)
            }
            #expect(busy > 0)
            #expect(server.status[.busy] == busy)
            try expectGoodClient(path)
        }
    }

    @Test("with a limit of one open request, a thousand pipelined ones are answered in order")
    func pendingLimit() async throws {
        try await withServer(.with { $0.pendingRequests = 1 }) { path, _ in
            let client = try RawClient(path)
            try client.send((0..<300).map { request($0, "can I use heat \($0) times?") + "\n" }.joined())
            for number in 0..<300 {
                #expect(try client.readLine() + "\n" == expected(request(number, "can I use heat \(number) times?")))
            }
        }
    }

    @Test("a silent client is let go after the idle time")
    func idle() async throws {
        try await withServer(.with { $0.idleTime = .milliseconds(50) }) { path, _ in
            let silent = try RawClient(path)
            #expect(try silent.readToEnd().contains("\"code\":-32004"))
        }
    }

    @Test("the counters say what happened, and hold no words")
    func counters() async throws {
        try await withServer { path, server in
            let client = try RawClient(path)
            for line in ["can I use heat?", "I can't breathe", "{"] { _ = try client.ask(line) }
            let status = server.status
            #expect(status.requests == 3)
            #expect(status.replies.answered.none == 1)
            #expect(status.replies.answered.emergency == 1)
            #expect(status.replies.total == 2)
            #expect(status[.parseError] == 1)
            #expect(status.errorsTotal == 1)
            #expect(status.cacheMisses == 2)
            #expect(status.latencyFirstSeen.count == 2)
            #expect(status.latencyKnown.count == 1)
            #expect(status.days.map(\.replies) == [2])
            #expect(status.connections == 1)
        }
    }

    @Test("a reload answers the next line from the new pack and drops nothing")
    func reload() async throws {
        try await withServer { path, server in
            let client = try RawClient(path)
            #expect(try client.ask("can I use heat?").hasPrefix("OK\n"))
            server.replace(with: .unavailable("gone"))
            #expect(try client.ask("can I use heat?") == "ERR\n" + EmergencyText.text)
            #expect(server.status.reloads.done == 1)
        }
    }

    @Test("a stop answers what was asked, closes, and takes the socket away")
    func stop() async throws {
        try await withServer { path, server in
            let client = try RawClient(path)
            let questions = (0..<50).map { request($0, "is ice ok after \($0) hours?") }
            try client.send(questions.joined(separator: "\n") + "\nhalf a quest")
            try client.settle()
            await server.stop()
            #expect(try client.readToEnd() == questions.map { try expected($0) }.joined())
            #expect(throws: (any Error).self) { try RawClient(path) }
        }
    }

    @Test("a stop does not wait for ever for a client that does not read")
    func boundedStop() async throws {
        try await withServer(.with { $0.stopTime = .milliseconds(200) }) { path, server in
            let slow = try RawClient(path)
            _ = try slow.sendUntilHeldUp(Array((request(1, "can I use heat?") + "\n").utf8), atMost: 64 << 20)
            let start = ContinuousClock.now
            await server.stop()
            #expect(start.duration(to: .now) < .seconds(10))
        }
    }
}
