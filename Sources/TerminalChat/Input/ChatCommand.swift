import TextAnalysis

/// What a person can tell the chat itself, behind a colon.
package enum ChatCommand: String, CaseIterable, Sendable {
    case help
    case why
    case topics
    case more
    case reset
    case quit

    /// As it is typed: `:help`.
    package var typed: String { ":" + rawValue }

    /// One line for `:help`.
    package var summary: String {
        switch self {
        case .help: "what you can do here"
        case .why: "how the last answer came about"
        case .topics: "what you can ask about"
        case .more: "the last answer in full"
        case .reset: "forget what we said and start again"
        case .quit: "leave (or Ctrl-D)"
        }
    }

    /// The command of a name without its colon; its beginning is enough, as no two begin alike.
    package init?(name: String) {
        let name = name.lowercased()
        guard !name.isEmpty, let command = Self.allCases.first(where: { $0.rawValue.hasPrefix(name) }) else {
            return nil
        }
        self = command
    }

    /// The command that was most likely meant by a name that is none; `nil` when none is near.
    package static func nearest(to name: String) -> ChatCommand? {
        let name = name.lowercased()
        let near = allCases.compactMap { command in
            EditDistance.damerau(name, command.rawValue, limit: 2).map { (distance: $0, command: command) }
        }
        // Two edits would turn a two-letter name into anything.
        return near.filter { $0.distance < name.count - 1 }.min { $0.distance < $1.distance }?.command
    }
}
