import Aftercare
import AssistantProtocol
import SocketServer
import SocketTesting
import Testing

/// A client that does something that it should not, and what it gets for it.
struct BadClient: Sendable, CustomTestStringConvertible {
    enum Ending: Sendable {
        /// Says that it is done and reads to the end.
        case halfClose
        /// Goes without reading.
        case leave
        /// Stays and waits to be let go.
        case wait
    }

    let name: String
    /// Sent one after the other, each once the server has taken in the one before.
    let pieces: [[UInt8]]
    var ending = Ending.halfClose
    /// What stands in each line of what comes back, in order; a line that is not named is a fault. `nil` when nothing is read.
    var lines: [String]? = []

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ lines: [String]? = [], ending: Ending = .halfClose) {
        self.init(name, pieces: [Array(text.utf8)], lines, ending: ending)
    }

    init(_ name: String, pieces: [[UInt8]], _ lines: [String]? = [], ending: Ending = .halfClose) {
        self.name = name
        self.pieces = pieces
        self.lines = lines
        self.ending = ending
    }
}

@Suite("Forty bad clients get their error or are let go, and the next good one is answered", .serialized)
struct BadClientTests {
    private static func ask(_ params: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"ask","params":"# + params + "}\n"
    }
    private static func code(_ number: Int) -> String { "\"code\":\(number)," }
    private static let parse = [code(-32700)]
    private static let invalid = [code(-32600)]
    private static let params = [code(-32602)]
    private static let pong = #"{"jsonrpc":"2.0","id":1,"result":"pong"}"#
    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
    /// Bytes that look like chance and are the same in every run. Source: Knuth's MMIX generator.
    private static func noise(_ count: Int, without excluded: [UInt8] = []) -> [UInt8] {
        var state: UInt64 = 42
        var bytes: [UInt8] = []
        while bytes.count < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let byte = UInt8(truncatingIfNeeded: state >> 56)
            if !excluded.contains(byte) { bytes.append(byte) }
        }
        return bytes
    }

    /// Lines of at most 2000 bytes, batches of at most 4, and questions of at most 200 bytes in these tests.
    static let all: [BadClient] = [
        // Not JSON.
        BadClient("an open brace", "{\n", parse),
        BadClient("an open bracket", "[\n", parse),
        BadClient("a closed brace too many", ping + "}\n", parse),
        BadClient("a comma behind the last member", #"{"jsonrpc":"2.0","id":1,"method":"ping",}"# + "\n", parse),
        BadClient("single quotes", "{'jsonrpc':'2.0'}\n", parse),
        BadClient("a comment", "{/* */}\n", parse),
        BadClient("two requests in one line", ping + ping + "\n", parse),
        BadClient("a request over two lines", "{\"jsonrpc\":\"2.0\",\n\"id\":1}\n", [code(-32700), "", "", ""]),
        BadClient("a number with a leading zero", #"{"jsonrpc":"2.0","id":01,"method":"ping"}"# + "\n", parse),
        BadClient("NaN for an id", #"{"jsonrpc":"2.0","id":NaN,"method":"ping"}"# + "\n", parse),
        BadClient("half a surrogate pair", ask(#"{"question":"\ud83d"}"#), parse),
        BadClient("an escape that there is not", ask(#"{"question":"\x41"}"#), parse),
        BadClient("a control byte in a string", ask("{\"question\":\"a\u{01}b\"}"), parse),
        BadClient("a zero byte in a string", ask("{\"question\":\"a\u{00}b\"}"), parse),
        BadClient(
            "bytes in a string that are no UTF-8",
            pieces: [
                Array(#"{"jsonrpc":"2.0","id":1,"method":"ask","params":{"question":""#.utf8) + [0xC3, 0x28]
                    + Array("\"}}\n".utf8)
            ],
            parse),
        BadClient("a hundred brackets deep", String(repeating: "[", count: 100) + "\n", parse),
        BadClient(
            "a hundred objects deep, and closed",
            String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100) + "\n", parse),
        // JSON, but no request.
        BadClient("an empty object", "{}\n", invalid),
        BadClient("an empty batch", "[]\n", invalid),
        BadClient("a batch too large", "[" + Array(repeating: ping, count: 5).joined(separator: ",") + "]\n", invalid),
        BadClient("a batch of numbers", "[1,2]\n", [code(-32600)]),
        BadClient("a batch in a batch", "[[\(ping)]]\n", invalid),
        BadClient("version 1.0", #"{"jsonrpc":"1.0","id":1,"method":"ping"}"# + "\n", invalid),
        BadClient("no version", #"{"id":1,"method":"ping"}"# + "\n", invalid),
        BadClient("an object for an id", #"{"jsonrpc":"2.0","id":{},"method":"ping"}"# + "\n", invalid),
        BadClient("a method that is a number", #"{"jsonrpc":"2.0","id":1,"method":7}"# + "\n", invalid),
        BadClient("a reply instead of a request", #"{"jsonrpc":"2.0","id":1,"result":"pong"}"# + "\n", invalid),
        // A request, but not one of ours.
        BadClient(
            "a method that there is not", #"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"# + "\n", [code(-32601)]),
        BadClient(
            "a method of a megabyte's ambition",
            #"{"jsonrpc":"2.0","id":1,"method":""# + String(repeating: "a", count: 1500) + "\"}\n", [code(-32601)]),
        BadClient("an array of parameters", ask("[\"can I use heat?\"]"), params),
        BadClient("no question", ask("{}"), params),
        BadClient("a question that is null", ask("{\"question\":null}"), params),
        BadClient("a limit of minus one", ask(#"{"question":"x","limit":-1}"#), params),
        BadClient("a limit beyond all numbers", ask(#"{"question":"x","limit":1e999}"#), params),
        BadClient("a region that there is not", ask(#"{"question":"x","region":"../../etc"}"#), params),
        BadClient(
            "an intent that is a path",
            #"{"jsonrpc":"2.0","id":1,"method":"passage","params":{"intent":"../../etc/passwd"}}"# + "\n",
            [code(-32002)]),
        BadClient(
            "a conversation of another's making", ask(#"{"question":"can I use heat?","conversation":"AAAA"}"#),
            ["\"conversation_lost\":true"]),
        BadClient(
            "a question that is too long", ask("{\"question\":\"" + String(repeating: "x", count: 201) + "\"}"),
            [code(-32001)]),
        // Lines.
        BadClient(
            "a line that is too long", "{" + String(repeating: " ", count: 2000) + "}\n" + ping + "\n",
            [code(-32001), pong]),
        BadClient(
            "a line that is too long, in pieces",
            pieces: (0..<5).map { _ in Array(repeating: UInt8(ascii: "x"), count: 1000) } + [Array("\n\(ping)\n".utf8)],
            [code(-32001), pong]),
        BadClient("a line that is too long and never ends", String(repeating: "x", count: 5000), [code(-32001)]),
        BadClient("half a request", String(ping.dropLast(3)), parse),
        BadClient("carriage returns", ping + "\r\n", [pong]),
        BadClient("a byte at a time", pieces: (ping + "\n").utf8.map { [$0] }, [pong]),
        BadClient("noise in one line", pieces: [[0xFF] + noise(1000, without: [0x0A]) + [0x0A]], ["ERR", "UTF-8", ""]),
        BadClient("noise in many lines", pieces: [noise(20_000)], nil, ending: .leave),
        BadClient("nothing but zeros", pieces: [[UInt8](repeating: 0, count: 1000) + [0x0A]], ["NONE", "", ""]),
        BadClient("a byte order mark", "\u{FEFF}" + ping + "\n", nil),
        BadClient("a request of HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", nil),
        BadClient(
            "the hello of TLS", pieces: [[0x16, 0x03, 0x01, 0x02, 0x00, 0x01] + noise(500)], nil, ending: .leave),
        // Manners.
        BadClient("comes and goes", "", nil, ending: .leave),
        BadClient(
            "asks and goes", ping + "\n" + ask(#"{"question":"is ice ok after bad manners?"}"#), nil, ending: .leave),
        BadClient("goes in the middle of a line", String(ping.dropLast(9)), nil, ending: .leave),
        BadClient("says nothing", "", [code(-32004)], ending: .wait),
        BadClient("says half of something", "can I use", [code(-32004)], ending: .wait),
        BadClient(
            "a thousand requests and no look at a reply", String(repeating: ping + "\n", count: 1000), nil,
            ending: .leave),
        BadClient("notifications only", #"{"jsonrpc":"2.0","method":"ping"}"# + "\n", []),
    ]

    @Test("there are at least forty of them, each with a name of its own")
    func count() {
        #expect(Self.all.count >= 40)
        #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    }

    @Test("each gets what is documented, and the next good one is answered", arguments: all)
    func eachOne(_ bad: BadClient) async throws {
        let configuration = SocketServer.Configuration.with {
            $0.lineBytes = 2000
            $0.session = Session.Limits(questionBytes: 200, batchRequests: 4)
            // Long enough for every one that does something.
            $0.idleTime = bad.ending == .wait ? .milliseconds(60) : .seconds(60)
        }
        try await withServer(configuration) { path, server in
            let bystander = try RawClient(path)
            #expect(try bystander.ask("can I use heat?").hasPrefix("OK\n"))
            do {
                let client = try RawClient(path)
                for piece in bad.pieces {
                    try client.send(piece)
                    if bad.pieces.count > 1 { try client.settle() }
                }
                if bad.ending == .halfClose { client.endSending() }
                if bad.ending != .leave {
                    let reply = try client.readToEnd()
                    if let wanted = bad.lines {
                        let lines = reply.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                        #expect(lines.count == wanted.count, "\(reply)")
                        for (line, part) in zip(lines, wanted) {
                            #expect(part.isEmpty || line.contains(part), "\(line)")
                        }
                    }
                }
            }
            if bad.ending != .wait {
                #expect(try bystander.ask(request(7, "can I use heat?")).contains("\"outcome\":\"answered\""))
            }
            #expect(try RawClient(path).ask("can I use heat?").hasPrefix("OK\n"))
        }
    }
}
