import Aftercare
import AssistantProtocol
import CommandTesting
import PackTesting
import SocketClient
import Testing
import UnixSockets

@Suite("The client asks a running server as if it asked the assistant itself", .serialized)
struct SocketClientTests {
    @Test("replies, explanations, topics and passages are those of the assistant")
    func sameValues() async throws {
        let assistant = try TestPack.assistant()
        try await withServer { path, _ in
            let client = try SocketClient(path: path)
            let reply = try client.ask("can I use heat?")
            #expect(reply == assistant.reply(to: "can I use heat?"))
            let next = try client.ask("for how long", conversation: reply.conversation, region: "UK", limit: 1)
            #expect(
                next
                    == assistant.reply(
                        to: "for how long", conversation: reply.conversation, region: "UK", limit: 1))
            let explained = try client.explain("I can't breathe")
            let (own, explanation) = assistant.explain("I can't breathe")
            #expect(explained.reply == own)
            #expect(explained.explanation == explanation)
            #expect(try client.topics() == assistant.topics)
            #expect(try client.passage("manage.heat") == assistant.passage("manage.heat"))
            #expect(try client.passage("no.such") == nil)
        }
    }

    @Test("info says what the server is")
    func info() async throws {
        let assistant = try TestPack.assistant()
        try await withServer { path, _ in
            let info = try SocketClient(path: path).info()
            #expect(info.version == AftercareVersion.current)
            #expect(info.ready)
            #expect(info.pack == assistant.identity)
            #expect(info.regions == assistant.regions)
            #expect(info.notice == assistant.notice)
            #expect(info.safetyNet == assistant.safetyNet)
            #expect(info.limits.lineBytes == 65_536)
            #expect(info.counters.connections == 1)
        }
    }

    @Test("a refusal comes with its code and its text")
    func refusal() async throws {
        try await withServer(backend: .unavailable("no pack")) { path, _ in
            let client = try SocketClient(path: path)
            let fault = try #require(throws: SocketClientFault.self) { _ = try client.ask("can I use heat?") }
            guard case .refused(let error) = fault.reason else {
                Issue.record("\(fault)")
                return
            }
            #expect(error.code == .noPack)
            #expect(error.text == EmergencyText.text)
            #expect(try client.info().reason == "no pack")
        }
    }

    private func fault(_ path: String, timeout: Duration = .seconds(5)) throws -> SocketClientFault {
        try #require(throws: SocketClientFault.self) {
            _ = try SocketClient(path: path, timeout: timeout).call("ping")
        }
    }

    @Test("what is wrong is said, and what to do about it")
    func faults() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.sock"
        #expect(try fault(path).reason == .noSuchSocket)
        #expect(
            try fault(path).description
                == "\(path): there is no socket here. Start aftercared, or name its socket with --socket.")
        #expect(try fault(String(repeating: "x", count: 104)).reason == .pathTooLong(bytes: 104))
        try folder.write("file", "")
        #expect(try fault("\(folder.path)/file").reason == .nobodyListens)
        do {
            let dead = try UnixSocket.open()
            try UnixSocket.bind(dead, to: path)
            #expect(try fault(path).reason == .nobodyListens)
        }
    }

    @Test("a server that never answers is not waited for longer than asked")
    func timeout() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.sock"
        let silent = try UnixSocket.open()
        try UnixSocket.bind(silent, to: path)
        try UnixSocket.listen(silent, backlog: 4)
        #expect(try fault(path, timeout: .milliseconds(50)).reason == .timedOut)
        _ = silent.number
    }

    @Test("a server that has gone ends the call, not the program")
    func gone() async throws {
        var client: SocketClient?
        try await withServer { path, _ in
            client = try SocketClient(path: path)
            _ = try client?.call("ping")
        }
        for _ in 0..<2 {
            let fault = try #require(throws: SocketClientFault.self) { _ = try client?.call("ping") }
            #expect(fault.reason == .closed)
        }
    }
}
