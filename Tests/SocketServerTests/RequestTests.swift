import AssistantProtocol
import PackTesting
import SocketServer
import SocketTesting
import Testing

@Suite("A client gets its replies, whole and in order, however it sends", .serialized)
struct RequestTests {
    private static let stream =
        "can I use heat?\n\(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)\r\nIs ice ok – 5 °C?\n"

    /// What the server says to the stream: two plain lines of one conversation with a request between them.
    private func replies() throws -> String {
        var session = Session()
        let backend = Session.Backend.assistant(try TestPack.assistant())
        return Self.stream.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            let line = line.filter { $0 != UInt8(ascii: "\r") }
            return String(decoding: session.respond(to: Array(line), backend: backend).bytes, as: UTF8.self)
        }.joined()
    }

    @Test("bytes split at every position")
    func everySplit() async throws {
        let bytes = Array(Self.stream.utf8)
        let replies = try replies()
        try await withServer { path, _ in
            for place in 1..<bytes.count {
                let client = try RawClient(path)
                try client.send(Array(bytes[..<place]))
                try client.settle()
                try client.send(Array(bytes[place...]))
                client.endSending()
                #expect(try client.readToEnd() == replies, "split before byte \(place)")
            }
        }
    }

    @Test("byte by byte")
    func byteByByte() async throws {
        let replies = try replies()
        try await withServer { path, _ in
            let client = try RawClient(path)
            for byte in Self.stream.utf8 {
                try client.send([byte])
                try client.settle()
            }
            client.endSending()
            #expect(try client.readToEnd() == replies)
        }
    }

    @Test("several lines in one read, and the first byte of the next")
    func severalLines() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            try client.send(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\ncan I use heat?\nc")
            #expect(try client.readLine().contains("pong"))
            #expect(try client.readPlain().hasPrefix("OK\n"))
            try client.send("an I use ice?\n")
            #expect(try client.readPlain().hasPrefix("OK\n"))
        }
    }

    @Test("a thousand pipelined requests, known and new, come back in order")
    func pipelining() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            let questions = (0..<1000).map { $0 % 3 == 0 ? "can I use heat?" : "can I use ice after \($0) days?" }
            try client.send(questions.enumerated().map { request($0, $1) + "\n" }.joined())
            for (number, question) in questions.enumerated() {
                #expect(try client.readLine() + "\n" == expected(request(number, question)))
            }
        }
    }

    @Test("plain lines and JSON-RPC may be mixed; the plain ones stay one conversation")
    func mixed() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            try client.send("I can't breathe\n\(request(1, "can I use heat?"))\ncan I use heat?\n")
            #expect(try client.readPlain().hasPrefix("EMERGENCY\n"))
            #expect(try client.readLine().contains(#""urgency":"none""#))
            #expect(try client.readPlain().hasPrefix("EMERGENCY\n"))
        }
    }

    @Test("a batch comes back as one line, a notification not at all")
    func batches() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            let batch = "[\(request(1, "can I use heat?")),\(request(2, "and ice?"))]"
            try client.send(#"{"jsonrpc":"2.0","method":"ask","params":{"question":"new"}}"# + "\n" + batch + "\n")
            #expect(try client.readLine() + "\n" == expected(batch))
        }
    }

    @Test(
        "every bad line gets its answer, and the next question is answered",
        arguments: [
            ("{", "-32700"), ("[]", "-32600"), (#"{"jsonrpc":"2.0","id":1,"method":"x"}"#, "-32601"),
            (#"{"jsonrpc":"2.0","id":1,"method":"ask"}"#, "-32602"), ("{\u{0}}", "-32700"),
            (#"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"x"}}"#, "-32002"),
            (String(repeating: "[", count: 60_000), "-32700"),
        ])
    func badRequests(_ line: String, _ code: String) async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            #expect(try client.ask(line).contains("\"code\":\(code),"))
            #expect(try client.ask("can I use heat?").hasPrefix("OK\n"))
        }
    }

    @Test(
        "bytes that are no text, or no question, are answered kindly, and the next question is answered",
        arguments: [
            [0xFF, 0xFE], [0x00], [0x00, 0x00, 0x41], Array("🙂🙂🙂".utf8), [], [0x20, 0x20], [0x0D],
            Array("¿puedo usar calor?".utf8), Array(repeating: UInt8(ascii: "x"), count: 65_536),
        ] as [[UInt8]])
    func badLines(_ line: [UInt8]) async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            try client.send(line + [UInt8(ascii: "\n")])
            #expect(try client.readPlain().contains("\n"))
            #expect(try client.ask("can I use heat?").hasPrefix("OK\n"))
        }
    }

    @Test("a line of 1 MB is refused and skipped, and a good question behind it is answered")
    func megabyte() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path)
            try client.send(Array(repeating: UInt8(ascii: "x"), count: 1 << 20) + Array("\ncan I use heat?\n".utf8))
            #expect(try client.readLine().contains("-32001"))
            #expect(try client.readPlain().hasPrefix("OK\n"))
        }
    }

    @Test("the line limit is what the configuration says")
    func lineLimit() async throws {
        try await withServer(.with { $0.lineBytes = 100 }) { path, _ in
            let client = try RawClient(path)
            #expect(try client.ask("{" + String(repeating: " ", count: 100)).contains("longer than 100 bytes"))
            #expect(try client.ask(#"{"jsonrpc":"2.0","id":1,"method":"info"}"#).contains(#""line_bytes":100"#))
        }
    }

    @Test("the same question on many connections at once has the same bytes")
    func manyClients() async throws {
        let reply = try expected(request(5, "can I use heat?"))
        try await withServer { path, _ in
            let clients = try (0..<200).map { _ in try RawClient(path) }
            for client in clients { try client.send(request(5, "can I use heat?") + "\n") }
            for client in clients { #expect(try client.readLine() + "\n" == reply) }
        }
    }
}
