import UnixSockets

/// Why the daemon cannot listen where it should; the text says what to do.
public struct SocketFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case pathTooLong(bytes: Int)
        case pathEmpty
        /// Something that is no socket stands at the path.
        case taken
        /// Another `aftercared` has the lock; its process id, when the lock says it.
        case served(process: String?)
        /// Something that holds no lock answers at the path.
        case answered
        case noSuchGroup(String)
        /// The service manager handed over something else than a listening Unix stream socket.
        case notASocket
        case system(call: String, reason: String)
    }

    public let path: String
    public let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    init(_ path: String, _ fault: SystemFault) {
        self.init(path, .system(call: fault.call, reason: fault.reason))
    }

    public var description: String {
        switch reason {
        case .pathTooLong(let bytes):
            """
            \(path): a socket's path has at most \(SocketPath.maximumLength) bytes, and this one has \(bytes). \
            Choose a shorter one with --socket.
            """
        case .pathEmpty: "The socket's path is empty. Name one with --socket."
        case .taken:
            "\(path): there is something here that is no socket, and it stays. Remove it or choose another path with --socket."
        case .served(let process):
            """
            \(path): aftercared already serves this socket\(process.map { " (process \($0))" } ?? ""). \
            Stop it first, or choose another path with --socket.
            """
        case .answered:
            "\(path): another program answers at this socket. Stop it first, or choose another path with --socket."
        case .noSuchGroup(let group): "There is no group '\(group)'. Name one of /etc/group with --group."
        case .notASocket:
            "The service manager handed over something that is no listening Unix stream socket. See the unit's ListenStream=."
        case .system(let call, let reason):
            "\(path): \(call) failed: \(reason). Check the folder and its rights, or choose another path with --socket."
        }
    }
}
