import Logging
import ServiceLifecycle
import ServiceSupport
import SocketServer

/// Serves from start to stop.
struct DaemonService: Service {
    let server: SocketServer
    let socket: ListeningSocket
    let manager: ServiceManager
    let logger: Logger

    func run() async throws {
        try await server.start(on: socket)
        logger.info("listening", metadata: ["socket": "\(socket.path ?? "handed over by the service manager")"])
        manager.tell("READY=1")
        try? await gracefulShutdown()
        logger.info("stopping")
        manager.tell("STOPPING=1")
        await server.stop()
        logger.info("stopped")
    }
}
