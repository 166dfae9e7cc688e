import Aftercare
import Foundation

/// What the program finds around it: folders, the day, the terminal. Read here and passed on from here.
package enum Surroundings {
    /// Exit codes beside 0 and 1. Source: sysexits.h, 4.3BSD.
    package enum ExitStatus {
        package static let usage: Int32 = 64
        package static let badData: Int32 = 65
        package static let noInput: Int32 = 66
        package static let unavailable: Int32 = 69
        package static let cannotCreate: Int32 = 73
        package static let configuration: Int32 = 78
    }

    package static var executable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// `$XDG_CACHE_HOME/aftercare`, else `~/.cache/aftercare`; `nil` without a home.
    package static var cacheFolder: String? {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/aftercare" }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.cache/aftercare" }
    }

    /// The trained second opinion that comes with the program; `nil` when there is none.
    package static var opinionFile: String? {
        SecondOpinionFile.find(executable: executable) { FileManager.default.fileExists(atPath: $0) }
    }

    /// The day in UTC, as `2026-11-22`.
    package static var today: String {
        Date.now.formatted(.iso8601.year().month().day())
    }

    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether a person sits at both ends.
    package static var isConversation: Bool { isTerminal(STDIN_FILENO) && isTerminal(STDOUT_FILENO) }

    /// Whether standard output takes colour: a terminal that is not `dumb`, and no `NO_COLOR`.
    package static var usesColor: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isTerminal(STDOUT_FILENO) && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    package static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    package static func say(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }
}
