import Aftercare
import Dispatch
import Logging
import ProgramSupport
import ServiceLifecycle
import SocketServer
import UnixSignals

/// Reads the pack again on SIGHUP and puts it in place; a faulty one changes nothing.
struct ReloadService: Service {
    let server: SocketServer
    let loader: PackReader
    let manager: ServiceManager
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            manager.tellReloading()
            do {
                let assistant = try await compiled()
                server.replace(with: .assistant(assistant))
                logger.info("reloaded")
            } catch {
                server.reject(error.description)
                for line in error.lines { logger.error("\(line)") }
                logger.error("the pack is faulty and was not taken; answering as before. Mend it and send SIGHUP")
            }
            manager.tell("READY=1")
        }
    }

    /// Compiles on a thread of its own: it takes seconds, and the tasks of the process share a few threads.
    private func compiled() async throws(PackFault) -> Assistant {
        let result = await withCheckedContinuation { (done: CheckedContinuation<Result<Assistant, PackFault>, Never>) in
            DispatchQueue.global(qos: .utility).async {
                done.resume(returning: Result { () throws(PackFault) in try loader.assistant() })
            }
        }
        return try result.get()
    }
}
