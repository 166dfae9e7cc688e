import Aftercare
import ArgumentParser
import AssistantProtocol
import Foundation
import ProgramSupport
import TerminalChat

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Shows how an answer comes about: words, signs, scores, nearest examples.")

    @OptionGroup var packOptions: PackOptions

    @Argument(help: "The question.")
    var question: [String]

    @Flag(help: "Print the reply with its explanation as JSON.")
    var json = false

    @Option(help: ArgumentHelp("The state that the last reply gave in 'conversation'.", valueName: "token"))
    var conversation: String?

    func run() throws {
        let assistant = try packOptions.open()
        let (reply, explanation) = assistant.explain(
            question.joined(separator: " "), conversation: conversation)
        if json {
            Surroundings.say(reply.json(explanation: explanation) + [UInt8(ascii: "\n")])
        } else {
            let renderer = ReplyRenderer(width: TerminalWidth.current, usesColor: Surroundings.usesColor)
            Surroundings.say(Array((renderer.render(reply) + "\n\n" + explanation.description + "\n").utf8))
        }
    }
}
