import Aftercare
import ArgumentParser
import Evaluation
import Foundation
import KnowledgePacks
import ProgramSupport

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Asks a pack every question of its tests.yaml and lists each miss.",
        discussion: "Exit status: 1 when less than --least of the questions reach what they should.")

    @OptionGroup var packOptions: PackOptions

    @Option(help: ArgumentHelp("Other tests than the pack's own.", valueName: "file"))
    var tests: String?

    @Option(
        help: ArgumentHelp("Put one slip of the finger, drawn with this seed, into each question.", valueName: "seed"))
    var typos: UInt64?

    @Option(help: ArgumentHelp("The share that has to pass, 0 to 1.", valueName: "share"))
    var least = 1.0

    func run() throws {
        let assistant = try packOptions.open()
        var diagnostics = Diagnostics()
        let path = tests ?? "\(packOptions.location.pack)/tests.yaml"
        guard var set = PackTests.load(path, intents: assistant.pack.intents.map(\.id), &diagnostics) else {
            Surroundings.complain(diagnostics.sorted.map(\.description).joined(separator: "\n"))
            throw ExitCode(Surroundings.ExitStatus.badData)
        }
        if let typos { set = set.withTypos(seed: typos) }
        let report = PackTestReport(set, assistant: assistant)
        for miss in report.misses { print("\(path):\(miss.line): \(miss.question)\n    \(miss.reason)") }
        print(report.summary)
        if report.share < least { throw ExitCode(1) }
    }
}
