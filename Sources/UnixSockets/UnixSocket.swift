import Glibc

/// The system calls on Unix stream sockets, and the only place where their structures are laid out by hand.
package enum UnixSocket {
    /// Makes a stream socket that is not handed on to other programs.
    ///
    /// - Parameter connectMilliseconds: How long ``connect(_:to:)`` waits while the server's queue is full; 0 for not at all.
    package static func open(connectMilliseconds: Int = 0) throws(SystemFault) -> Descriptor {
        var type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        if connectMilliseconds == 0 { type |= Int32(SOCK_NONBLOCK.rawValue) }
        let number = socket(AF_UNIX, type, 0)
        guard number >= 0 else { throw SystemFault("socket") }
        let socket = Descriptor(owning: number)
        if connectMilliseconds > 0 {
            var time = timeval(
                tv_sec: connectMilliseconds / 1000, tv_usec: connectMilliseconds % 1000 * 1000)
            _ = setsockopt(
                number, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        return socket
    }

    /// - Precondition: `path` has at most ``SocketPath/maximumLength`` bytes and no zero byte; a longer one fails.
    package static func connect(_ socket: borrowing Descriptor, to path: String) throws(SystemFault) {
        let number = socket.number
        let result = try withAddress(path) { Glibc.connect(number, $0, $1) }
        guard result == 0 else { throw SystemFault("connect") }
    }

    /// Gives a socket its path, where only the owner may connect.
    ///
    /// Linux gives the path the mode of the unbound socket, less the file creation mask: unix(7). So there is no moment at which
    /// others could connect, and the mask, which all threads share, stays as it is.
    package static func bind(_ socket: borrowing Descriptor, to path: String) throws(SystemFault) {
        let number = socket.number
        guard fchmod(number, 0o600) == 0 else { throw SystemFault("fchmod") }
        guard try withAddress(path, { Glibc.bind(number, $0, $1) }) == 0 else { throw SystemFault("bind") }
    }

    package static func listen(_ socket: borrowing Descriptor, backlog: Int32) throws(SystemFault) {
        guard Glibc.listen(socket.number, backlog) == 0 else { throw SystemFault("listen") }
    }

    /// Whether a descriptor is a Unix stream socket that listens, as one handed over by systemd is.
    package static func isListening(_ number: Int32) -> Bool {
        func option(_ name: Int32) -> Int32? {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(number, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
        }
        return option(SO_ACCEPTCONN) == 1 && option(SO_DOMAIN) == AF_UNIX
            && option(SO_TYPE) == Int32(SOCK_STREAM.rawValue)
    }

    /// Sends one datagram, as the service manager of systemd takes it; a path that starts with `@` is an abstract address.
    package static func sendDatagram(_ bytes: [UInt8], to path: String) throws(SystemFault) {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemFault("socket") }
        let socket = Descriptor(owning: number)
        let sent = try withAddress(path, isAbstract: path.hasPrefix("@")) {
            sendto(socket.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1)
        }
        guard sent == bytes.count else { throw SystemFault("sendto") }
    }

    /// Sends what the socket takes at once.
    ///
    /// - Returns: How many bytes it took; 0 when it would have to wait.
    package static func send(_ socket: borrowing Descriptor, _ bytes: ArraySlice<UInt8>) throws(SystemFault) -> Int {
        let sent = bytes.withUnsafeBytes {
            // Without MSG_NOSIGNAL a server that has gone would end the whole program with SIGPIPE.
            Glibc.send(
                socket.number, $0.baseAddress, $0.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if sent >= 0 { return sent }
        if errno == EAGAIN || errno == EINTR { return 0 }
        throw SystemFault("send")
    }

    /// Appends what has arrived.
    ///
    /// - Returns: How many bytes; 0 at the end of the stream; `nil` when nothing is there yet.
    package static func receive(
        _ socket: borrowing Descriptor, into bytes: inout [UInt8], atMost limit: Int = 65_536
    ) throws(SystemFault) -> Int? {
        var chunk = [UInt8](repeating: 0, count: limit)
        let count = recv(socket.number, &chunk, limit, Int32(MSG_DONTWAIT))
        if count < 0 {
            if errno == EAGAIN || errno == EINTR { return nil }
            throw SystemFault("recv")
        }
        bytes += chunk[..<count]
        return count
    }

    /// How many of the bytes that were sent the other side has not yet read. Source: unix(7), SIOCOUTQ.
    package static func unread(_ socket: borrowing Descriptor) -> Int {
        var count: Int32 = 0
        return ioctl(socket.number, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    /// Says that nothing more will be sent; replies can still be received.
    package static func endSending(_ socket: borrowing Descriptor) {
        _ = shutdown(socket.number, Int32(SHUT_WR))
    }

    package enum Readiness: Sendable {
        case toSend
        case toReceive
    }

    /// Waits until a socket can be used or has ended.
    ///
    /// - Returns: Whether it can be within the time.
    package static func wait(
        _ socket: borrowing Descriptor, _ readiness: Readiness, milliseconds: Int32
    ) throws(SystemFault) -> Bool {
        let events = readiness == .toSend ? POLLOUT : POLLIN
        var entry = pollfd(fd: socket.number, events: Int16(events), revents: 0)
        let count = poll(&entry, 1, milliseconds)
        if count < 0, errno != EINTR { throw SystemFault("poll") }
        return count > 0
    }

    private static func withAddress<Result>(
        _ path: String, isAbstract: Bool = false, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(SystemFault) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            throw SystemFault("address", code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        if isAbstract { withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 } }
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + bytes.count } ?? 0)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
