import Aftercare
import Dispatch
import Logging
import ProgramSupport
import ServiceLifecycle
import SocketServer
import UnixSignals

/// Reads the pack again on SIGHUP or when its files have changed, and puts it in place; a faulty one changes nothing.
struct ReloadService: Service {
    let server: SocketServer
    let loader: PackReader
    /// SIGHUP, trapped since before the pack was first read: one that comes while it is read is not to end the process.
    let signals: UnixSignalsSequence
    let manager: ServiceManager
    /// What the files looked like before the pack was first read.
    let fingerprint: FileFingerprint
    /// How long between two looks at the files; `nil` for none.
    let interval: Duration?
    let logger: Logger

    private enum Cause: String {
        case signal = "SIGHUP"
        case change = "changed files"
    }

    func run() async throws {
        // One that waits stands for all that came while a pack was compiled: the next one reads the newest files anyway.
        let (causes, causing) = AsyncStream.makeStream(of: Cause.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup { group in
            group.addTask {
                for await _ in signals.cancelOnGracefulShutdown() {
                    causing.yield(.signal)
                }
                causing.finish()
            }
            if let interval {
                group.addTask {
                    var detector = ChangeDetector(fingerprint)
                    while (try? await Task.sleep(for: interval)) != nil {
                        if detector.observe(FileFingerprint(of: loader.options.paths)) { causing.yield(.change) }
                    }
                }
            }
            for await cause in causes { await reload(cause) }
            group.cancelAll()
        }
    }

    private func reload(_ cause: Cause) async {
        logger.info("reading the pack again", metadata: ["cause": "\(cause.rawValue)"])
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
