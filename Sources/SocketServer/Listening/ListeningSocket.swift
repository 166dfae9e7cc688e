import Glibc
import Synchronization
import UnixSockets

/// A socket that is bound and listens, with the lock that keeps a second daemon away.
///
/// The lock file comes first and stays for good: who has it may look whether the socket is alive, and a socket that refuses
/// connections is a dead one's and is removed. The socket is the owner's alone from its first moment, and is opened to a group
/// before it listens, so there is no moment at which others could connect.
public final class ListeningSocket: Sendable {
    /// How many clients may wait to be accepted; the kernel lowers it to `net.core.somaxconn`.
    private static let backlog: Int32 = 1024
    /// The first descriptor that systemd hands over. Source: sd_listen_fds(3).
    private static let firstHandedOver: Int32 = 3

    /// `nil` for a socket that the service manager handed over.
    public let path: String?
    private let identity: FileCalls.Identity?

    private struct Owned: ~Copyable {
        var socket: Descriptor?
        var lock: Descriptor?
    }
    private let owned: Mutex<Owned>

    private init(
        path: String?, identity: FileCalls.Identity?, socket: consuming Descriptor, lock: consuming Descriptor?
    ) {
        self.path = path
        self.identity = identity
        owned = Mutex(Owned(socket: consume socket, lock: consume lock))
    }

    /// Claims a path, makes its folder where it is missing, and listens.
    ///
    /// - Parameter group: Whose members may connect too; `nil` for the owner alone.
    public static func bind(_ path: String, group: String? = nil) throws(SocketFault) -> ListeningSocket {
        guard !path.isEmpty else { throw SocketFault(path, .pathEmpty) }
        guard path.utf8.count <= SocketPath.maximumLength else {
            throw SocketFault(path, .pathTooLong(bytes: path.utf8.count))
        }
        var members: gid_t?
        if let group {
            members = FileCalls.group(named: group)
            if members == nil { throw SocketFault(path, .noSuchGroup(group)) }
        }
        do {
            return try claim(path, members)
        } catch let fault as SystemFault {
            throw SocketFault(path, fault)
        } catch let fault as SocketFault {
            throw fault
        } catch {
            throw SocketFault(path, .system(call: "bind", reason: "\(error)"))
        }
    }

    /// The socket that systemd handed over; `nil` when it handed over none.
    ///
    /// Source: sd_listen_fds(3).
    public static func handedOver(
        environment: [String: String]
    ) throws(SocketFault) -> ListeningSocket? {
        guard environment["LISTEN_PID"].flatMap(Int32.init) == getpid(),
            let count = environment["LISTEN_FDS"].flatMap(Int32.init), count > 0
        else { return nil }
        guard count == 1, UnixSocket.isListening(firstHandedOver) else { throw SocketFault("", .notASocket) }
        _ = fcntl(firstHandedOver, F_SETFD, FD_CLOEXEC)
        return ListeningSocket(path: nil, identity: nil, socket: Descriptor(owning: firstHandedOver), lock: nil)
    }

    private static func claim(_ path: String, _ group: gid_t?) throws -> ListeningSocket {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileCalls.makeFolder(folder, group: group)
        if try FileCalls.kind(of: path) == .other { throw SocketFault(path, .taken) }
        let lockPath = path + ".lock"
        guard let lock = try FileCalls.lock(lockPath) else {
            throw SocketFault(path, .served(process: FileCalls.holder(ofLock: lockPath)))
        }
        try removeIfDead(path)
        let socket = try UnixSocket.open()
        try UnixSocket.bind(socket, to: path)
        if let group { try FileCalls.open(path, to: group, mode: 0o660) }
        try UnixSocket.listen(socket, backlog: backlog)
        return ListeningSocket(
            path: path, identity: FileCalls.identity(of: path), socket: consume socket, lock: consume lock)
    }

    /// Removes a socket at which nobody listens any more.
    private static func removeIfDead(_ path: String) throws {
        guard try FileCalls.kind(of: path) == .socket else { return }
        let probe = try UnixSocket.open()
        do {
            try UnixSocket.connect(probe, to: path)
        } catch {
            switch error.code {
            case ECONNREFUSED: return try FileCalls.remove(path)
            case ENOENT: return
            // A full queue of waiting clients: somebody is there.
            case EAGAIN: throw SocketFault(path, .answered)
            default: throw error
            }
        }
        throw SocketFault(path, .answered)
    }

    /// Gives the descriptor to the one who accepts; `nil` when it was given before.
    func takeDescriptor() -> Int32? {
        owned.withLock { owned in
            guard let socket = owned.socket.take() else { return nil }
            return socket.release()
        }
    }

    /// Takes the socket out of the file system, unless somebody has put another one in its place.
    func removePath() {
        guard let path, let identity, FileCalls.identity(of: path) == identity else { return }
        try? FileCalls.remove(path)
    }

    /// Lets another daemon have the path. The lock file itself stays: to remove it would let two hold different files.
    func releaseLock() {
        owned.withLock { $0.lock = nil }
    }
}
