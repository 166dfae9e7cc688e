/// A file of the chat page.
enum PageFile: String, CaseIterable {
    case chat = "chat.html"
    case style = "chat.css"
    case script = "chat.js"
    case embed = "embed.js"
    case icon = "icon.svg"

    init?(path: Substring) {
        guard let file = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = file
    }

    var path: String { self == .chat ? "/" : "/" + rawValue }

    var contentType: String {
        switch self {
        case .chat: "text/html; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .script, .embed: "text/javascript; charset=utf-8"
        case .icon: "image/svg+xml"
        }
    }

    /// Whether pages of other servers load it.
    var isForOthers: Bool { self == .embed || self == .style }
}
