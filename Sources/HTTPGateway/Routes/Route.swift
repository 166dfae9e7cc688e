import HTTPTypes

/// What a path leads to. Paths are compared byte by byte as they were sent: an encoded, doubled or dotted one leads nowhere, so there
/// is nothing to normalise and nothing to trick.
enum Route: Hashable {
    case ask
    case intents
    case passage(intent: String)
    case info
    case health
    case readiness
    case metrics
    case openAPI
    case page(PageFile)
    case chatCompletions
    case models
    case model(id: String)

    /// - Parameter path: As sent, with its query, which is ignored.
    /// - Parameter withChat: Whether the OpenAI-compatible routes are there.
    init?(path: String, withChat: Bool) {
        let path = path.prefix { $0 != "?" }
        switch path {
        case "/v1/ask": self = .ask
        case "/v1/intents": self = .intents
        case "/v1/info": self = .info
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        case "/metrics": self = .metrics
        case "/openapi.json": self = .openAPI
        case "/v1/chat/completions" where withChat: self = .chatCompletions
        case "/v1/models" where withChat: self = .models
        default:
            if let intent = Self.rest(of: path, behind: "/v1/passages/"), Self.isIdentifier(intent) {
                self = .passage(intent: String(intent))
            } else if withChat, let id = Self.rest(of: path, behind: "/v1/models/"), Self.isIdentifier(id) {
                self = .model(id: String(id))
            } else if let file = PageFile(path: path) {
                self = .page(file)
            } else {
                return nil
            }
        }
    }

    /// The path with its parameter's name, for counting and for logs: it holds nothing that the client wrote.
    var pattern: String {
        switch self {
        case .ask: "/v1/ask"
        case .intents: "/v1/intents"
        case .passage: "/v1/passages/{intent}"
        case .info: "/v1/info"
        case .health: "/healthz"
        case .readiness: "/readyz"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.json"
        case .page(let file): file.path
        case .chatCompletions: "/v1/chat/completions"
        case .models: "/v1/models"
        case .model: "/v1/models/{model}"
        }
    }

    var isPost: Bool { self == .ask || self == .chatCompletions }

    /// Whether it makes the engine work for a person, and so counts against the client's rate.
    var isLimited: Bool {
        switch self {
        case .ask, .intents, .passage, .info, .chatCompletions, .models, .model: true
        case .health, .readiness, .metrics, .openAPI, .page: false
        }
    }

    /// Whether the token, where there is one, is asked for. The page and what a load balancer looks at stay open.
    var isGuarded: Bool { isLimited || self == .metrics }

    /// As the field `Allow` has it.
    var allowedMethods: String { isPost ? "POST, OPTIONS" : "GET, HEAD, OPTIONS" }

    func allows(_ method: HTTPRequest.Method) -> Bool { isPost ? method == .post : method == .get || method == .head }

    private static func rest(of path: Substring, behind prefix: String) -> Substring? {
        path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : nil
    }

    /// What an intent's id is made of, and no more: `manage.heat`.
    private static func isIdentifier(_ text: Substring) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
