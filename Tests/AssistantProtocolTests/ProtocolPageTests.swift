import AssistantProtocol
import PackTesting
import ProtocolTesting
import Testing

@Suite("The page on the protocol says what the protocol does")
struct ProtocolPageTests {
    @Test("every transcript happens as it is written")
    func transcripts() throws {
        let backend = Session.Backend.assistant(try TestPack.assistant())
        let transcripts = try ProtocolPage().transcripts
        #expect(transcripts.count >= 8)
        for exchanges in transcripts {
            var session = Session()
            for exchange in exchanges {
                let output = session.respond(to: Array(exchange.sent.utf8), backend: backend)
                let reply = String(decoding: output.bytes, as: UTF8.self)
                #expect(exchange.matches(reply), "→ \(exchange.sent)\n\(reply)")
            }
        }
    }

    @Test("every method and every code has its place")
    func complete() throws {
        let page = try ProtocolPage()
        for method in ["ask", "explain", "intents", "passage", "ping", "info"] {
            #expect(page.text.contains("\n### \(method)\n"))
            #expect(page.transcripts.joined().contains { $0.sent.contains("\"method\":\"\(method)\"") })
        }
        for code in ProtocolError.Code.all {
            #expect(page.text.contains("| −\(-code.rawValue) | `\(code.name)` |"))
        }
    }

    @Test("a transcript that says something else does not match")
    func mismatch() {
        let exchange = ProtocolPage.Exchange(sent: "x", received: "OK\n…days.…\n\n")
        #expect(exchange.matches("OK\nWait some days. Then go.\n\n"))
        for reply in ["OK\nWait.\n\n", "NONE\nWait some days.\n\n", "OK\nWait some days."] {
            #expect(!exchange.matches(reply))
        }
    }
}
