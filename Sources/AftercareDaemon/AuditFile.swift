import AssistantProtocol
import Glibc
import Logging
import SocketServer
import UnixSockets

/// Where audit lines go: a file of the owner's alone, added to at its end, or standard output.
enum AuditFile {
    /// - Parameter path: `-` for standard output.
    static func log(
        at path: String, logger: Logger, clock: @escaping @Sendable () -> UTCTime
    ) throws(SystemFault) -> AuditLog {
        var number = STDOUT_FILENO
        if path != "-" {
            number = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard number >= 0 else { throw SystemFault("open \(path)") }
        }
        // Open until the process ends.
        return AuditLog(clock: clock) { [number] lines in
            var rest = lines[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    logger.error("audit lines cannot be written", metadata: ["error": "\(SystemFault("write"))"])
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}
