import Foundation
import Logging
import ProgramSupport
import ServiceLifecycle
import ServiceSupport
import SocketServer
import UnixSignals

/// aftercared's server inside this process, at a socket in a folder that nobody else may enter: the same limits, cache and counters,
/// and one way to reach an engine instead of two.
struct EmbeddedEngine: Service {
    /// How often to look for changed files of the pack, as aftercared does.
    private static let watchInterval: Duration = .seconds(5)

    let path: String
    /// Reads the pack again on SIGHUP or when its files have changed.
    let reload: ReloadService
    private let folder: URL
    private let server: SocketServer
    private let socket: ListeningSocket

    /// Reads the pack; without a usable one every question is answered with the emergency text.
    init(_ options: PackOptions, environment: [String: String], logger: Logger) async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "aftercare-\(UUID().uuidString.prefix(8))")
        path = folder.appendingPathComponent("engine.sock").path
        socket = try ListeningSocket.bind(path)
        let loader = PackReader(options: options, logger: logger)
        let fingerprint = FileFingerprint(of: options.paths)
        server = SocketServer(backend: loader.read(), logger: logger, clock: WallClock.now)
        reload = ReloadService(
            server: server, loader: loader, signals: signals,
            manager: ServiceManager(environment: environment, logger: logger), fingerprint: fingerprint,
            interval: Self.watchInterval, logger: logger)
        try await server.start(on: socket)
    }

    func run() async throws {
        try? await gracefulShutdown()
        await server.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
