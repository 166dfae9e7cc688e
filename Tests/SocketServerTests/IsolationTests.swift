import CommandTesting
import Foundation
import PackTesting
import SocketClient
import Testing

@Suite("The daemon needs no network and has none", .serialized)
struct IsolationTests {
    private static let systemd = "\(TestPack.root)/Sources/AftercareDaemon/systemd"

    private func expectAnswers(_ daemon: RunningDaemon) throws {
        let client = try SocketClient(path: daemon.path)
        #expect(try client.ask("can I use heat?").outcome == .answered)
        #expect(try client.ask("I can't breathe").urgency == .emergency)
        daemon.signal(SIGHUP)
        try daemon.wait { daemon.log.contains("reloaded") }
        #expect(try client.ask("can I use heat?").outcome == .answered)
        daemon.signal(SIGTERM)
        #expect(try daemon.status() == 0)
    }

    @Test("it answers, reloads and stops where every address family but AF_UNIX is denied, and what sets resources")
    func filtered() throws {
        let confined = try BuiltProducts.program("confined")
        func open(_ family: String, _ launcher: [String]) throws -> CommandRun {
            let command =
                launcher + ["/usr/bin/env", "python3", "-c", "import socket; socket.socket(socket.\(family))"]
            return try CommandRun(
                command[0], Array(command.dropFirst()), environment: ProcessInfo.processInfo.environment,
                folder: FileManager.default.temporaryDirectory.path)
        }
        #expect(try open("AF_INET", []).status == 0)
        #expect(try open("AF_UNIX", [confined]).status == 0)
        for family in ["AF_INET", "AF_INET6", "AF_NETLINK"] {
            #expect(try open(family, [confined]).errors.contains("Address family not supported"), "\(family)")
        }
        try expectAnswers(RunningDaemon(launcher: [confined]))
    }

    private static let unshare = ["-n", "-rn"].map { ["/usr/bin/unshare", $0] }.first { command in
        let run = try? CommandRun(
            command[0], [command[1], "/bin/true"], environment: [:], folder: FileManager.default.temporaryDirectory.path
        )
        return run?.status == 0
    }

    @Test(
        "it answers, reloads and stops in a network namespace without interfaces",
        .enabled(
            if: unshare != nil, "this machine lets nobody make a network namespace; the filter above stands for it"))
    func namespace() throws {
        try expectAnswers(RunningDaemon(launcher: try #require(Self.unshare)))
    }

    /// The settings of a unit file's sections, in order.
    private func settings(_ name: String) throws -> [String] {
        try String(contentsOfFile: "\(Self.systemd)/\(name)", encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    @Test("the service's unit denies what it does not need")
    func unit() throws {
        let service = try settings("aftercared.service")
        for setting in [
            "RestrictAddressFamilies=AF_UNIX", "PrivateNetwork=yes", "IPAddressDeny=any", "DynamicUser=yes",
            "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
            "Type=notify", "SystemCallFilter=@system-service", "MemoryDenyWriteExecute=yes",
            // What is denied is refused; without this it would end the service.
            "SystemCallErrorNumber=EPERM",
        ] { #expect(service.contains(setting), "\(setting)") }
        let socket = try settings("aftercared.socket")
        #expect(socket.contains("ListenStream=/run/aftercare/aftercare.sock"))
        #expect(socket.contains("SocketMode=0660"))
        #expect(socket.contains("DirectoryMode=0750"))
    }

    @Test("the service's unit starts the program with options that it has")
    func command() throws {
        let start = try #require(try settings("aftercared.service").first { $0.hasPrefix("ExecStart=") })
        let words = start.dropFirst("ExecStart=".count).split(separator: " ")
        #expect(words.first == "@PREFIX@/bin/aftercared")
        let help = try CommandRun(
            BuiltProducts.program("aftercared"), ["--help"], environment: [:],
            folder: FileManager.default.temporaryDirectory.path)
        for option in words where option.hasPrefix("--") {
            #expect(help.output.contains(String(option.prefix { $0 != "=" })))
        }
    }
}
