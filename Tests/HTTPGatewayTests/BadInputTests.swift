import Foundation
import Testing

@Suite("What is no proper request is refused with the right status and a body that says what to do", .serialized)
struct BadInputTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int
        let code: String
        var testDescription: String { name }

        init(_ name: String, _ request: String, _ status: Int, _ code: String) {
            self.name = name
            self.request = request
            self.status = status
            self.code = code
        }

        static func post(_ name: String, _ body: String, _ status: Int, _ code: String, _ headers: String...) -> Case {
            Case(name, RawHTTP.post("/v1/ask", body, headers), status, code)
        }

        static func get(_ name: String, _ target: String, _ status: Int, _ code: String, _ headers: String...) -> Case {
            Case(name, RawHTTP.head("GET \(target) HTTP/1.1", headers) + "\r\n", status, code)
        }
    }

    static let good = #"{"question":"can I use heat?"}"#

    static let cases: [Case] = [
        // Methods
        .get("GET where a question is posted", "/v1/ask", 405, "method_not_allowed"),
        Case("POST where something is read", RawHTTP.post("/v1/intents", "{}", []), 405, "method_not_allowed"),
        Case("DELETE", RawHTTP.head("DELETE /v1/ask HTTP/1.1", []) + "\r\n", 405, "method_not_allowed"),
        Case("TRACE", RawHTTP.head("TRACE / HTTP/1.1", []) + "\r\n", 405, "method_not_allowed"),
        Case("a method that nobody knows", RawHTTP.head("BREW / HTTP/1.1", []) + "\r\n", 400, "bad_request"),
        // Bodies
        .post("no JSON", "question=heat", 400, "invalid_json"),
        .post("JSON with something behind it", good + "}", 400, "invalid_json"),
        .post("an empty body", "", 400, "invalid_json"),
        .post("a list", "[1]", 400, "invalid_request"),
        .post("no question", "{}", 400, "invalid_request"),
        .post("a question that is a number", #"{"question":7}"#, 400, "invalid_request"),
        .post("a conversation that is a list", #"{"question":"x","conversation":[]}"#, 400, "invalid_request"),
        .post("a limit of 0", #"{"question":"x","limit":0}"#, 400, "invalid_request"),
        .post("a limit that is a fraction", #"{"question":"x","limit":1.5}"#, 400, "invalid_request"),
        .post("a region that is not known", #"{"question":"x","region":"atlantis"}"#, 400, "invalid_request"),
        .post("a line feed in a string", "{\"question\":\"a\nb\"}", 400, "invalid_json"),
        .post("half of a surrogate pair", #"{"question":"\ud800"}"#, 400, "invalid_json"),
        .post("40 lists in each other", String(repeating: "[", count: 40), 400, "invalid_json"),
        .post(
            "a question over 4 KiB", "{\"question\":\"\(String(repeating: "a", count: 4097))\"}", 400, "too_long"),
        .post("a body over the limit", String(repeating: " ", count: 60_001), 413, "too_large"),
        // Types and encodings
        .post("a form", good, 415, "unsupported_media_type", "Content-Type: application/x-www-form-urlencoded"),
        .post(
            "plain text, as a page may send it unasked", good, 415, "unsupported_media_type", "Content-Type: text/plain"
        ),
        .post(
            "another character set", good, 415, "unsupported_media_type",
            "Content-Type: application/json; charset=latin1"),
        .post("a compressed body", good, 415, "unsupported_media_type", "Content-Encoding: gzip"),
        // Header fields
        .post("two types", good, 400, "duplicate_header", "Content-Type: application/json", "Content-Type: text/plain"),
        .post("two lengths", good, 400, "bad_request", "Content-Length: 3"),
        .post("a length and chunks", good, 400, "bad_request", "Transfer-Encoding: chunked"),
        .get("two hosts", "/healthz", 400, "duplicate_header", "Host: localhost", "Host: localhost"),
        .get(
            "two origins", "/healthz", 400, "duplicate_header", "Origin: http://localhost", "Origin: http://localhost"),
        Case("no host", "GET /healthz HTTP/1.1\r\n\r\n", 400, "bad_request"),
        .get("an empty host", "/healthz", 400, "bad_request", "Host:"),
        .get("another host's name", "/healthz", 421, "host_not_allowed", "Host: evil.example"),
        .get(
            "a header of 40 KB", "/healthz", 431, "headers_too_large",
            "X-Long: " + String(repeating: "a", count: 40_000)),
        .get(
            "two hundred header fields", "/healthz", 431, "headers_too_large",
            (0..<200).map { "X-\($0): a" }.joined(separator: "\r\n")),
        Case("a blank before the colon", "GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "bad_request"),
        Case("no HTTP", "hello\r\n\r\n", 400, "bad_request"),
        Case("a TLS greeting", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\r\n\r\n", 400, "bad_request"),
        Case("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_request"),
        // Paths
        .get("a path that leads nowhere", "/v2/ask", 404, "not_found"),
        .get("up and out", "/../../etc/passwd", 404, "not_found"),
        .get("up and out, encoded", "/%2e%2e/%2e%2e/etc/passwd", 404, "not_found"),
        .get("a doubled slash", "//healthz", 404, "not_found"),
        .get("an encoded letter", "/health%7A", 404, "not_found"),
        .get("a zero byte, encoded", "/chat.css%00", 404, "not_found"),
        .get("a backslash", "/..\\chat.css", 404, "not_found"),
        .get("a passage with a path in its name", "/v1/passages/..%2f..%2fpack.yaml", 404, "not_found"),
        .get("a passage that is not there", "/v1/passages/manage.nothing", 404, "no_such_intent"),
        .get("the chat API where it is off", "/v1/models", 404, "not_found"),
        .get("a path of 2 KB", "/" + String(repeating: "a", count: 2000), 414, "uri_too_long"),
    ]

    @Test("each is refused, and the gateway answers the next question as before")
    func refused() throws {
        let gateway = try RunningGateway()
        for item in Self.cases {
            let response = try gateway.exchange(item.request)
            #expect(response.status == item.status, "\(item.name): \(response.text)")
            #expect(response.errorCode == item.code, "\(item.name): \(response.text)")
            #expect(response.message.hasSuffix("."), "\(item.name): \(response.text)")
            #expect(response["content-type"] == "application/json", "\(item.name)")
        }
        let wrongMethod = try gateway.get("/v1/ask")
        #expect(wrongMethod["allow"] == "POST, OPTIONS")
        #expect(try gateway.ask("can I use heat?").status == 200)
        #expect(gateway.program.isRunning)
    }

    @Test("bytes that are no UTF-8 are refused as no JSON")
    func notUTF8() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        let body = Array(#"{"question":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        let head = RawHTTP.head(
            "POST /v1/ask HTTP/1.1", ["Content-Type: application/json", "Content-Length: \(body.count)"])
        try connection.client.send(Array((head + "\r\n").utf8) + body)
        let response = try connection.receive()
        #expect(response.status == 400)
        #expect(response.errorCode == "invalid_json")
    }

    @Test("a body that is announced too long is refused before it is sent")
    func announced() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        let response = try connection.exchange(
            RawHTTP.head("POST /v1/ask HTTP/1.1", ["Content-Type: application/json", "Content-Length: 99999999"])
                + "\r\n")
        #expect(response.status == 413)
        #expect(try connection.hasEnded())
    }

    @Test("a body in endless chunks is refused at the limit, and the refusal reaches the one who is still sending")
    func endless() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        try connection.client.send(
            RawHTTP.head("POST /v1/ask HTTP/1.1", ["Content-Type: application/json", "Transfer-Encoding: chunked"])
                + "\r\n")
        let chunk = "1000\r\n" + String(repeating: " ", count: 4096) + "\r\n"
        for _ in 0..<30 { try connection.client.send(chunk) }
        let response = try connection.receive()
        #expect(response.status == 413)
        #expect(response.errorCode == "too_large")
    }

    @Test(
        "a head or a body that does not arrive in time is given up",
        arguments: ["", "GET / HTTP/1.1\r\nHo", String(RawHTTP.post("/v1/ask", good, []).dropLast(3))])
    func slow(_ begun: String) throws {
        let gateway = try RunningGateway(["--request-seconds", "0.2"])
        let connection = try gateway.connect()
        if !begun.isEmpty { try connection.client.send(begun) }
        let response = try connection.receive()
        #expect(response.status == 408)
        #expect(response.errorCode == "timeout")
        #expect(try connection.hasEnded())
    }

    @Test("a request that comes a byte at a time is answered, wherever the reads fall")
    func dribbled() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        for byte in RawHTTP.post("/v1/ask", Self.good, []).utf8 {
            try connection.client.send([byte])
            try connection.client.settle()
        }
        #expect(try connection.receive().status == 200)
    }

    @Test(
        "requests that are sent without waiting are answered in their order; a refusal comes after them and is the last"
    )
    func pipelined() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        let questions = ["can I use heat?", "is ice ok after 3 hours?", "thanks"]
        try connection.client.send(
            questions.map { RawHTTP.post("/v1/ask", "{\"question\":\"\($0)\"}", []) }.joined() + "nonsense\r\n\r\n"
                + RawHTTP.post("/v1/ask", Self.good, []))
        for question in questions {
            let response = try connection.receive()
            #expect(response.status == 200)
            #expect(response.body == (try gateway.ask(question).body))
        }
        #expect(try connection.receive().status == 400)
        #expect(try connection.hasEnded())
    }

    @Test("who waits to be asked for the body is asked, and a body over the limit is not asked for")
    func expectContinue() throws {
        let gateway = try RunningGateway()
        let connection = try gateway.connect()
        let request = RawHTTP.post("/v1/ask", Self.good, ["Expect: 100-continue"])
        let (head, body) = (request.dropLast(Self.good.utf8.count), Self.good)
        #expect(try connection.exchange(String(head), hasBody: false).status == 100)
        #expect(try connection.exchange(body).status == 200)
        let other = try gateway.connect()
        let refused = try other.exchange(
            RawHTTP.head("POST /v1/ask HTTP/1.1", ["Content-Length: 999999", "Expect: 100-continue"]) + "\r\n")
        #expect(refused.status == 413)
    }

    @Test("one connection more than there may be is told to come again")
    func connections() throws {
        let gateway = try RunningGateway(["--connections", "2"])
        let held = try [gateway.connect(), gateway.connect()]
        for connection in held {
            #expect(try connection.exchange(RawHTTP.head("GET /healthz HTTP/1.1", []) + "\r\n").status == 200)
        }
        let refused = try gateway.connect().receive()
        #expect(refused.status == 503)
        #expect(refused.errorCode == "busy")
        #expect(refused["retry-after"] == "1")
        // Those who were there before are served as ever.
        for connection in held {
            #expect(try connection.exchange(RawHTTP.head("GET /healthz HTTP/1.1", []) + "\r\n").status == 200)
        }
    }
}
