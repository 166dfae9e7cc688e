import Aftercare
import ArgumentParser
import Foundation
import ProgramSupport
import SocketClient
import TerminalChat

struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Answers your questions one after the other.",
        discussion: """
            At a terminal, :help shows what you can do. Through a pipe: a question on each line, answers as plain text with a \
            blank line between them.
            """)

    @OptionGroup var packOptions: PackOptions

    @Flag(help: "Keep what you type for cursor-up in later chats, in $XDG_STATE_HOME/aftercare/history, for you alone.")
    var history = false

    @Option(help: ArgumentHelp("Ask a running aftercared at this Unix socket.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("Whose emergency numbers to name.", valueName: "id"))
    var region: String?

    func run() throws {
        var chat = ChatShell(
            try answering(), history: historyFile, isInteractive: Surroundings.isConversation,
            usesColor: Surroundings.usesColor)
        do {
            if try chat.run() { return }
        } catch {
            Surroundings.complain("\(error)\n\n\(EmergencyText.text)")
        }
        throw ExitCode(Surroundings.ExitStatus.unavailable)
    }

    private func answering() throws -> any Answering {
        if let socket { return try remote(socket) }
        let assistant = try packOptions.open()
        try packOptions.check(region: region, of: assistant)
        return LocalAnswering(assistant, region: region)
    }

    private func remote(_ path: String) throws -> any Answering {
        do {
            let client = try SocketClient(path: path)
            let regions = try client.info().regions
            if let region, !regions.contains(region) {
                Surroundings.complain("There is no region '\(region)'. Use one of: \(regions.joined(separator: ", ")).")
                throw ExitCode(Surroundings.ExitStatus.usage)
            }
            return SocketAnswering(client, region: region)
        } catch let fault as SocketClientFault {
            Surroundings.complain("\(fault)\n\n\(EmergencyText.text)")
            throw ExitCode(Surroundings.ExitStatus.unavailable)
        }
    }

    private var historyFile: HistoryFile? {
        guard history else { return nil }
        let file = HistoryFile.standard(environment: ProcessInfo.processInfo.environment)
        if file == nil {
            Surroundings.complain("Your lines are not being kept: neither $XDG_STATE_HOME nor $HOME is set.")
        }
        return file
    }
}
