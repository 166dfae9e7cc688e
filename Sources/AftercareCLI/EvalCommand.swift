import Aftercare
import ArgumentParser
import Evaluation
import Foundation
import KnowledgePacks
import ProgramSupport
import SentenceEncoding

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measures the matcher: trains on one file of 'intent TAB text' lines, tests on another.")

    @Option(help: ArgumentHelp("What to train on.", valueName: "file"))
    var train: String

    @Option(help: ArgumentHelp("What to test on.", valueName: "file"))
    var test: String

    @Option(help: ArgumentHelp("Texts that belong to no intent.", valueName: "file"))
    var oos: String?

    @Flag(inversion: .prefixedNo, help: "Take an intent's name as one more example of it, as a pack's titles are.")
    var names = true

    @OptionGroup var packOptions: PackOptions

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func run() throws {
        var diagnostics = Diagnostics()
        let trainSet = LabelledSentences.load(train, &diagnostics)
        let testSet = LabelledSentences.load(test, &diagnostics)
        let strangers = oos.flatMap { LabelledSentences.load($0, needsIntent: false, &diagnostics) }
        let words = CommonWords.load(for: packOptions.location, &diagnostics)
        guard let trainSet, let testSet, let words, !diagnostics.hasErrors else {
            Surroundings.complain(diagnostics.sorted.map(\.description).joined(separator: "\n"))
            throw ExitCode(Surroundings.ExitStatus.badData)
        }
        let encoder = try packOptions.matcher.encoder()
        let progress = ProgressBar(label: "Training")
        let report = IntentReport(
            train: trainSet, test: testSet, outOfScope: strangers, commonWords: words, encoder: encoder,
            usesNames: names
        ) { progress.show($0) }
        progress.finish()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            Surroundings.say([UInt8](try encoder.encode(report.figures)) + [UInt8(ascii: "\n")])
        } else {
            print(report.summary)
        }
    }
}
