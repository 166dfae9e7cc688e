import Foundation

/// A program that is measured: it runs until it is stopped, and the kernel counts its processor time.
final class Server {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let log: URL
    /// Where it listens, with a slash at the end; empty for a program that says none.
    let address: String

    init(_ program: URL, _ arguments: [String], log folder: URL) throws {
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Fault(description: "\(program.lastPathComponent) is not beside this program. Run it with make bench.")
        }
        log = folder.appendingPathComponent("\(UUID()).log")
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        while true {
            let text = try String(contentsOf: log, encoding: .utf8)
            if let range = text.range(of: "The chat page: ") {
                address = String(text[range.upperBound...].prefix { $0 != "\n" })
                return
            }
            if program.lastPathComponent == "aftercared", text.contains("listening") { break }
            guard process.isRunning else { throw Fault(description: text) }
            _ = poll(nil, 0, 10)
        }
        address = ""
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Processor time of its threads since the start, in seconds. Source: proc(5), /proc/pid/task/tid/schedstat.
    var processorTime: Double {
        let tasks = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.reduce(0) { sum, thread in
            let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/schedstat", encoding: .utf8)) ?? ""
            return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
        }
    }
}
