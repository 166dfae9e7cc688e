import Foundation

/// Earlier lines of a person who asked for them to be kept: one a line, readable by nobody else.
///
/// What people type is about their health, so nothing is written without `--history`.
public struct HistoryFile: Sendable {
    /// How many lines are kept; more than anyone goes back through.
    static let limit = 500

    private let path: String

    public init(path: String) { self.path = path }

    /// `$XDG_STATE_HOME/aftercare/history`, else `~/.local/state/aftercare/history`; `nil` without a home.
    ///
    /// Source: XDG Base Directory Specification 0.8.
    public static func standard(environment: [String: String]) -> HistoryFile? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return HistoryFile(path: state + "/aftercare/history")
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return HistoryFile(path: home + "/.local/state/aftercare/history")
    }

    /// The lines kept so far, the oldest first; none when there is no file yet.
    public func lines() -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        return Array(lines.suffix(Self.limit))
    }

    /// Adds a line at the end; the oldest goes when there are too many.
    ///
    /// - Throws: When the folder or the file cannot be written.
    public func append(_ line: String) throws {
        let entry = line.replacing("\n", with: " ").replacing("\r", with: " ")
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var kept = lines()
        kept.append(entry)
        // Made with its mode before the first word is in it, and written aside, so that it is whole at any moment.
        let aside = path + ".new"
        let made = manager.createFile(
            atPath: aside, contents: Data(), attributes: [.posixPermissions: 0o600])
        guard made else { throw CocoaError(.fileWriteUnknown) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: aside))
        try handle.write(contentsOf: Data((kept.suffix(Self.limit).joined(separator: "\n") + "\n").utf8))
        try handle.close()
        guard unsafe rename(aside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
