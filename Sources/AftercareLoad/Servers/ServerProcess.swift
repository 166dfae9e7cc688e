import Foundation
import ProgramSupport

/// A server in a process of its own, and what the kernel says about it.
final class ServerProcess {
    struct NotStarted: Error, CustomStringConvertible {
        let program: String
        let log: String
        var description: String { "\(program) did not start. It said: \(log.suffix(2000))" }
    }

    let path: String
    private let process = Process()
    private let logPath: String

    /// Starts a program and waits until something answers at its socket.
    ///
    /// - Parameters:
    ///   - folder: Where its log goes.
    ///   - cache: Where compiled packs are kept; `nil` for the usual place, where the pack may be compiled already.
    init(_ program: String, _ arguments: [String], socket path: String, folder: String, cache: String? = nil) throws {
        self.path = path
        logPath = "\(folder)/\(URL(fileURLWithPath: program).lastPathComponent).log"
        try Data().write(to: URL(fileURLWithPath: logPath))
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        if let cache { environment["XDG_CACHE_HOME"] = cache }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
        let deadline = ContinuousClock.now + .seconds(120)
        while (try? LineConnection(path)) == nil {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw NotStarted(program: program, log: Self.text(logPath))
            }
            _ = poll(nil, 0, 20)
        }
    }

    /// The built `aftercared` beside this program.
    static func aftercared(_ arguments: [String], folder: String, cache: String? = nil) throws -> ServerProcess {
        let own = URL(fileURLWithPath: Surroundings.executable ?? "").deletingLastPathComponent()
        let path = "\(folder)/a.sock"
        let server = try ServerProcess(
            own.appendingPathComponent("aftercared").path, ["--socket", path] + arguments, socket: path, folder: folder,
            cache: cache)
        // The socket is there before the pack is read; an answer comes after it.
        let connection = try LineConnection(path, patience: .seconds(600))
        try connection.send(Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n".utf8))
        _ = try connection.readLine()
        return server
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// What the server has said.
    var log: String { Self.text(logPath) }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    deinit { if process.isRunning { stop() } }

    private func file(_ name: String) -> String {
        Self.text("/proc/\(process.processIdentifier)/\(name)")
    }

    private var threads: [Int32] {
        let folder = "/proc/\(process.processIdentifier)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int32($0) }
    }

    /// Processor time that all its threads have used, in seconds. Source: proc(5), `task/…/schedstat`.
    var processorSeconds: Double {
        threads.reduce(0) { sum, thread in
            sum + (Double(file("task/\(thread)/schedstat").split(separator: " ").first ?? "0") ?? 0) / 1e9
        }
    }

    /// Keeps the threads that it has now on some of the processors.
    func keep(on processors: Range<Int>) {
        for thread in threads { Load.keep(thread: thread, on: processors) }
    }

    /// Resident memory in bytes.
    var memory: Int {
        let line = file("status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
    }

    var openDescriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd"))?.count ?? 0
    }
}
