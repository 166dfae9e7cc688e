import Glibc
import UnixSockets

/// Bytes to a socket and back, with a deadline on every wait.
package final class RawClient {
    package struct NoReply: Error {
        package let received: String
    }

    private let socket: Descriptor
    private var received: [UInt8] = []
    private let patience: Duration = .seconds(20)

    package init(_ path: String) throws {
        socket = try UnixSocket.open(connectMilliseconds: 10_000)
        try UnixSocket.connect(socket, to: path)
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        let deadline = ContinuousClock.now + patience
        var rest = bytes[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(try UnixSocket.send(socket, rest))
            if rest.isEmpty { return }
            guard ContinuousClock.now < deadline else { throw NoReply(received: "nothing was taken") }
            _ = try UnixSocket.wait(socket, .toSend, milliseconds: 1000)
        }
    }

    /// Sends as much as the other side takes before it makes us wait.
    ///
    /// - Returns: How many bytes went out.
    package func sendUntilHeldUp(_ bytes: [UInt8], atMost limit: Int) throws -> Int {
        var sent = 0
        while sent < limit {
            let taken = try UnixSocket.send(socket, bytes[...])
            sent += taken
            if taken < bytes.count, try !UnixSocket.wait(socket, .toSend, milliseconds: 300) { break }
        }
        return sent
    }

    /// Waits until the server has read everything that was sent, so that the next bytes are another read.
    package func settle() throws {
        let deadline = ContinuousClock.now + patience
        while UnixSocket.unread(socket) > 0 {
            guard ContinuousClock.now < deadline else { throw NoReply(received: "the server does not read") }
            sched_yield()
        }
    }

    package func endSending() { UnixSocket.endSending(socket) }

    /// The next bytes up to and with an ending.
    package func read(until ending: String) throws -> String {
        let ending = Array(ending.utf8)
        while true {
            if let range = received.firstRange(of: ending) {
                let bytes = received[..<range.upperBound]
                defer { received.removeFirst(bytes.count) }
                return String(decoding: bytes, as: UTF8.self)
            }
            guard try more() else { throw NoReply(received: String(decoding: received, as: UTF8.self)) }
        }
    }

    /// The next bytes, as many as these.
    package func read(count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try more() else { throw NoReply(received: String(decoding: received, as: UTF8.self)) }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    package func readLine() throws -> String { String(try read(until: "\n").dropLast()) }

    /// A reply to a plain line, without the blank line that ends it.
    package func readPlain() throws -> String { String(try read(until: "\n\n").dropLast(2)) }

    package func ask(_ line: String) throws -> String {
        try send(line + "\n")
        return try line.hasPrefix("{") || line.hasPrefix("[") ? readLine() : readPlain()
    }

    /// Everything up to the end of the stream.
    package func readToEnd() throws -> String {
        while try more() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// - Returns: `false` at the end of the stream.
    private func more() throws -> Bool {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                switch try UnixSocket.receive(socket, into: &received) {
                case 0?: return false
                case _?: return true
                case nil: break
                }
            } catch {
                guard error.code == ECONNRESET else { throw error }
                return false
            }
            guard ContinuousClock.now < deadline else {
                throw NoReply(received: String(decoding: received, as: UTF8.self))
            }
            _ = try UnixSocket.wait(socket, .toReceive, milliseconds: 1000)
        }
    }
}
