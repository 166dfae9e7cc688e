import Aftercare
import ArgumentParser
import AssistantProtocol
import Dialogue
import Foundation
import ProgramSupport
import SafetyScreening
import TerminalChat

struct AskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Answers one question, or one on each line of standard input.",
        discussion: """
            Exit status: 0 answered, 1 asked back, not covered or not understood; with --exit-status 10 for urgent and 11 for \
            an emergency. A batch exits 0 when every line was processed.
            """)

    @OptionGroup var packOptions: PackOptions

    @Argument(help: "The question; '-' or nothing reads questions from standard input, one a line.")
    var question: [String] = []

    @Flag(help: "Print the reply as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("Answer a file of {\"id\", \"question\", \"context\"} lines as JSON.", valueName: "file"))
    var batch: String?

    @Option(help: ArgumentHelp("The state that the last reply gave in 'conversation'.", valueName: "token"))
    var conversation: String?

    @Option(help: ArgumentHelp("Whose emergency numbers to name.", valueName: "id"))
    var region: String?

    @Flag(help: "Exit with 10 for urgent and 11 for an emergency.")
    var exitStatus = false

    func validate() throws {
        if batch != nil, !question.isEmpty {
            throw ValidationError("--batch takes its questions from the file; leave the question out.")
        }
    }

    func run() throws {
        let assistant = try packOptions.open()
        try packOptions.check(region: region, of: assistant)
        if let batch { return try BatchRun(assistant: assistant, region: region).run(batch) }
        let words = question.joined(separator: " ")
        guard words.isEmpty || words == "-" else {
            let reply = assistant.reply(to: words, conversation: conversation, region: region)
            print(reply)
            // At once: to let go of the pack piece by piece takes longer than to answer.
            Foundation.exit(status(reply))
        }
        var worst: Int32 = 0
        var token = conversation
        var isFirst = true
        while let line = readLine() {
            let reply = assistant.reply(to: line, conversation: token, region: region)
            token = reply.conversation
            if !json, !isFirst { Surroundings.say([UInt8(ascii: "\n")]) }
            isFirst = false
            print(reply)
            worst = max(worst, status(reply))
        }
        throw ExitCode(worst)
    }

    private func print(_ reply: Reply) {
        if json {
            Surroundings.say(reply.json() + [UInt8(ascii: "\n")])
        } else {
            let renderer = ReplyRenderer(width: TerminalWidth.current, usesColor: Surroundings.usesColor)
            Surroundings.say(Array((renderer.render(reply) + "\n").utf8))
        }
    }

    private func status(_ reply: Reply) -> Int32 {
        if exitStatus {
            switch reply.urgency {
            case .emergency: return 11
            case .urgent: return 10
            case .none: break
            }
        }
        return reply.outcome == .answered ? 0 : 1
    }
}
