import Glibc
package import Logging
import UnixSockets

/// Tells systemd how the service is; silent when nobody asked.
///
/// Source: sd_notify(3).
package struct ServiceManager: Sendable {
    private let address: String?
    private let logger: Logger

    package init(environment: [String: String], logger: Logger) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        self.logger = logger
    }

    /// Sends one state, as `READY=1`.
    package func tell(_ state: String) {
        guard let address else { return }
        do {
            try UnixSocket.sendDatagram(Array(state.utf8), to: address)
        } catch {
            logger.warning("the service manager cannot be told", metadata: ["error": "\(error)"])
        }
    }

    /// `RELOADING=1` with the time that it has to carry.
    package func tellReloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        tell("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }
}
