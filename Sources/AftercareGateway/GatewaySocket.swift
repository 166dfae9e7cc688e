import Glibc
import SocketServer
import UnixSockets

/// The gateway's own Unix socket: who may connect is decided by the file creation mask before it exists.
enum GatewaySocket {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes sure that nobody listens there; a dead one's socket is replaced later.
    static func prepare(_ path: String, group: String?) throws(Fault) {
        umask(group == nil ? 0o177 : 0o117)
        if let group, FileCalls.group(named: group) == nil {
            throw Fault(description: "There is no group '\(group)'. Name one of /etc/group with --group.")
        }
        do {
            let probe = try UnixSocket.open()
            try UnixSocket.connect(probe, to: path)
        } catch {
            // Nobody is there; a folder that is missing is found out by listening.
            guard error.code == EAGAIN else { return }
        }
        throw Fault(
            description:
                "\(path): another program answers at this socket. Stop it first, or choose another path with --unix.")
    }

    /// Lets the members of a group connect. For the moment before that, the socket is the owner's own group's.
    static func give(_ path: String, to group: String?) throws(SystemFault) {
        if let group, let number = FileCalls.group(named: group) { try FileCalls.give(path, to: number) }
    }
}
