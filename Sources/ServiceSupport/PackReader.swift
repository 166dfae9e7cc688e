package import Aftercare
package import AssistantProtocol
package import Logging
package import ProgramSupport
import Synchronization

/// Reads the pack that the options name, at the start and again at every reload.
package struct PackReader: Sendable {
    package let options: PackOptions
    private let logger: Logger

    package init(options: PackOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// What to answer from; without a usable pack, the reason why there is nothing.
    package func read() -> Session.Backend {
        do {
            return .assistant(try assistant())
        } catch {
            for line in error.lines { logger.error("\(line)") }
            logger.error("no pack: every question is answered with the emergency text; mend it and send SIGHUP")
            return .unavailable(error.description)
        }
    }

    package func assistant() throws(PackFault) -> Assistant {
        let logger = logger
        let saidSo = Mutex(false)
        let assistant = try options.load { _ in
            let isFirst = saidSo.withLock { said in
                defer { said = true }
                return !said
            }
            if isFirst { logger.info("reading the passages for the first time; this takes some seconds") }
        }
        let pack = assistant.identity
        logger.info(
            "pack loaded",
            metadata: [
                "pack": "\(pack.id)", "version": "\(pack.version)", "status": "\(pack.status)",
                "sha256": "\(pack.sha256.prefix(16))",
            ])
        return assistant
    }
}
