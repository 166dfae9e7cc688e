import Aftercare
import AssistantProtocol
import CommandTesting
import Foundation
import PackTesting
import SocketClient
import SocketTesting
import Testing

@Suite("The built aftercared, as an operator meets it", .serialized)
struct DaemonTests {
    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandRun {
        try CommandRun(
            BuiltProducts.program("aftercared"), arguments, environment: RunningDaemon.environment(folder),
            folder: folder.path)
    }

    /// A copy of the small pack that may be spoilt.
    private func copyOfPack(in folder: TemporaryFolder) throws -> String {
        let files = FileManager.default
        for name in ["small", "safety", "language"] {
            try files.copyItem(
                atPath: URL(fileURLWithPath: "\(TestPack.root)/Tests/Fixtures/\(name)").resolvingSymlinksInPath().path,
                toPath: "\(folder.path)/\(name)")
        }
        return "\(folder.path)/small"
    }

    @Test("the same question has the same bytes in two processes")
    func sameBytes() throws {
        let daemon = try RunningDaemon()
        for question in [
            "can I use heat?", "my shoulder is hot n red", "I can't breathe", "is ice ok and wine too", "",
        ] {
            let ask = try CommandRun(
                BuiltProducts.program("aftercare"),
                ["ask", "--json", "--pack", TestPack.folder, "--matcher", "lexical", "--", question],
                input: question.isEmpty ? [UInt8(ascii: "\n")] : [],
                environment: RunningDaemon.environment(daemon.folder), folder: daemon.folder.path)
            let client = try SocketClient(path: daemon.path)
            let result = try client.call("ask", Array(#"{"question":"\#(question)"}"#.utf8))
            #expect(ask.outputBytes == result + [UInt8(ascii: "\n")])
        }
    }

    @Test("SIGTERM answers what was asked, takes the socket away and exits with 0", arguments: [SIGTERM, SIGINT])
    func stop(_ signal: Int32) throws {
        let daemon = try RunningDaemon()
        let client = try RawClient(daemon.path)
        let questions = (0..<50).map { request($0, "is ice ok after \($0) hours?") }
        try client.send(questions.joined(separator: "\n") + "\n")
        try client.settle()
        daemon.signal(signal)
        #expect(try client.readToEnd() == questions.map { try expected($0) }.joined())
        #expect(try daemon.status() == 0)
        #expect(!FileManager.default.fileExists(atPath: daemon.path))
        #expect(daemon.log.contains("stopped"))
    }

    @Test("after kill -9 the next start finds its way")
    func killed() throws {
        let daemon = try RunningDaemon()
        daemon.signal(SIGKILL)
        #expect(try daemon.status() == -SIGKILL)
        #expect(FileManager.default.fileExists(atPath: daemon.path))
        let next = try RunningDaemon(folder: daemon.folder)
        #expect(try RawClient(next.path).ask("can I use heat?").hasPrefix("OK\n") == true)
    }

    @Test("a second daemon is refused by name, and the first one goes on")
    func second() throws {
        let daemon = try RunningDaemon()
        let second = try run(["--socket", daemon.path, "--pack", TestPack.folder], in: daemon.folder)
        #expect(second.status == 73)
        #expect(second.errors.contains("aftercared already serves this socket (process \(daemon.identifier))"))
        let client = try RawClient(daemon.path)
        #expect(try client.ask("can I use heat?").hasPrefix("OK\n"))
    }

    @Test("a path that is too long, or taken by a file, is refused with the reason")
    func badPaths() throws {
        let folder = try TemporaryFolder()
        let long = try run(["--socket", "/tmp/" + String(repeating: "x", count: 120)], in: folder)
        #expect(long.status == 73)
        #expect(long.errors.contains("at most 103 bytes, and this one has 125"))
        try folder.write("taken", "keep me")
        let taken = try run(["--socket", "\(folder.path)/taken"], in: folder)
        #expect(taken.status == 73)
        #expect(taken.errors.contains("that is no socket, and it stays"))
    }

    @Test("without a pack it starts, says why with its place, and gives the emergency text")
    func missingPack() throws {
        let daemon = try RunningDaemon(["--pack", "/nowhere/at/all"])
        let client = try RawClient(daemon.path)
        #expect(try client.ask("can I use heat?") == "ERR\n" + EmergencyText.text)
        let asked = try client.ask(request(1, "x"))
        #expect(asked.contains("\"code\":-32003"))
        let info = try SocketClient(path: daemon.path).info()
        #expect(!info.ready)
        #expect(info.reason?.contains("/nowhere/at/all") == true)
        #expect(daemon.log.contains("/nowhere/at/all"))
    }

    @Test("a pack that is mended is taken at SIGHUP; until then info has the newest reason")
    func mended() throws {
        let folder = try TemporaryFolder()
        let daemon = try RunningDaemon(
            ["--pack", "\(folder.path)/small", "--matcher", "lexical"], folder: folder)
        #expect(try SocketClient(path: daemon.path).info().reason?.contains("small: error") == true)
        let pack = try copyOfPack(in: folder)
        let text = try String(contentsOfFile: "\(pack)/pack.yaml", encoding: .utf8)
        try folder.write("small/pack.yaml", text.replacing("status: draft", with: "status: daft"))
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("was not taken") }
        #expect(try SocketClient(path: daemon.path).info().reason?.contains("small/pack.yaml:6: error") == true)
        try folder.write("small/pack.yaml", text)
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("reloaded") }
        #expect(try SocketClient(path: daemon.path).info().ready)
    }

    @Test("aftercare links no network library; aftercared does")
    func linkage() throws {
        func holdsNIO(_ program: String) throws -> Bool {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: try BuiltProducts.program(program)))
            return bytes.firstRange(of: Data("NIOPosix".utf8)) != nil
        }
        #expect(try !holdsNIO("aftercare"))
        #expect(try holdsNIO("aftercared"))
    }

    @Test(
        "SIGHUP takes a changed pack, and keeps the old one when the new one is faulty, with file and line in the log")
    func reload() throws {
        let folder = try TemporaryFolder()
        let pack = try copyOfPack(in: folder)
        let daemon = try RunningDaemon(["--pack", pack, "--matcher", "lexical"], folder: folder)
        let client = try RawClient(daemon.path)
        #expect(try client.ask("can I use heat?").contains("Wait with heat for the first few days."))
        let file = "\(pack)/manage/heat.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)

        try folder.write("small/manage/heat.md", text.replacing("source: {", with: "sauce: {"))
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("was not taken") }
        #expect(daemon.log.contains("small/manage/heat.md:"))
        #expect(try client.ask("can I use heat?").contains("Wait with heat for the first few days."))

        try folder.write("small/manage/heat.md", text.replacing("first few days", with: "first two days"))
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("reloaded") }
        #expect(try client.ask("can I use heat?").contains("Wait with heat for the first two days."))
        let info = try SocketClient(path: daemon.path).info()
        #expect(info.counters.reloads.done == 1)
    }

    @Test("a changed file is taken without a signal, and a faulty one is not")
    func watched() throws {
        let folder = try TemporaryFolder()
        let pack = try copyOfPack(in: folder)
        let daemon = try RunningDaemon(["--pack", pack, "--matcher", "lexical", "--watch-seconds", "0.02"], folder: folder)
        let client = try RawClient(daemon.path)
        let info = try SocketClient(path: daemon.path)
        let text = try String(contentsOfFile: "\(pack)/manage/heat.md", encoding: .utf8)

        try folder.write("small/manage/heat.md", text.replacing("source: {", with: "sauce: {"))
        try daemon.wait { daemon.log.contains("was not taken") }
        let failed = try info.info().counters.reloads
        #expect(failed.done == 0 && failed.failed == 1)
        #expect(failed.last?.failure?.contains("small/manage/heat.md:") == true)
        #expect(try info.info().ready)
        #expect(try client.ask("can I use heat?").contains("Wait with heat for the first few days."))

        try folder.write("small/manage/heat.md", text.replacing("first few days", with: "first two days"))
        try daemon.wait { daemon.log.contains("reloaded") }
        #expect(try client.ask("can I use heat?").contains("Wait with heat for the first two days."))
        let done = try info.info().counters.reloads
        #expect(done.done == 1 && done.failed == 1)
        #expect(done.last != nil && done.last?.failure == nil)
    }

    @Test("each limit is an option, and info says what it is set to")
    func limits() throws {
        let daemon = try RunningDaemon([
            "--pack", TestPack.folder, "--matcher", "lexical", "--line-bytes", "3000", "--question-bytes", "100",
            "--batch-requests", "2", "--connections", "7", "--pending-requests", "5", "--queued-questions", "9",
            "--unread-bytes", "4096", "--idle-seconds", "33",
        ])
        let limits = try SocketClient(path: daemon.path).info().limits
        #expect(limits.lineBytes == 3000)
        #expect(limits.questionBytes == 100)
        #expect(limits.batchRequests == 2)
        #expect(limits.connections == 7)
        #expect(limits.pendingRequests == 5)
        #expect(limits.queuedQuestions == 9)
        #expect(limits.unreadBytes == 4096)
        #expect(limits.idleSeconds == 33)
    }

    @Test("limits that make no sense are refused with their range")
    func badLimits() throws {
        let bad = try run(["--line-bytes", "0", "--question-bytes", "5000", "--watch-seconds", "-1"], in: TemporaryFolder())
        #expect(bad.status == 64)
        let worse = try run(["--line-bytes", "0", "--question-bytes", "5000"], in: TemporaryFolder())
        #expect(worse.status == 64)
        #expect(worse.errors.contains("--line-bytes is a whole number from 64 to 16777216, not 0."))
        #expect(worse.errors.contains("--question-bytes is a whole number from 1 to 4096, not 5000."))
    }

    @Test("an audit has one line an answer, with rules and intents and without a word of the person's")
    func audit() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/audit.jsonl"
        let daemon = try RunningDaemon(
            ["--pack", TestPack.folder, "--matcher", "lexical", "--audit", path], folder: folder)
        let client = try RawClient(daemon.path)
        for line in [
            "can I use heat, said the xylophone", request(1, "my xylophone is hot n red"),
            request(1, "my xylophone is hot n red"), "I can't breathe", request(2, "xylophone"), "{xylophone",
        ] { _ = try client.ask(line) }
        daemon.signal(SIGTERM)
        #expect(try daemon.status() == 0)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("xylophone") && !text.contains("breathe"))
        let lines = text.split(separator: "\n").compactMap { JSONValue(parsing: Array($0.utf8)[...]) }
        #expect(lines.count == 5)
        let pack = try TestPack.assistant().identity
        for line in lines {
            #expect(line["pack"]?.string == pack.sha256)
            #expect(line["time"]?.string?.count == 20)
        }
        #expect(lines[3]["urgency"]?.string == "emergency")
        guard case .array(let rules)? = lines[3]["rules"]?.content else {
            Issue.record("no rules")
            return
        }
        #expect(!rules.isEmpty)
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
    }

    @Test("a faulty site file is named with its line")
    func faultySite() throws {
        let folder = try TemporaryFolder()
        try folder.write("site.yaml", "clinic: Ours\nphon: 1\n")
        let daemon = try RunningDaemon(
            ["--pack", TestPack.folder, "--matcher", "lexical", "--site", "\(folder.path)/site.yaml"], folder: folder)
        #expect(daemon.log.contains("site.yaml:2"))
        let client = try RawClient(daemon.path)
        #expect(try client.ask("x").hasPrefix("ERR\n"))
    }

    @Test("the log holds no word that a client sent")
    func privacy() throws {
        let daemon = try RunningDaemon()
        let client = try RawClient(daemon.path)
        for line in ["my xylophone is hot n red", request(1, "my xylophone"), "{xylophone"] { _ = try client.ask(line) }
        try client.send("xylophone half")
        daemon.signal(SIGTERM)
        #expect(try daemon.status() == 0)
        #expect(!daemon.log.contains("xylophone"))
    }

    @Test(
        "the one-liners of the README print the answer",
        arguments: [
            ("/usr/bin/nc", "printf 'can I use heat?\\n' | nc -N -U \"$SOCK\""),
            ("/usr/bin/socat", "printf 'can I use heat?\\n' | socat - UNIX-CONNECT:\"$SOCK\""),
        ].filter { FileManager.default.isExecutableFile(atPath: $0.0) })
    func oneLiners(_ program: String, _ line: String) throws {
        let daemon = try RunningDaemon()
        let environment = RunningDaemon.environment(daemon.folder).merging(["SOCK": daemon.path]) { $1 }
        let shell = try CommandRun(
            "/bin/sh", ["-c", line], environment: environment, folder: daemon.folder.path)
        #expect(shell.status == 0)
        #expect(shell.output == (try expected("can I use heat?")))
    }

    @Test("it says what it takes")
    func help() throws {
        let help = try run(["--help"], in: TemporaryFolder())
        for option in ["--socket", "--group", "--pack", "--safety", "--site", "--audit", "--watch-seconds"] { #expect(help.output.contains(option)) }
        #expect(try run(["--version"], in: TemporaryFolder()).output == AftercareVersion.current + "\n")
        #expect(try run(["--sockt", "x"], in: TemporaryFolder()).status == 64)
    }
}
