/// One fault or remark found in a pack, with its place and its remedy.
public struct Diagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable {
        /// The pack cannot be used until this is mended.
        case error
        /// The pack works; an author should look.
        case warning
    }

    public let severity: Severity
    /// The file's path, as the pack's folder was named.
    public let file: String
    /// Counted from 1; `nil` when the whole file is meant.
    public let line: Int?
    /// What is wrong, in one sentence.
    public let message: String
    /// What to do about it, in one sentence.
    public let remedy: String

    public init(_ severity: Severity, file: String, line: Int? = nil, _ message: String, remedy: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.message = message
        self.remedy = remedy
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `Intents/x/heat.md:7: error: front matter has no 'source'. Add 'source: …'; see Intents/README.md.`
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(severity.rawValue): \(message) \(remedy)"
    }
}

/// All that was found while reading; reading goes on after a fault, so that one run reports every one.
public struct Diagnostics: Sendable {
    public private(set) var all: [Diagnostic] = []

    public init() {}

    public var errors: [Diagnostic] { all.filter { $0.severity == .error } }
    public var warnings: [Diagnostic] { all.filter { $0.severity == .warning } }
    public var hasErrors: Bool { all.contains { $0.severity == .error } }

    public mutating func append(_ diagnostic: Diagnostic) { all.append(diagnostic) }

    public mutating func error(_ file: String, _ line: Int?, _ message: String, remedy: String) {
        append(Diagnostic(.error, file: file, line: line, message, remedy: remedy))
    }

    /// An error about a whole file.
    public mutating func error(_ file: String, _ message: String, remedy: String) {
        error(file, nil, message, remedy: remedy)
    }

    public mutating func warning(_ file: String, _ line: Int?, _ message: String, remedy: String) {
        append(Diagnostic(.warning, file: file, line: line, message, remedy: remedy))
    }

    /// By file and line, errors and warnings together, each place's in the order of finding.
    public var sorted: [Diagnostic] {
        all.enumerated().sorted {
            ($0.element.file, $0.element.line ?? 0, $0.offset) < ($1.element.file, $1.element.line ?? 0, $1.offset)
        }.map(\.element)
    }
}
