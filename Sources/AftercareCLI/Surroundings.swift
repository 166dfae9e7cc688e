import Foundation

/// What the program finds around it: folders, the day, the terminal. Read here and passed on from here.
enum Surroundings {
    /// Exit codes beside 0 and 1. Source: sysexits.h, 4.3BSD.
    enum ExitStatus {
        static let usage: Int32 = 64
        static let badData: Int32 = 65
        static let noInput: Int32 = 66
        static let unavailable: Int32 = 69
        static let cannotCreate: Int32 = 73
        static let configuration: Int32 = 78
    }

    static var executable: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// `$XDG_CACHE_HOME/aftercare`, else `~/.cache/aftercare`; `nil` without a home.
    static var cacheFolder: String? {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/aftercare" }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.cache/aftercare" }
    }

    /// The day in UTC, as `2026-11-22`.
    static var today: String {
        Date.now.formatted(.iso8601.year().month().day())
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether a person sits at both ends.
    static var isConversation: Bool { isTerminal(STDIN_FILENO) && isTerminal(STDOUT_FILENO) }

    /// Whether standard output takes colour: a terminal that is not `dumb`, and no `NO_COLOR`.
    static var usesColor: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isTerminal(STDOUT_FILENO) && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    static func say(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }
}
