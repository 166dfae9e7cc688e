import CommandTesting
import Foundation

/// The built `aftercare` with the small pack of these tests, in folders of its own: nothing of the person who runs the tests
/// is read or written.
struct Aftercare {
    let program: String
    let home: TemporaryFolder
    let environment: [String: String]
    /// The folder of the pack, to be made faulty where a test wants that.
    var pack: String { home.path + "/Intents/small" }

    /// The top of the package.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    init(adding more: [String: String] = [:]) throws {
        program = try BuiltProducts.program("aftercare")
        home = try TemporaryFolder()
        let manager = FileManager.default
        let intents = home.path + "/Intents"
        try manager.createDirectory(atPath: intents, withIntermediateDirectories: true)
        try manager.copyItem(atPath: Self.root + "/Tests/CommandLineTests/Fixtures/small", toPath: intents + "/small")
        try FewExamples.copySafety(from: Self.root + "/Intents/safety", to: intents + "/safety")
        try manager.createSymbolicLink(
            atPath: intents + "/language", withDestinationPath: Self.root + "/Intents/language")
        environment = [
            "HOME": home.path, "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "INPUTRC": "/dev/null", "XDG_CACHE_HOME": home.path + "/cache", "XDG_STATE_HOME": home.path + "/state",
            "AFTERCARE_PACK": intents + "/small",
        ].merging(more) { $1 }
    }

    /// Runs `aftercare` off a terminal.
    func run(_ arguments: [String], input: String = "") throws -> CommandRun {
        try run(arguments, bytes: Array(input.utf8))
    }

    func run(_ arguments: [String], bytes: [UInt8]) throws -> CommandRun {
        try CommandRun(program, arguments, input: bytes, environment: environment, folder: home.path)
    }

    /// Starts `aftercare` on a terminal.
    func terminal(_ arguments: [String], columns: UInt16 = 80) throws -> PseudoTerminal {
        try PseudoTerminal(
            program, arguments, environment: environment, folder: home.path, columns: columns)
    }

    /// Starts the chat and waits for its first prompt.
    func chat(_ options: [String] = [], columns: UInt16 = 80) throws -> PseudoTerminal {
        let terminal = try terminal(["chat"] + options, columns: columns)
        try terminal.expect("> ")
        return terminal
    }
}
