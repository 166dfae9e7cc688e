import Aftercare
import ArgumentParser
import Foundation
import Logging
import ProgramSupport
import ServiceLifecycle
import ServiceSupport
import SocketServer
import UnixSignals
import UnixSockets

@main
struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aftercared",
        abstract: "Answers questions about pain after a treatment on a Unix socket: plain lines and JSON-RPC 2.0.",
        discussion: """
            The socket is the first of --socket, $AFTERCARE_SOCKET, $XDG_RUNTIME_DIR/aftercare/aftercare.sock and \
            /run/aftercare/aftercare.sock; a socket handed over by systemd goes before all of them. SIGHUP or a change of \
            its files reads the pack again, SIGTERM and SIGINT stop after the last reply. The log goes to standard error and holds no word of \
            anybody's questions.
            """,
        version: AftercareVersion.current)

    @Option(help: ArgumentHelp("The socket to listen at.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("A group whose members may connect too.", valueName: "name"))
    var group: String?

    @Option(help: ArgumentHelp("How often to look for changed files of the pack; 0 for never.", valueName: "seconds"))
    var watchSeconds = 5.0

    @Option(
        help: ArgumentHelp(
            "Adds a line about each answer, without a word of anybody's, to a file or, with '-', to standard output.",
            valueName: "file"))
    var audit: String?

    @OptionGroup var packOptions: PackOptions

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func validate() throws {
        guard watchSeconds == 0 || (0.01...86_400).contains(watchSeconds) else {
            throw ValidationError("--watch-seconds is 0 or a number from 0.01 to 86400.")
        }
    }

    func run() async throws {
        let logger = Logger(label: "aftercared") { StreamLogHandler.standardError(label: $0) }
        let environment = ProcessInfo.processInfo.environment
        ProcessLimits.prepare()
        let signals = await UnixSignalsSequence(trapping: .sighup)
        let socket: ListeningSocket
        let audit: AuditLog?
        do {
            audit = try self.audit.map { try AuditFile.log(at: $0, logger: logger, clock: WallClock.now) }
            socket = try listen(environment)
        } catch {
            Surroundings.complain("aftercared: \(error)")
            throw ExitCode(Surroundings.ExitStatus.cannotCreate)
        }
        let loader = PackReader(options: packOptions, logger: logger)
        let fingerprint = FileFingerprint(of: packOptions.paths)
        let server = SocketServer(
            configuration: limits.configuration, backend: loader.read(), logger: logger, audit: audit,
            clock: WallClock.now)
        let manager = ServiceManager(environment: environment, logger: logger)
        let services = ServiceGroup(
            services: [
                DaemonService(server: server, socket: socket, manager: manager, logger: logger),
                ReloadService(
                    server: server, loader: loader, signals: signals, manager: manager, fingerprint: fingerprint,
                    interval: watchSeconds > 0 ? .seconds(watchSeconds) : nil, logger: logger),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await services.run()
    }

    private func listen(_ environment: [String: String]) throws(SocketFault) -> ListeningSocket {
        if let socket = try ListeningSocket.handedOver(environment: environment) { return socket }
        return try ListeningSocket.bind(
            SocketPath.choose(named: self.socket, environment: environment), group: group)
    }
}
