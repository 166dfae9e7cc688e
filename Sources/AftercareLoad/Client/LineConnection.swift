import Glibc
import UnixSockets

/// A connection that sends bytes and waits for lines, with an end to every wait.
final class LineConnection {
    struct NoReply: Error {}

    private let socket: Descriptor
    private var received: [UInt8] = []
    /// Where to look on for the end of a line.
    private var searched = 0
    private var start = 0
    private(set) var hasEnded = false
    private let patience: Duration

    init(_ path: String, patience: Duration = .seconds(30)) throws {
        socket = try UnixSocket.open(connectMilliseconds: 10_000)
        try UnixSocket.connect(socket, to: path)
        self.patience = patience
    }

    /// Sends everything, and reads what comes meanwhile, so that neither side waits for the other for ever.
    func send(_ bytes: [UInt8], reading: Bool = true) throws {
        let deadline = ContinuousClock.now + patience
        var rest = bytes[...]
        while true {
            rest = rest.dropFirst(try UnixSocket.send(socket, rest))
            if rest.isEmpty { return }
            guard ContinuousClock.now < deadline else { throw NoReply() }
            if reading { _ = try receive(atMost: 65_536) }
            _ = try UnixSocket.wait(socket, .toSend, milliseconds: 10)
        }
    }

    /// Sends what is taken at once.
    func sendSome(_ bytes: [UInt8]) throws -> Int { try UnixSocket.send(socket, bytes[...]) }

    func endSending() { UnixSocket.endSending(socket) }

    /// Takes in what has arrived.
    ///
    /// - Returns: How many bytes; `nil` when nothing is there.
    @discardableResult
    func receive(atMost limit: Int) throws -> Int? {
        guard !hasEnded else { return 0 }
        do {
            let count = try UnixSocket.receive(socket, into: &received, atMost: limit)
            if count == 0 { hasEnded = true }
            return count
        } catch {
            guard error.code == ECONNRESET else { throw error }
            hasEnded = true
            return 0
        }
    }

    /// Waits until something has arrived.
    func waitToReceive() throws {
        let deadline = ContinuousClock.now + patience
        while try !UnixSocket.wait(socket, .toReceive, milliseconds: 1000) {
            guard ContinuousClock.now < deadline else { throw NoReply() }
        }
    }

    /// The next line with its end, from what has arrived.
    func nextLine() -> [UInt8]? {
        guard let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = received.count
            return nil
        }
        defer {
            start = end + 1
            searched = start
            if start > 1 << 20 {
                received.removeFirst(start)
                start = 0
                searched = 0
            }
        }
        return Array(received[start...end])
    }

    /// The next line with its end; `nil` at the end of the stream.
    func readLine() throws -> [UInt8]? {
        while true {
            if let line = nextLine() { return line }
            if hasEnded { return nil }
            try waitToReceive()
            try receive(atMost: 65_536)
        }
    }

    /// A reply to a plain line, with the blank line that ends it.
    func readPlain() throws -> [UInt8]? {
        var reply: [UInt8] = []
        while let line = try readLine() {
            reply += line
            if line == [UInt8(ascii: "\n")] { return reply }
        }
        return nil
    }

    /// Reads and forgets everything to the end of the stream.
    func drain() throws {
        while !hasEnded {
            try waitToReceive()
            try receive(atMost: 65_536)
            received.removeAll(keepingCapacity: true)
            start = 0
            searched = 0
        }
    }
}
