public import AssistantProtocol
import Glibc
import UnixSockets

/// Why a running daemon could not be asked; the text says what to do.
public struct SocketClientFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case noSuchSocket
        /// The socket is there, but nobody listens.
        case nobodyListens
        case notPermitted
        case pathTooLong(bytes: Int)
        case timedOut
        /// The other side has ended the connection.
        case closed
        /// What answers is no `aftercared`, or one of another time.
        case notUnderstood
        /// The daemon answered with an error.
        case refused(ProtocolError)
        case system(call: String, reason: String)
    }

    public let path: String
    public let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    init(_ path: String, _ fault: SystemFault) {
        switch fault.code {
        case EPIPE, ECONNRESET: self.init(path, .closed)
        default: self.init(path, .system(call: fault.call, reason: fault.reason))
        }
    }

    init(_ path: String, connecting fault: SystemFault) {
        switch fault.code {
        case ENOENT, ENOTDIR: self.init(path, .noSuchSocket)
        case ECONNREFUSED: self.init(path, .nobodyListens)
        case EACCES, EPERM: self.init(path, .notPermitted)
        case EAGAIN, ETIMEDOUT: self.init(path, .timedOut)
        default: self.init(path, fault)
        }
    }

    public var description: String {
        switch reason {
        case .noSuchSocket:
            "\(path): there is no socket here. Start aftercared, or name its socket with --socket."
        case .nobodyListens:
            "\(path): nobody listens at this socket. Start aftercared, or name another socket with --socket."
        case .notPermitted:
            """
            \(path): you may not use this socket. Ask whoever runs aftercared to start it with --group and a group of yours.
            """
        case .pathTooLong(let bytes):
            """
            \(path): a socket's path has at most \(SocketPath.maximumLength) bytes, and this one has \(bytes). \
            Name a shorter one with --socket.
            """
        case .timedOut: "\(path): there was no reply in time. Look whether aftercared is well, then ask again."
        case .closed: "\(path): aftercared has ended the connection. Connect again."
        case .notUnderstood:
            "\(path): what answers here is no aftercared of this version. Name its socket with --socket."
        case .refused(let error): error.message
        case .system(let call, let reason): "\(path): \(call) failed: \(reason). Look whether aftercared is well."
        }
    }
}

extension SystemFault {
    var isBrokenPipe: Bool { code == EPIPE || code == ECONNRESET }
}
