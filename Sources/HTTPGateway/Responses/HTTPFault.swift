import Aftercare
import AssistantProtocol
import HTTPTypes
import Hummingbird

/// What a request is refused with: a status, a code for programs, a message that says what to do, and, where a person may be waiting
/// for an answer, a text to show to them.
///
/// Cases carry data; the words are here and nowhere else. None of them repeats anything that the request held.
struct HTTPFault: Error, Equatable {
    /// For programs, in `error.code`.
    enum Code: String {
        case badRequest = "bad_request"
        case duplicateHeader = "duplicate_header"
        case headersTooLarge = "headers_too_large"
        case uriTooLong = "uri_too_long"
        case timeout
        case notFound = "not_found"
        case noSuchIntent = "no_such_intent"
        case noSuchModel = "model_not_found"
        case methodNotAllowed = "method_not_allowed"
        case unsupportedMediaType = "unsupported_media_type"
        case tooLarge = "too_large"
        case tooLong = "too_long"
        case invalidJSON = "invalid_json"
        case invalidRequest = "invalid_request"
        case hostNotAllowed = "host_not_allowed"
        case originNotAllowed = "origin_not_allowed"
        case unauthorized
        case forbidden
        case rateLimited = "rate_limited"
        case busy
        case noPack = "no_pack"
        case draft = "draft_pack"
        case engineAway = "engine_away"
        case engineTimeout = "engine_timeout"
        case engineFault = "engine_fault"
    }

    let status: HTTPResponse.Status
    let code: Code
    let message: String
    /// What to show to the person.
    var text: String?
    var extraHeaders = HTTPFields()

    init(_ status: HTTPResponse.Status, _ code: Code, _ message: String, text: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.text = text
    }

    // MARK: - What the engine says

    init(_ error: ProtocolError) {
        switch error.code {
        case .tooLong: self.init(.badRequest, .tooLong, error.message)
        case .noSuchIntent: self = .noSuchIntent
        case .noPack:
            self.init(
                .serviceUnavailable, .noPack,
                "No pack could be loaded; /readyz has the reason. Show 'text' to the person.",
                text: error.text ?? EmergencyText.text)
        case .busy: self = .busy(milliseconds: error.retryAfterMilliseconds ?? 1000)
        case .invalidParameters, .parseError, .invalidRequest: self.init(.badRequest, .invalidRequest, error.message)
        default: self.init(.badGateway, .engineFault, error.message, text: EmergencyText.text)
        }
    }

    init(_ fault: EngineFault) {
        switch fault {
        case .away:
            self.init(
                .serviceUnavailable, .engineAway,
                "The engine is away; /readyz has the reason. Show 'text' to the person.",
                text: EmergencyText.text)
            extraHeaders[.retryAfter] = "1"
        case .timedOut:
            self.init(
                .gatewayTimeout, .engineTimeout,
                "The engine did not answer in time. Ask again; show 'text' to the person.",
                text: EmergencyText.text)
        case .crowded: self = .busy(milliseconds: 1000)
        case .notUnderstood:
            self.init(
                .badGateway, .engineFault, "The engine's answer was not understood. Show 'text' to the person.",
                text: EmergencyText.text)
        }
    }

    static func busy(milliseconds: Int) -> HTTPFault {
        var fault = HTTPFault(
            .serviceUnavailable, .busy,
            "Too many questions are waiting. Ask again after Retry-After; show 'text' to the person.",
            text: EmergencyText.busy)
        fault.extraHeaders[.retryAfter] = "\(max(1, (milliseconds + 999) / 1000))"
        return fault
    }

    static let noSuchIntent = HTTPFault(
        .notFound, .noSuchIntent, "The pack has no such intent. GET /v1/intents lists them.")

    static let draft = HTTPFault(
        .serviceUnavailable, .draft,
        "The pack is a draft that no clinician has reviewed, and this gateway is public. Approve the pack, or start the gateway with --allow-draft.",
        text: EmergencyText.text)

    // MARK: - What the gateway says itself

    static let notFound = HTTPFault(
        .notFound, .notFound, "There is nothing at this path. GET /openapi.json lists what there is.")

    static func methodNotAllowed(allowed: String) -> HTTPFault {
        var fault = HTTPFault(
            .methodNotAllowed, .methodNotAllowed, "This path does not take that method. Use \(allowed).")
        fault.extraHeaders[.allow] = allowed
        return fault
    }

    static func rateLimited(seconds: Int) -> HTTPFault {
        var fault = HTTPFault(
            .tooManyRequests, .rateLimited,
            "Too many requests came from this address. Ask again after Retry-After; show 'text' to the person.",
            text: EmergencyText.busy)
        fault.extraHeaders[.retryAfter] = "\(max(1, seconds))"
        return fault
    }

    static let unauthorized: HTTPFault = {
        var fault = HTTPFault(
            .unauthorized, .unauthorized, "This needs a token. Send it as 'Authorization: Bearer TOKEN'.")
        fault.extraHeaders[.wwwAuthenticate] = #"Bearer realm="aftercare""#
        return fault
    }()

    static func invalid(_ message: String) -> HTTPFault { HTTPFault(.badRequest, .invalidRequest, message) }

    // MARK: - As bytes

    /// `{"error": {"code": …, "message": …, "text": …}}`, without a text where there is none.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("error")
            object.object { error in
                error.key("code")
                error.value(code.rawValue)
                error.key("message")
                error.value(message)
                if let text {
                    error.key("text")
                    error.value(text)
                }
            }
        }
        return writer.bytes
    }
}
