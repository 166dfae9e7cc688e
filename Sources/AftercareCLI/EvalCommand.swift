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
        abstract: "Measures the matcher, or the screener's sense of negation.",
        discussion: """
            Three ways: --train and --test name files of 'intent TAB text' lines, one to train on and one to test on; \
            --cross-validate tests a pack on its own examples, each fold by a matcher that never saw it; --negation names a file \
            of sentences in which a concept is stated or denied. Exit status: 65 when a file is at fault.
            """)

    @Option(help: ArgumentHelp("What to train on.", valueName: "file"))
    var train: String?

    @Option(help: ArgumentHelp("What to test on.", valueName: "file"))
    var test: String?

    @Flag(help: "Test the pack on its own examples, in five folds.")
    var crossValidate = false

    @Option(help: ArgumentHelp("Texts that belong to no intent.", valueName: "file"))
    var oos: String?

    @Option(
        help: ArgumentHelp(
            "Put one slip of the finger, drawn with this seed, into each text of --test.", valueName: "seed")
    )
    var typos: UInt64?

    @Option(
        help: ArgumentHelp(
            "Sentences with a concept each, as columns 'concept', 'sentence', 'negation'.", valueName: "file"))
    var negation: String?

    @Flag(
        inversion: .prefixedNo,
        help: "With --train, take an intent's name as one more example of it, as a pack's titles are.")
    var names = true

    @OptionGroup var packOptions: PackOptions

    @Flag(help: "Print the figures as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write a page with figures, drawings and the worst confusions.", valueName: "file"))
    var report: String?

    func validate() throws {
        if negation != nil {
            let others = [
                ("--train", train != nil), ("--test", test != nil), ("--cross-validate", crossValidate),
                ("--oos", oos != nil), ("--typos", typos != nil), ("--report", report != nil),
            ].filter(\.1).map(\.0)
            guard others.isEmpty else {
                throw ValidationError("--negation measures alone; leave out \(others.joined(separator: " and ")).")
            }
        } else if crossValidate {
            let others = [("--train", train != nil), ("--test", test != nil), ("--typos", typos != nil)]
                .filter(\.1).map(\.0)
            guard others.isEmpty else {
                throw ValidationError(
                    "--cross-validate trains and tests on the pack; leave out \(others.joined(separator: " and ")).")
            }
        } else {
            switch (train, test) {
            case (nil, nil):
                throw ValidationError(
                    "Say what to measure: --train FILE --test FILE, or --cross-validate, or --negation FILE.")
            case (_?, nil): throw ValidationError("--train needs --test: name a file of 'intent TAB text' lines.")
            case (nil, _?): throw ValidationError("--test needs --train: name a file of 'intent TAB text' lines.")
            default: break
            }
        }
    }

    func run() throws {
        if let report { try OutputFile.check(report) }
        if let negation { return try measureNegation(negation) }
        let (result, page) =
            if let train, let test { try measure(train: train, test: test) } else { try crossValidation() }
        if json { try printJSON(result.figures) } else { print(result.summary) }
        if let report {
            try OutputFile.write(page.html(result), to: report)
            if !json { print("\nThe report is in \(report).") }
        }
    }

    private func measure(train: String, test: String) throws -> (IntentReport, ReportPage) {
        var diagnostics = Diagnostics()
        let trainSet = LabelledSentences.load(train, &diagnostics)
        let testSet = LabelledSentences.load(test, &diagnostics)
        let strangers = oos.flatMap { LabelledSentences.load($0, needsIntent: false, &diagnostics) }
        let words = CommonWords.load(for: packOptions.location, &diagnostics)
        guard let trainSet, var testSet, let words, !diagnostics.hasErrors else { throw refusal(diagnostics) }
        if let typos { testSet = testSet.withTypos(seed: typos) }
        let encoder = try encoder()
        let progress = ProgressBar(label: "Training and testing")
        let result = IntentReport(
            train: trainSet, test: testSet, outOfScope: strangers, commonWords: words, encoder: encoder,
            usesNames: names
        ) { progress.show($0) }
        progress.finish()
        var facts = [
            (
                name: "Trained on",
                value: "\(name(train)): \(trainSet.sentences.count) sentences, \(result.intents.count) topics"
            ),
            (name: "Tested on", value: "\(name(test)): \(testSet.sentences.count) sentences"),
        ]
        if typos != nil { facts.append((name: "Typos", value: "one in each tested sentence")) }
        return (result, page("\(name(test)) after training on \(name(train))", facts, strangers, encoder))
    }

    private func crossValidation() throws -> (IntentReport, ReportPage) {
        var diagnostics = Diagnostics()
        let strangers = oos.flatMap { LabelledSentences.load($0, needsIntent: false, &diagnostics) }
        guard let sources = CompiledPack.Sources.read(packOptions.location, &diagnostics) else {
            throw refusal(diagnostics, status: Surroundings.ExitStatus.configuration)
        }
        let (pack, words, _, _, found) = CompiledPack.check(sources, today: Surroundings.today)
        for diagnostic in found.errors { diagnostics.append(diagnostic) }
        guard let pack, let words, !diagnostics.hasErrors else {
            throw refusal(
                diagnostics,
                status: found.hasErrors ? Surroundings.ExitStatus.configuration : Surroundings.ExitStatus.badData)
        }
        let encoder = try encoder()
        let progress = ProgressBar(label: "Training and testing, five times")
        let result = IntentReport(
            crossValidating: pack, outOfScope: strangers, commonWords: words, encoder: encoder
        ) { progress.show($0) }
        progress.finish()
        let facts = [
            (
                name: "Pack",
                value: "\(pack.id) \(pack.version), \(pack.intents.count) topics, \(sources.sha256.prefix(16))"
            ),
            (
                name: "Tested on",
                value:
                    "its own \(result.results.count) examples in five parts, each by a matcher trained on the other four"
            ),
        ]
        return (result, page("\(pack.title): cross-validation", facts, strangers, encoder))
    }

    private func page(
        _ title: String, _ facts: [(name: String, value: String)], _ strangers: LabelledSentences?,
        _ encoder: SentenceEncoder?
    ) -> ReportPage {
        var facts = facts
        if let oos, let strangers {
            facts.append((name: "Out of scope", value: "\(name(oos)): \(strangers.sentences.count) texts"))
        }
        facts += [
            (
                name: "Matched by",
                value: encoder.map { "sentence and words (weights \($0.weightsHash.prefix(16)))" } ?? "words alone"
            ),
            (name: "Program", value: "aftercare \(AftercareVersion.current)"),
        ]
        return ReportPage(title: title, facts: facts)
    }

    private func measureNegation(_ path: String) throws {
        var diagnostics = Diagnostics()
        let progress = ProgressBar(label: "Reading the sentences")
        let result = NegationReport.measure(path, location: packOptions.location, &diagnostics) { progress.show($0) }
        progress.finish()
        guard let result else { throw refusal(diagnostics) }
        if json { try printJSON(result.figures) } else { print(result.summary) }
    }

    private func encoder() throws -> SentenceEncoder? {
        do throws(PackFault) {
            return try packOptions.matcher.encoder()
        } catch {
            Surroundings.complain(error.description)
            throw ExitCode(Surroundings.ExitStatus.configuration)
        }
    }

    private func printJSON(_ figures: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        Surroundings.say([UInt8](try encoder.encode(figures)) + [UInt8(ascii: "\n")])
    }

    private func refusal(_ diagnostics: Diagnostics, status: Int32 = Surroundings.ExitStatus.badData) -> ExitCode {
        Surroundings.complain(diagnostics.sorted.map(\.description).joined(separator: "\n"))
        return ExitCode(status)
    }

    /// A path's last part: where a file lies does not change what is in it.
    private func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
}
