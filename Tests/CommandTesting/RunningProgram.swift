import Foundation

/// A built program that runs in the background, with its log in a file.
package final class RunningProgram {
    /// What a test waited for in vain, with the log as it was.
    package struct NotReady: Error {
        package let log: String
    }

    package let folder: TemporaryFolder
    private let process = Process()
    private let logPath: String
    private static let patience: Duration = .seconds(60)

    /// Starts a program and waits until it listens.
    package init(_ name: String, _ arguments: [String], folder: TemporaryFolder) throws {
        self.folder = folder
        logPath = "\(folder.path)/log-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: logPath))
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
        process.executableURL = URL(fileURLWithPath: try BuiltProducts.program(name))
        process.arguments = arguments
        process.environment = SanitizerOptions.added(to: Self.environment(folder))
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
        try wait { self.log.contains("listening") }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    package static func environment(_ folder: TemporaryFolder) -> [String: String] {
        [
            "XDG_CACHE_HOME": "\(folder.path)/cache", "HOME": folder.path, "PATH": "/usr/bin:/bin",
            "TMPDIR": folder.path,
        ]
    }

    /// What it has written, on standard output and standard error.
    package var log: String {
        String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: logPath))) ?? Data(), as: UTF8.self)
    }

    package var isRunning: Bool { process.isRunning }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Stops all of it where it is, and waits until no thread runs on: the signal alone may reach one that still answers.
    package func halt() throws {
        signal(SIGSTOP)
        let tasks = "/proc/\(process.processIdentifier)/task"
        try wait {
            try FileManager.default.contentsOfDirectory(atPath: tasks).allSatisfy { task in
                // "12 (name) T …": the state follows the last parenthesis.
                let line = (try? String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)) ?? ") T"
                return line.split(separator: ")").last?.dropFirst().first == "T"
            }
        }
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit status; negative for a signal.
    package func status() throws -> Int32 {
        try wait(whileRunning: false) { !process.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Looks again and again, giving the processor away in between, until something holds.
    package func wait(whileRunning: Bool = true, _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + Self.patience
        while try !condition() {
            guard ContinuousClock.now < deadline, !whileRunning || process.isRunning else { throw NotReady(log: log) }
            _ = poll(nil, 0, 2)
        }
    }
}
