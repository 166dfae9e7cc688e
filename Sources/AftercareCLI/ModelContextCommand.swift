import Aftercare
import ArgumentParser
import AssistantProtocol
import Foundation
import ModelContextServer
import ProgramSupport
import SocketClient

struct ModelContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Serves assistants built on language models, on standard input and output.",
        discussion: """
            Speaks the Model Context Protocol: the tools 'ask' and 'screen_for_red_flags', and each passage as a resource. \
            Register 'aftercare mcp' with your client as a stdio server. Standard output carries the protocol alone. \
            Passages leave here word for word; what a model makes of them then is beyond what Aftercare can promise.
            """)

    @OptionGroup var packOptions: PackOptions

    @Option(help: ArgumentHelp("Ask a running aftercared at this Unix socket.", valueName: "path"))
    var socket: String?

    func run() throws {
        var session = ModelContextSession(service(), version: AftercareVersion.current)
        var framer = LineFramer()
        func answer(_ event: LineFramer.Event) {
            switch event {
            case .line(let line): Surroundings.say(session.respond(to: line))
            case .tooLong: Surroundings.say(ModelContextSession.tooLong(limit: LineFramer.defaultLimit))
            }
        }
        while case let bytes = FileHandle.standardInput.availableData, !bytes.isEmpty {
            for event in framer.feed(bytes) { answer(event) }
        }
        if let last = framer.finish() { answer(last) }
    }

    /// Without a usable pack every question is answered with the emergency text: a client that only sees a dead program
    /// has nothing to tell a person in need.
    private func service() -> any AssistantService {
        if let socket { return SocketService(path: socket) }
        do throws(PackFault) {
            return EmbeddedService(.assistant(try packOptions.load { _ in }))
        } catch {
            Surroundings.complain(error.description)
            return EmbeddedService(.unavailable(error.description))
        }
    }
}
