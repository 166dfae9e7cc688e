import Foundation

/// The load generator, from Debian's package of the same name.
struct Wrk {
    struct Result {
        let requests: Int
        /// Requests a second.
        let rate: Double
    }

    static let body = #"{"question":"can I use heat?"}"#

    private let program: String

    /// `nil` where it is not installed.
    init?() {
        let places = ["/usr/bin/wrk", "/usr/local/bin/wrk"]
        guard let program = places.first(where: FileManager.default.isExecutableFile) else { return nil }
        self.program = program
    }

    /// What posts the question and tells of every response that is none.
    func writeScript(in folder: URL) throws -> String {
        let path = folder.appendingPathComponent("ask.lua")
        try Data(
            """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = '\(Self.body)'
            """.utf8
        ).write(to: path)
        return path.path
    }

    func run(_ address: String, script: String?, connections: Int, seconds: Int) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            ["-t1", "-c\(connections)", "-d\(seconds)s"] + (script.map { ["-s", $0] } ?? []) + [address]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        func number(before word: String) -> Int? {
            text.split(separator: "\n").first { $0.contains(word) }?.split(separator: " ").first.flatMap { Int($0) }
        }
        func number(behind word: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix(word) }?.split(separator: " ").last.flatMap { Double($0) }
        }
        guard let requests = number(before: "requests in"), let rate = number(behind: "Requests/sec:"),
            !text.contains("Non-2xx"), !text.contains("Socket errors")
        else { throw Server.Fault(description: "wrk failed at \(address):\n\(text)") }
        return Result(requests: requests, rate: rate)
    }
}
