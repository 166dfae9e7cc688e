import Aftercare
import Dispatch
package import Logging
package import ProgramSupport
import ServiceLifecycle
package import SocketServer
package import UnixSignals

/// Reads the pack again on SIGHUP or when its files have changed, and puts it in place; a faulty one changes nothing.
package struct ReloadService: Service {
    private let server: SocketServer
    private let loader: PackReader
    private let signals: UnixSignalsSequence
    private let manager: ServiceManager
    private let fingerprint: FileFingerprint
    private let interval: Duration?
    private let logger: Logger

    /// - Parameters:
    ///   - signals: SIGHUP, trapped since before the pack was first read: one that comes while it is read is not to end the process.
    ///   - fingerprint: What the files looked like before the pack was first read.
    ///   - interval: How long between two looks at the files; `nil` for none.
    package init(
        server: SocketServer, loader: PackReader, signals: UnixSignalsSequence, manager: ServiceManager,
        fingerprint: FileFingerprint, interval: Duration?, logger: Logger
    ) {
        self.server = server
        self.loader = loader
        self.signals = signals
        self.manager = manager
        self.fingerprint = fingerprint
        self.interval = interval
        self.logger = logger
    }

    private enum Cause: String {
        case signal = "SIGHUP"
        case change = "changed files"
    }

    package func run() async throws {
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
