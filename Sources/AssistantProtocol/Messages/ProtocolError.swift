import Aftercare

/// What a request is refused with.
///
/// The standard codes are those of JSON-RPC 2.0, section 5.1; ours lie in the range that it leaves to servers. No message
/// repeats the user's words.
public struct ProtocolError: Error, Sendable, Equatable {
    /// A JSON-RPC error code.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        public static let parseError = Code(rawValue: -32700)
        public static let invalidRequest = Code(rawValue: -32600)
        public static let methodNotFound = Code(rawValue: -32601)
        public static let invalidParameters = Code(rawValue: -32602)
        public static let internalError = Code(rawValue: -32603)
        /// The server has too much to do; `data.retry_after_ms` says when to ask again.
        public static let busy = Code(rawValue: -32000)
        /// The line or the question is over its limit; the connection stays open.
        public static let tooLong = Code(rawValue: -32001)
        /// `passage` was asked for an intent that the pack does not have.
        public static let noSuchIntent = Code(rawValue: -32002)
        /// No pack could be loaded; `data.text` holds what to tell a person all the same.
        public static let noPack = Code(rawValue: -32003)
        /// The connection was silent for too long; it is closed after this line.
        public static let idle = Code(rawValue: -32004)

        /// Every code that this protocol uses, in the order in which `info` counts them.
        public static let all: [Code] = [
            parseError, invalidRequest, methodNotFound, invalidParameters, internalError, busy, tooLong, noSuchIntent,
            noPack, idle,
        ]

        /// The name under which `info` counts errors of this code.
        public var name: StaticString {
            switch self {
            case .parseError: "parse_error"
            case .invalidRequest: "invalid_request"
            case .methodNotFound: "method_not_found"
            case .invalidParameters: "invalid_params"
            case .busy: "busy"
            case .tooLong: "too_long"
            case .noSuchIntent: "no_such_intent"
            case .noPack: "no_pack"
            case .idle: "idle"
            default: "internal_error"
            }
        }
    }

    public let code: Code
    public let message: String
    /// The `text` of `data`, when there is one.
    public var text: String?
    /// The `retry_after_ms` of `data`, when there is one.
    public var retryAfterMilliseconds: Int?

    public init(_ code: Code, _ message: String, text: String? = nil, retryAfterMilliseconds: Int? = nil) {
        self.code = code
        self.message = message
        self.text = text
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The server has too much to do for one more question.
    public static func busy(retryAfter: Duration) -> ProtocolError {
        ProtocolError(
            .busy, "Too many questions are waiting. Ask again after data.retry_after_ms; show data.text to the person.",
            text: EmergencyText.busy, retryAfterMilliseconds: retryAfter.milliseconds)
    }

    /// The server has no room for one more client.
    static func tooManyConnections(retryAfter: Duration) -> ProtocolError {
        ProtocolError(
            .busy, "Too many clients are connected. Connect again after data.retry_after_ms; show data.text to the person.",
            text: EmergencyText.busy, retryAfterMilliseconds: retryAfter.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    fileprivate var milliseconds: Int {
        max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
    }
}
