public import Aftercare
import AssistantProtocol
import Foundation
import UnixSockets

/// A connection to a running `aftercared`: one request at a time, each waited for.
///
/// Not for several threads at once; make one client a thread.
public final class SocketClient {
    /// The path of the socket.
    public let path: String
    /// How long a reply may take.
    public let timeout: Duration
    private let socket: Descriptor
    private var received: [UInt8] = []
    private var nextNumber = 1
    private var hasEnded = false

    /// The longest reply line that is read, in bytes: far above what the protocol's limits allow.
    private static let longestReply = 64 << 20

    /// Connects to a socket.
    ///
    /// - Parameters:
    ///   - path: See ``SocketPath/choose(named:environment:)`` for the place where a daemon without options listens.
    ///   - timeout: How long connecting may take, and each reply.
    public init(path: String, timeout: Duration = .seconds(30)) throws(SocketClientFault) {
        guard path.utf8.count <= SocketPath.maximumLength else {
            throw SocketClientFault(path, .pathTooLong(bytes: path.utf8.count))
        }
        do {
            let socket = try UnixSocket.open(connectMilliseconds: Int(Self.milliseconds(timeout)))
            try UnixSocket.connect(socket, to: path)
            self.socket = consume socket
        } catch {
            throw SocketClientFault(path, connecting: error)
        }
        self.path = path
        self.timeout = timeout
    }

    // MARK: - Methods

    /// Sends one request and waits for its result.
    ///
    /// - Parameter parameters: A JSON object; `nil` for a method that takes none.
    /// - Returns: The result as JSON.
    public func call(_ method: String, _ parameters: [UInt8]? = nil) throws(SocketClientFault) -> [UInt8] {
        let number = nextNumber
        nextNumber += 1
        var writer = JSONWriter()
        writer.object { object in
            object.key("jsonrpc")
            object.value("2.0")
            object.key("id")
            object.value(number)
            object.key("method")
            object.value(method)
            if let parameters {
                object.key("params")
                object.raw(parameters)
            }
        }
        try send(writer.bytes + [UInt8(ascii: "\n")])
        let line = try receiveLine()
        guard let response = JSONValue(parsing: line[...]), response["jsonrpc"]?.string == "2.0" else {
            throw SocketClientFault(path, .notUnderstood)
        }
        if let error = response["error"] { throw refusal(error) }
        guard response["id"]?.integer == number, let result = response["result"] else {
            throw SocketClientFault(path, .notUnderstood)
        }
        return Array(result.raw)
    }

    /// Asks one question.
    ///
    /// - Parameters:
    ///   - conversation: What the last reply gave; `nil` at the start.
    ///   - limit: The most passages; `nil` for the server's default.
    public func ask(
        _ question: String, conversation: String? = nil, region: String? = nil, limit: Int? = nil
    ) throws(SocketClientFault) -> Reply {
        try decode(Reply.self, call("ask", Self.parameters(question, conversation, region, limit)))
    }

    /// Asks one question and how its answer comes about.
    public func explain(
        _ question: String, conversation: String? = nil, region: String? = nil, limit: Int? = nil
    ) throws(SocketClientFault) -> (reply: Reply, explanation: Explanation) {
        struct Explained: Decodable {
            let explanation: Explanation
        }
        let result = try call("explain", Self.parameters(question, conversation, region, limit))
        return (try decode(Reply.self, result), try decode(Explained.self, result).explanation)
    }

    /// All topics, in id order.
    public func topics() throws(SocketClientFault) -> [Assistant.Topic] {
        try decode([Assistant.Topic].self, call("intents"))
    }

    /// One passage by its intent's id; `nil` when the pack has none such.
    public func passage(_ intent: String) throws(SocketClientFault) -> Reply.Answer? {
        var writer = JSONWriter()
        writer.object { object in
            object.key("intent")
            object.value(intent)
        }
        do {
            return try decode(Reply.Answer.self, call("passage", writer.bytes))
        } catch {
            if case .refused(let refusal) = error.reason, refusal.code == .noSuchIntent { return nil }
            throw error
        }
    }

    /// What the server is and how it does.
    public func info() throws(SocketClientFault) -> ServiceInfo {
        try decode(ServiceInfo.self, call("info"))
    }

    private static func parameters(
        _ question: String, _ conversation: String?, _ region: String?, _ limit: Int?
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("question")
            object.value(question)
            if let conversation {
                object.key("conversation")
                object.value(conversation)
            }
            if let region {
                object.key("region")
                object.value(region)
            }
            if let limit {
                object.key("limit")
                object.value(limit)
            }
        }
        return writer.bytes
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws(SocketClientFault) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(json)) } catch {
            throw SocketClientFault(path, .notUnderstood)
        }
    }

    private func refusal(_ error: JSONValue) -> SocketClientFault {
        guard let code = error["code"]?.integer, let message = error["message"]?.string else {
            return SocketClientFault(path, .notUnderstood)
        }
        let data = error["data"]
        return SocketClientFault(
            path,
            .refused(
                ProtocolError(
                    ProtocolError.Code(rawValue: code), message, text: data?["text"]?.string,
                    retryAfterMilliseconds: data?["retry_after_ms"]?.integer)))
    }

    // MARK: - Bytes

    private func send(_ bytes: [UInt8]) throws(SocketClientFault) {
        guard !hasEnded else { throw SocketClientFault(path, .closed) }
        let deadline = ContinuousClock.now + timeout
        var rest = bytes[...]
        do {
            while !rest.isEmpty {
                let sent = try UnixSocket.send(socket, rest)
                rest = rest.dropFirst(sent)
                if sent == 0, try !UnixSocket.wait(socket, .toSend, milliseconds: Self.left(until: deadline)),
                    ContinuousClock.now >= deadline
                {
                    throw SocketClientFault(path, .timedOut)
                }
            }
        } catch let fault as SystemFault {
            // The server may have said why before it closed.
            guard fault.isBrokenPipe else { throw SocketClientFault(path, fault) }
        } catch let fault as SocketClientFault {
            throw fault
        } catch {
            throw SocketClientFault(path, .closed)
        }
    }

    private func receiveLine() throws(SocketClientFault) -> [UInt8] {
        let deadline = ContinuousClock.now + timeout
        var searched = 0
        while true {
            if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(received[..<end])
                received.removeFirst(end + 1)
                return line
            }
            searched = received.count
            guard !hasEnded, received.count < Self.longestReply else { throw SocketClientFault(path, .closed) }
            do {
                switch try UnixSocket.receive(socket, into: &received) {
                case 0?: hasEnded = true
                case _?: break
                case nil:
                    if try !UnixSocket.wait(socket, .toReceive, milliseconds: Self.left(until: deadline)),
                        ContinuousClock.now >= deadline
                    {
                        hasEnded = true
                        throw SocketClientFault(path, .timedOut)
                    }
                }
            } catch let fault as SystemFault {
                throw SocketClientFault(path, fault)
            } catch let fault as SocketClientFault {
                throw fault
            } catch {
                throw SocketClientFault(path, .closed)
            }
        }
    }

    private static func left(until deadline: ContinuousClock.Instant) -> Int32 {
        milliseconds(ContinuousClock.now.duration(to: deadline))
    }

    /// Rounded up, so that what is left is never 0 before the deadline.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
