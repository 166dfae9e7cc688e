import CommandTesting
import Foundation
import PackTesting
import UnixSockets

/// The built `aftercared`, in a folder of its own.
final class RunningDaemon {
    struct NotReady: Error {
        let log: String
    }

    let folder: TemporaryFolder
    let path: String
    private let process = Process()
    private let logPath: String
    private static let patience: Duration = .seconds(30)

    /// Starts a daemon and waits until it listens.
    ///
    /// - Parameter launcher: A command that runs the daemon in its own place, as `unshare -n`.
    init(
        _ arguments: [String] = ["--pack", TestPack.folder, "--matcher", "lexical"], folder: TemporaryFolder? = nil,
        environment: [String: String] = [:], launcher: [String] = []
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        path = "\(folder.path)/a.sock"
        logPath = "\(folder.path)/log-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: logPath))
        let command = launcher + [try BuiltProducts.program("aftercared"), "--socket", path] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = SanitizerOptions.added(to: Self.environment(folder).merging(environment) { $1 })
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
        try process.run()
        try wait { log.contains("listening") }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    static func environment(_ folder: TemporaryFolder) -> [String: String] {
        ["XDG_CACHE_HOME": "\(folder.path)/cache", "HOME": folder.path, "PATH": "/usr/bin:/bin"]
    }

    var log: String {
        String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: logPath))) ?? Data(), as: UTF8.self)
    }

    var identifier: Int32 { process.processIdentifier }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end.
    ///
    /// - Returns: The exit status; negative for a signal.
    func status() throws -> Int32 {
        try wait(whileRunning: false) { !process.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Looks again and again, giving the processor away in between, until something holds.
    func wait(whileRunning: Bool = true, _ condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + Self.patience
        while !condition() {
            guard ContinuousClock.now < deadline, !whileRunning || process.isRunning else { throw NotReady(log: log) }
            _ = poll(nil, 0, 2)
        }
    }
}
