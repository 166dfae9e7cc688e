import Aftercare
import ArgumentParser
import Evaluation
import Foundation
import KnowledgePacks
import ProgramSupport

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Lists every question that two packs answer differently.",
        discussion: "Exit status: 0 when all replies are the same, 1 when some differ.")

    @Argument(help: ArgumentHelp("The pack before the edit.", valueName: "old-pack"))
    var old: String

    @Argument(help: ArgumentHelp("The pack after it.", valueName: "new-pack"))
    var new: String

    @Option(
        help: ArgumentHelp("Questions, one a line; or tests in YAML, with dialogues.", valueName: "file"))
    var questions: String

    @Option(help: ArgumentHelp("The clinic's own names and numbers.", valueName: "file"))
    var site: String?

    @OptionGroup var matcher: MatcherOptions

    func run() throws {
        let before = try open(old)
        let after = try open(new)
        let diff = EffectDiff(try read(before, after), old: before, new: after)
        for change in diff.changes {
            print("\(questions):\(change.line): \(change.question)")
            for (name, difference) in [
                ("intent", change.intents), ("outcome", change.outcome), ("urgency", change.urgency),
                ("text", change.text),
            ] {
                guard let difference else { continue }
                print("    \(name)\n      - \(difference.old)\n      + \(difference.new)")
            }
        }
        print(diff.summary)
        if !diff.changes.isEmpty { throw ExitCode(1) }
    }

    private func open(_ folder: String) throws -> Assistant {
        var options = PackOptions()
        options.pack = folder
        options.safety = nil
        options.site = site
        options.matcher = matcher
        return try options.open()
    }

    private func read(_ old: Assistant, _ new: Assistant) throws -> PackTests {
        var diagnostics = Diagnostics()
        let intents = (old.pack.intents + new.pack.intents).map(\.id)
        let isYAML = questions.hasSuffix(".yaml") || questions.hasSuffix(".yml")
        let tests =
            isYAML
            ? PackTests.load(questions, intents: intents, &diagnostics) : PackTests.lines(questions, &diagnostics)
        guard let tests else {
            Surroundings.complain(diagnostics.sorted.map(\.description).joined(separator: "\n"))
            throw ExitCode(Surroundings.ExitStatus.badData)
        }
        return tests
    }
}
