import CommandTesting
import Foundation
import Testing

@Suite("README.md says nothing that does not work")
struct ReadmeTests {
    /// What is not run here, and why.
    private static let notRun = [
        "make chat": "builds and waits for a person", "make test": "is what runs this",
        "make serve": "builds and serves until it is stopped", "make bench": "takes minutes",
        "make web": "builds and serves until it is stopped",
        "make web OPTIONS=--openai": "builds and serves until it is stopped",
        "make test-doors": "installs and takes minutes",
        "make soak": "takes ten minutes", "make fuzz": "takes twenty minutes",
        "make sanitize": "runs all tests again, twice",
        "make install PREFIX=/usr/local": "writes outside of the test's folder",
        "make uninstall": "removes outside of the test's folder",
        "aftercare eval --cross-validate": "takes minutes; the tests of the command run it on a small pack",
        "aftercare diff OLD_PACK NEW_PACK --questions FILE":
            "needs two packs; the tests of the command run it on small ones",
        "aftercare model import DIR": "needs the published model, which is not in the repository",
    ]

    @Test("every command is found, and is either run or not for a reason")
    func extraction() throws {
        let readme = try Readme()
        #expect(readme.commands.count >= 12)
        #expect(readme.methods.contains("ask") && readme.methods.contains("ping"))
        for command in ["aftercare check", "aftercare test", "aftercared --socket \"$SOCK\""] {
            #expect(readme.commands.contains(command))
        }
        for command in readme.commands where command.hasPrefix("make") {
            #expect(Self.notRun[command] != nil, "\(command)")
        }
    }

    @Test("extraction reads prompts, plain blocks, tables and prose")
    func extractionItself() {
        let readme = Readme(
            """
            Run `aftercare check` or `aftercare`; `make` is a name.
            ```
            $ aftercare ask "a"   # a remark
            You: aftercare ask "b"
            ```
            ```
            printf 'c\\n' | nc -U x
            SOCK=here
            ```
            | `aftercare ask "d"` | `--json`, `--batch FILE` |
            It is JSON-RPC 2.0 (`ask`, `ping`).
            """)
        #expect(
            readme.commands == [
                "aftercare check", "aftercare ask \"a\"", "printf 'c\\n' | nc -U x", "aftercare ask \"d\"",
            ])
        #expect(readme.variants == ["aftercare ask \"d\" --json", "aftercare ask --batch FILE"])
        #expect(readme.methods == ["ask", "ping"])
    }

    @Test("make's targets are in the Makefile")
    func targets() throws {
        let makefile = try String(contentsOfFile: Readme.root + "/Makefile", encoding: .utf8)
        for command in try Readme().commands where command.hasPrefix("make ") {
            let target = command.split(separator: " ")[1]
            #expect(makefile.contains("\n\(target):"), "\(command)")
        }
    }

    @Test("every command does what the page says, alone and with the daemon")
    func commands() throws {
        // One folder for all, so that the pack is compiled once.
        let surroundings = try Surroundings()
        let readme = try Readme()
        try runAlone(readme, surroundings)
        try runWithDaemon(readme, surroundings)
    }

    private func runAlone(_ readme: Readme, _ surroundings: Surroundings) throws {
        for command in readme.commands + readme.variants
        where Self.notRun[command] == nil && !command.contains("$SOCK") {
            let run = try surroundings.run(command)
            // 1: no answer, or a miss in tests.yaml. Above that the command itself was at fault.
            #expect(run.status <= 1, "\(command): \(run.status) \(run.errors)")
            #expect(run.output.contains(Self.expected(command)), "\(command):\n\(run.output)")
        }
    }

    /// Something that only a command which did its work prints.
    private static func expected(_ command: String) -> String {
        if command.contains("--json") || command.contains("--batch") { return "\"outcome\"" }
        switch command.split(separator: " ").dropFirst().first {
        case "explain": return "to answer without asking back"
        case "check": return "0 errors"
        case "test": return " reached ("
        case "eval": return command.contains("--negation") ? "Recall" : "Accuracy"
        case "model": return "Apache-2.0"
        default: return "\n"
        }
    }

    private func runWithDaemon(_ readme: Readme, _ surroundings: Surroundings) throws {
        let daemon = try #require(readme.commands.first { $0.hasPrefix("aftercared ") && $0.contains("$SOCK") })
        let running = try surroundings.start(daemon)
        defer { running.stop() }
        for command in readme.commands where command.contains("$SOCK") && command != daemon {
            let run = try surroundings.run(command)
            #expect(run.status == 0, "\(command): \(run.errors)")
            #expect(run.output.contains("heat"), "\(command):\n\(run.output)")
        }
        for method in readme.methods {
            let parameters =
                switch method {
                case "ask", "explain": "{\"question\":\"can I use heat?\"}"
                case "passage": "{\"intent\":\"manage.heat\"}"
                default: "{}"
                }
            let request = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":\(parameters)}\n"
            let run = try surroundings.run("nc -N -U \"$SOCK\"", input: request)
            let answer = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
            #expect(answer?["id"] as? Int == 7, "\(method): \(run.output)")
            #expect(answer?["result"] != nil, "\(method): \(run.output)")
        }
    }
}

/// A folder with the files that the page speaks of, and the built programs on the path.
private struct Surroundings {
    let home: TemporaryFolder
    private let environment: [String: String]

    init() throws {
        home = try TemporaryFolder()
        let programs = URL(fileURLWithPath: try BuiltProducts.program("aftercare")).deletingLastPathComponent().path
        environment = [
            "HOME": home.path, "PATH": "\(programs):/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": home.path + "/cache", "XDG_STATE_HOME": home.path + "/state",
            "SOCK": home.path + "/a.sock",
        ]
        // Commands are typed where the package is: there are its packs.
        try FileManager.default.createSymbolicLink(
            atPath: home.path + "/Intents", withDestinationPath: Readme.root + "/Intents")
        let lines = ["warm\tis it warm", "warm\thow warm is it", "cold\tis it cold", "cold\thow cold is it"]
        for name in ["A.tsv", "B.tsv", "C.tsv"] {
            try home.write(name, lines.map { $0 + "\n" }.joined())
        }
        try home.write("FILE.jsonl", "{\"id\": 1, \"question\": \"can I use heat?\", \"context\": null}\n")
        try home.write("FILE.tsv", "concept\tsentence\tnegation\nfever\tno fever\tnegated\n")
    }

    /// Runs a command line as a shell does; "…" stands for a question.
    func run(_ command: String, input: String = "can I use heat?\n") throws -> CommandRun {
        try CommandRun(
            "/bin/sh", ["-c", command.replacing("\u{2026}", with: "can I use heat?")], input: Array(input.utf8),
            environment: environment, folder: home.path)
    }

    /// Starts a command that runs on, and waits until it listens on the socket.
    func start(_ command: String) throws -> Running {
        let log = home.path + "/log"
        try Data().write(to: URL(fileURLWithPath: log))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec " + command]
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: home.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try process.run()
        let running = Running(process: process)
        let deadline = ContinuousClock.now + .seconds(120)
        while !(try String(contentsOfFile: log, encoding: .utf8)).contains("listening") {
            guard process.isRunning, ContinuousClock.now < deadline else {
                running.stop()
                throw NotReady(log: try String(contentsOfFile: log, encoding: .utf8))
            }
            _ = poll(nil, 0, 5)
        }
        return running
    }

    struct NotReady: Error {
        let log: String
    }

    /// A program that runs until it is stopped.
    struct Running {
        let process: Process

        func stop() {
            process.terminate()
            process.waitUntilExit()
        }
    }
}
