import CommandTesting
import Foundation
import PackTesting
import ProtocolTesting
import Testing

@Suite("The clients on the protocol's page work, and are as short as they look", .serialized)
struct ClientProgramTests {
    private let page: ProtocolPage

    init() throws { page = try ProtocolPage() }

    private func run(
        _ program: String, _ arguments: [String], _ daemon: RunningDaemon
    ) throws -> CommandRun {
        let environment = RunningDaemon.environment(daemon.folder).merging(["SOCK": daemon.path]) { $1 }
        return try CommandRun(program, arguments, environment: environment, folder: daemon.folder.path)
    }

    private func script(_ language: String, _ daemon: RunningDaemon) throws -> String {
        let name = "ask.\(language)"
        try daemon.folder.write(name, #require(page.program(language)))
        return "\(daemon.folder.path)/\(name)"
    }

    @Test("each has at most fifteen lines", arguments: ["sh", "python", "swift"])
    func length(_ language: String) throws {
        let lines = try #require(page.program(language)).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count <= 15)
    }

    @Test("the one in sh prints the answer, and says when it is urgent")
    func shell() throws {
        let daemon = try RunningDaemon()
        let script = try script("sh", daemon)
        let heat = try run("/bin/sh", [script, "can I use heat?"], daemon)
        #expect(heat.status == 0)
        #expect("OK\n" + heat.output + "\n" == (try expected("can I use heat?")))
        #expect(try run("/bin/sh", [script, "I can't breathe"], daemon).output.hasPrefix("!! EMERGENCY\n"))
    }

    @Test("the one in Python prints the answer")
    func python() throws {
        let daemon = try RunningDaemon()
        let heat = try run("/usr/bin/env", ["python3", script("python", daemon), "can I use heat?"], daemon)
        #expect(heat.errors.isEmpty)
        #expect(heat.output == (try TestPack.assistant().reply(to: "can I use heat?").text) + "\n")
    }

    @Test("the one in Swift is the page's, and goes on with a conversation")
    func swift() throws {
        let source = "\(TestPack.root)/Tests/ExampleClient/main.swift"
        #expect(try String(contentsOfFile: source, encoding: .utf8) == page.program("swift"))
        let daemon = try RunningDaemon()
        let run = try run(BuiltProducts.program("ExampleClient"), ["can I use heat?", "I can't breathe"], daemon)
        let assistant = try TestPack.assistant()
        let first = assistant.reply(to: "can I use heat?")
        let second = assistant.reply(to: "I can't breathe", conversation: first.conversation)
        #expect(run.output == "\(first.text)\n\(second.text)\n")
    }
}
