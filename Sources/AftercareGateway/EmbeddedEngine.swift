import AssistantProtocol
import Foundation
import Logging
import ProgramSupport
import ServiceLifecycle
import SocketServer

/// aftercared's server inside this process, at a socket in a folder that nobody else may enter: the same limits, cache and counters,
/// and one way to reach an engine instead of two.
struct EmbeddedEngine: Service {
    let path: String
    private let folder: URL
    private let server: SocketServer
    private let socket: ListeningSocket

    /// Reads the pack; without a usable one every question is answered with the emergency text.
    init(_ options: PackOptions, logger: Logger) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "aftercare-\(UUID().uuidString.prefix(8))")
        path = folder.appendingPathComponent("engine.sock").path
        socket = try ListeningSocket.bind(path)
        server = SocketServer(backend: Self.backend(options, logger), logger: logger)
    }

    private static func backend(_ options: PackOptions, _ logger: Logger) -> Session.Backend {
        do {
            let assistant = try options.load { _ in }
            logger.info(
                "pack loaded", metadata: ["pack": "\(assistant.identity.id)", "status": "\(assistant.identity.status)"])
            return .assistant(assistant)
        } catch {
            for line in error.lines { logger.error("\(line)") }
            logger.error("no pack: every question is answered with the emergency text; mend it and start again")
            return .unavailable(error.description)
        }
    }

    func start() async throws { try await server.start(on: socket) }

    func run() async throws {
        try? await gracefulShutdown()
        await server.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
