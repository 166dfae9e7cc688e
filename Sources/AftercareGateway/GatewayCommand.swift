import Aftercare
import ArgumentParser
import Foundation
import HTTPGateway
import Logging
import NIOCore
import NIOPosix
import ProgramSupport
import ServiceLifecycle
import ServiceSupport
import SocketServer
import UnixSockets

@main
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aftercare-gateway",
        abstract: "Serves the chat page and the HTTP API, over aftercared's socket or with the engine inside.",
        discussion: """
            Listens for this machine alone unless --public says otherwise. aftercared's socket is the first of --socket, \
            $AFTERCARE_SOCKET, $XDG_RUNTIME_DIR/aftercare/aftercare.sock and /run/aftercare/aftercare.sock. With \
            --embedded, SIGHUP or a change of its files reads the pack again. SIGTERM and SIGINT stop after the last response. \
            The log goes to standard error and holds no word of anybody's questions.
            """,
        version: AftercareVersion.current)

    /// How long responses may take to go out once the service stops.
    private static let stopTime: Duration = .seconds(10)

    @OptionGroup(title: "Where to listen") var listening: ListeningOptions

    @OptionGroup(title: "Who may ask") var access: AccessOptions

    @Flag(help: "Also serve the OpenAI-compatible chat API.")
    var openai = false

    @Flag(help: "Answer in this process, without aftercared.")
    var embedded = false

    @Option(help: ArgumentHelp("aftercared's socket.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("How long the engine may take for an answer.", valueName: "seconds"))
    var engineSeconds = 10.0

    @OptionGroup(title: "With --embedded") var packOptions: PackOptions

    func validate() throws {
        if embedded, socket != nil { throw ValidationError("--embedded needs no aftercared: leave out --socket.") }
        guard (0.01...600).contains(engineSeconds) else {
            throw ValidationError("--engine-seconds is a number from 0.01 to 600.")
        }
        try access.validate(with: listening)
    }

    func run() async throws {
        let logger = Logger(label: "aftercare-gateway") { StreamLogHandler.standardError(label: $0) }
        ProcessLimits.prepare()
        var configuration = HTTPGateway.Configuration(wallClock: { WallClock.now().secondsSince1970 })
        configuration.withChat = openai
        try access.apply(to: &configuration)
        do {
            try listening.apply(to: &configuration)
        } catch {
            Surroundings.complain("aftercare-gateway: \(error)")
            throw ExitCode(Surroundings.ExitStatus.cannotCreate)
        }
        let eventLoops = MultiThreadedEventLoopGroup.singleton
        var services: [any Service] = []
        let path: String
        let environment = ProcessInfo.processInfo.environment
        if embedded {
            let embedded = try await EmbeddedEngine(packOptions, environment: environment, logger: logger)
            services += [embedded, embedded.reload]
            path = embedded.path
        } else {
            path = SocketPath.choose(named: socket, environment: environment)
        }
        var connections = DaemonEngine.Configuration()
        connections.patience = TimeAmount(.seconds(engineSeconds))
        let engine = DaemonEngine(path: path, group: eventLoops, configuration: connections)
        let gateway = HTTPGateway(
            configuration: configuration, engine: engine, group: eventLoops, logger: logger)
        if let reason = await gateway.draftRefusal() {
            Surroundings.complain("aftercare-gateway: \(reason)")
            throw ExitCode(Surroundings.ExitStatus.configuration)
        }
        let listening = listening
        services.append(
            gateway.service { port in
                if let path = listening.unix {
                    do {
                        try GatewaySocket.give(path, to: listening.group)
                    } catch {
                        logger.error("the group may not connect", metadata: ["error": "\(error)"])
                    }
                }
                let address = listening.address(port: port)
                logger.info("listening", metadata: ["at": "\(address)"])
                Surroundings.say(
                    Array(
                        """
                        The chat page: \(address)
                        The script for other pages: <script src="\(address)embed.js" integrity="\(HTTPGateway.embedIntegrity)" \
                        crossorigin="anonymous" defer></script>

                        """.utf8))
            })
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = Self.stopTime
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            Surroundings.complain(
                "aftercare-gateway: cannot serve at \(listening.address(port: nil)): \(error). Choose another place to listen."
            )
            throw ExitCode(Surroundings.ExitStatus.cannotCreate)
        }
        logger.info("stopped")
    }
}
