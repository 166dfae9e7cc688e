import Aftercare
import ArgumentParser
import Foundation
import ProgramSupport

@main
struct AftercareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aftercare",
        abstract: "Answers questions about pain after a treatment from reviewed passages, offline.",
        discussion: """
            General information only: no diagnosis, not for emergencies. What you type stays on this machine and is not kept.
            """,
        version: AftercareVersion.current,
        subcommands: [
            ChatCommand.self, AskCommand.self, ExplainCommand.self, CheckCommand.self, TestCommand.self,
            DiffCommand.self, EvalCommand.self,
            CompileCommand.self, ModelCommand.self, ModelContextCommand.self,
        ],
        // Without a word more, a person at a keyboard gets the chat, and a script the usage.
        defaultSubcommand: Surroundings.isTerminal(STDIN_FILENO) ? ChatCommand.self : nil)
}
