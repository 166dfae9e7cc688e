public import Aftercare

/// One connection's side of the protocol: a line in, the bytes of its reply out. No I/O, so it can be fuzzed and timed.
///
/// A line that starts with `{` or `[` is JSON-RPC 2.0; any other is a plain question, and the plain lines of a connection
/// are one conversation. Source: https://www.jsonrpc.org/specification.
public struct Session: Sendable, Equatable {
    /// What answers, or why nothing can.
    public enum Backend: Sendable {
        case assistant(Assistant)
        /// No pack could be loaded; the reason is for an operator.
        case unavailable(String)
    }

    /// How much work a line may cause: what was not seen before takes a thousand times longer than the rest.
    public enum Effort: Sendable, Equatable {
        case all
        /// Only what is known or needs no question to be read: the rest is left undone.
        case known
        /// As ``known``, but the rest is refused as busy.
        case refuse(retryAfter: Duration)
    }

    /// What a line came to, for counting.
    public enum Result: Sendable, Equatable {
        /// - isKnown: Whether the reply was kept from an earlier time.
        case reply(ReplySummary, isKnown: Bool)
        case other
        case error(ProtocolError.Code)
    }

    /// How much one line may ask for.
    public struct Limits: Sendable, Equatable {
        /// The longest question of a JSON-RPC request, in UTF-8 bytes, at most ``Aftercare/Assistant/maximumQuestionLength``. A plain
        /// line has the engine's own limit, since a longer one is still searched for warning signs.
        public var questionBytes: Int
        /// The most requests of a batch.
        public var batchRequests: Int

        public init(questionBytes: Int = Assistant.maximumQuestionLength, batchRequests: Int = Session.batchLimit) {
            self.questionBytes = min(max(1, questionBytes), Assistant.maximumQuestionLength)
            self.batchRequests = max(1, batchRequests)
        }
    }

    /// What a line is answered with.
    public struct Output: Sendable, Equatable {
        /// Empty for a notification.
        public var bytes: [UInt8] = []
        /// One element a request.
        public var results: [Result] = []

        /// Nothing to say.
        public init() {}

        init(bytes: [UInt8], results: [Result]) {
            self.bytes = bytes
            self.results = results
        }
    }

    /// The most requests of a batch when nothing else is said.
    public static let batchLimit = 50
    /// The most passages that `limit` may ask for.
    public static let answerLimit = 10

    /// The version of this protocol, in `info`.
    public static let protocolVersion = "1.0"

    private let limits: Limits
    private var conversation: String?

    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Answers one line, without its end.
    ///
    /// - Parameter status: Asked for only when `info` is.
    public mutating func respond(
        to line: [UInt8], backend: Backend, cache: ReplyCache? = nil,
        status: @escaping () -> ServiceStatus = { ServiceStatus() }
    ) -> Output {
        respond(to: line, backend: backend, cache: cache, effort: .all, status: status) ?? Output()
    }

    /// Answers one line, without its end, if the effort allows it.
    ///
    /// - Returns: `nil` only with ``Effort/known``; the session is then as it was.
    public mutating func respond(
        to line: [UInt8], backend: Backend, cache: ReplyCache?, effort: Effort,
        status: @escaping () -> ServiceStatus = { ServiceStatus() }
    ) -> Output? {
        if Self.isRequest(line) {
            return RPC(backend: backend, cache: cache, limits: limits, effort: effort, status: status).respond(to: line)
        }
        return plain(line, backend, cache, effort)
    }

    /// Whether a line is JSON-RPC, and so independent of the lines before it.
    public static func isRequest(_ line: [UInt8]) -> Bool {
        let first = line.first { $0 != 0x20 && $0 != 0x09 }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// What a client over the limit of connections is told before the connection is closed.
    public static func tooManyConnections(retryAfter: Duration) -> Output {
        JSONRPC.failure(.tooManyConnections(retryAfter: retryAfter))
    }

    /// What a client is told that was silent for too long, before the connection is closed.
    public static func idle(_ time: Duration) -> Output {
        JSONRPC.failure(
            ProtocolError(
                .idle, "The connection was silent for \(time.components.seconds) seconds and is closed. Connect again.")
        )
    }

    /// What a line over the framer's limit is answered with.
    public static func tooLong(limit: Int) -> Output {
        JSONRPC.failure(
            ProtocolError(.tooLong, "The line is longer than \(limit) bytes and was skipped. Send less at once."))
    }

    // MARK: - Plain lines

    private mutating func plain(
        _ line: [UInt8], _ backend: Backend, _ cache: ReplyCache?, _ effort: Effort
    ) -> Output? {
        guard case .assistant(let assistant) = backend else {
            return Output(bytes: Self.plainBytes("ERR", EmergencyText.text), results: [.error(.noPack)])
        }
        guard let question = String(validating: line, as: UTF8.self) else {
            return Output(
                bytes: Self.plainBytes("ERR", "That was not valid UTF-8. Please send your question as UTF-8 text."),
                results: [.error(.parseError)])
        }
        let key = ReplyCache.Key(.plain, question: line, conversation: conversation)
        if let entry = cache?[key] {
            conversation = entry.conversation
            return Output(bytes: entry.bytes, results: [.reply(entry.summary, isKnown: true)])
        }
        switch effort {
        case .all: break
        case .known: return nil
        case .refuse: return Output(bytes: Self.plainBytes("ERR", EmergencyText.busy), results: [.error(.busy)])
        }
        let reply = assistant.reply(to: question, conversation: conversation)
        let entry = ReplyCache.Entry(bytes: Self.plainBytes(reply), reply)
        cache?.insert(entry, for: key)
        conversation = entry.conversation
        return Output(bytes: entry.bytes, results: [.reply(entry.summary, isKnown: false)])
    }

    private static func plainBytes(_ reply: Reply) -> [UInt8] {
        let status =
            switch (reply.urgency, reply.outcome) {
            case (.emergency, _): "EMERGENCY"
            case (.urgent, _): "URGENT"
            case (.none, .answered): "OK"
            case (.none, .clarify): "CLARIFY"
            case (.none, .notCovered), (.none, .notUnderstood): "NONE"
            }
        return plainBytes(status, reply.text)
    }

    /// The status, the text without blank lines, and the blank line that ends a plain reply.
    private static func plainBytes(_ status: String, _ text: String) -> [UInt8] {
        let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        return Array("\(status)\n\(lines.joined(separator: "\n"))\n\n".utf8)
    }
}
