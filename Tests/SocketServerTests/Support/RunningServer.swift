import AssistantProtocol
import CommandTesting
import Logging
import PackTesting
import SocketServer

/// What every server of these tests takes for the present.
let testTime = UTCTime(secondsSince1970: 1_795_853_640)

/// A server in this process, on a socket in a folder of its own, for the time of one test.
func withServer<Result>(
    _ configuration: SocketServer.Configuration = .with { _ in }, backend: Session.Backend? = nil,
    _ body: (_ path: String, _ server: SocketServer) async throws -> Result
) async throws -> Result {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.sock"
    let server = SocketServer(
        configuration: configuration, backend: try backend ?? .assistant(TestPack.assistant()),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { testTime })
    try await server.start(on: ListeningSocket.bind(path))
    let result: Result
    do {
        result = try await body(path, server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
    return result
}

extension SocketServer.Configuration {
    /// The defaults for tests, changed where a test needs it.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var configuration = Self()
        configuration.stopTime = .seconds(2)
        change(&configuration)
        return configuration
    }
}

/// What the protocol itself says to one line of a new connection.
func expected(_ line: String) throws -> String {
    var session = Session()
    let reply = session.respond(to: Array(line.utf8), backend: .assistant(try TestPack.assistant()))
    return String(decoding: reply.bytes, as: UTF8.self)
}

func request(_ id: Int, _ question: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"ask","params":{"question":"\#(question)"}}"#
}
