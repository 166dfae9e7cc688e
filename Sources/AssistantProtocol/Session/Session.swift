public import Aftercare

/// One connection's side of the protocol: a line in, the bytes of its reply out. No I/O, so it can be fuzzed and timed.
///
/// A line that starts with `{` or `[` is JSON-RPC 2.0; any other is a plain question, and the plain lines of a connection
/// are one conversation. Source: https://www.jsonrpc.org/specification.
public struct Session: Sendable {
    /// What answers, or why nothing can.
    public enum Backend: Sendable {
        case assistant(Assistant)
        /// No pack could be loaded; the reason is for an operator.
        case unavailable(String)
    }

    /// What a line came to, for counting.
    public enum Result: Sendable, Equatable {
        case reply(urgency: String, outcome: String)
        case other
        case error
    }

    /// What a line is answered with.
    public struct Output: Sendable, Equatable {
        /// Empty for a notification.
        public var bytes: [UInt8] = []
        /// One element a request.
        public var results: [Result] = []
    }

    /// The most requests of a batch.
    public static let batchLimit = 50
    /// The most passages that `limit` may ask for.
    public static let answerLimit = 10

    /// The version of this protocol, in `info`.
    public static let protocolVersion = "1.0"

    private var conversation: String?

    public init() {}

    /// Answers one line, without its end.
    ///
    /// - Parameter status: Asked for only when `info` is.
    public mutating func respond(
        to line: [UInt8], backend: Backend, status: @escaping () -> ServiceStatus = { ServiceStatus() }
    ) -> Output {
        let first = line.first { $0 != 0x20 && $0 != 0x09 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            return RPC(backend: backend, status: status).respond(to: line)
        }
        return plain(line, backend)
    }

    /// What a line over the framer's limit is answered with.
    public static func tooLong(limit: Int) -> Output {
        let error = ProtocolError(
            .tooLong, "The line is longer than \(limit) bytes and was skipped. Send less at once.")
        return Output(bytes: RPC.errorBytes(error, id: nil) + [UInt8(ascii: "\n")], results: [.error])
    }

    // MARK: - Plain lines

    private mutating func plain(_ line: [UInt8], _ backend: Backend) -> Output {
        guard case .assistant(let assistant) = backend else {
            return Output(bytes: Self.plainBytes("ERR", EmergencyText.text), results: [.error])
        }
        guard let question = String(validating: line, as: UTF8.self) else {
            return Output(
                bytes: Self.plainBytes("ERR", "That was not valid UTF-8. Please send your question as UTF-8 text."),
                results: [.error])
        }
        let reply = assistant.reply(to: question, conversation: conversation)
        conversation = reply.conversation
        let status =
            switch (reply.urgency, reply.outcome) {
            case (.emergency, _): "EMERGENCY"
            case (.urgent, _): "URGENT"
            case (.none, .answered): "OK"
            case (.none, .clarify): "CLARIFY"
            case (.none, .notCovered), (.none, .notUnderstood): "NONE"
            }
        return Output(
            bytes: Self.plainBytes(status, reply.text),
            results: [.reply(urgency: reply.urgency.rawValue, outcome: reply.outcome.rawValue)])
    }

    /// The status, the text without blank lines, and the blank line that ends a plain reply.
    private static func plainBytes(_ status: String, _ text: String) -> [UInt8] {
        let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        return Array("\(status)\n\(lines.joined(separator: "\n"))\n\n".utf8)
    }
}
