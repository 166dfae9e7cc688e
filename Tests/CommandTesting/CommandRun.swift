import Foundation

/// One run of a program off a terminal: bytes in, bytes out, exit status.
package struct CommandRun {
    package let status: Int32
    package let outputBytes: [UInt8]
    package let output: String
    package let errors: String

    /// The output's lines, without a last empty one.
    package var lines: [String] {
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Runs a program to its end. Input and output are files, so that neither side can wait for the other.
    package init(
        _ program: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String], folder: String
    ) throws {
        let files = try TemporaryFolder()
        let paths = ["in", "out", "err"].map { "\(files.path)/\($0)" }
        try Data(input).write(to: URL(fileURLWithPath: paths[0]))
        for path in paths.dropFirst() { try Data().write(to: URL(fileURLWithPath: path)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = SanitizerOptions.added(to: environment)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: paths[0]))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: paths[1]))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: paths[2]))
        try process.run()
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        outputBytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: paths[1])))
        output = String(decoding: outputBytes, as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: URL(fileURLWithPath: paths[2])), as: UTF8.self)
    }
}
