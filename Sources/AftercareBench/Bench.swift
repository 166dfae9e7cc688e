import Aftercare
import Foundation
import IntentMatching
import KnowledgePacks
import ProgramSupport
import SafetyScreening
import SentenceEncoding
import TextAnalysis
import TextClassification

/// Measures speed: `make bench`. Figures are medians; a busy machine makes them larger, and all of them alike.
@main
enum Bench {
    static func main() {
        let environment = ProcessInfo.processInfo.environment
        let exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
        let workingFolder = FileManager.default.currentDirectoryPath
        let location = PackLocation.find(
            named: nil, environment: environment, workingFolder: workingFolder, executable: Surroundings.executable,
            exists: exists)
        let weights = WeightsLocation.find(
            named: nil, environment: environment, workingFolder: workingFolder, executable: Surroundings.executable,
            exists: exists)
        do {
            if CommandLine.arguments.contains("--encode-lines") {
                return try encodeLines(weights: weights)
            }
            try parts(location, weights: weights)
        } catch {
            Surroundings.complain("\(error)")
            exit(Surroundings.ExitStatus.configuration)
        }
        programs(location, weights: weights)
    }

    /// Encodes each line of standard input and prints the time in microseconds: the other half of `onnx/compare.py`.
    private static func encodeLines(weights: String?) throws {
        guard let weights else { return Surroundings.complain("The sentence encoder's weights are not here.") }
        let encoder = try SentenceEncoder(contentsOf: weights)
        let clock = ContinuousClock()
        while let line = readLine() {
            let start = clock.now
            _ = encoder.encode(line)
            Surroundings.say(Array("\(start.duration(to: clock.now).seconds * 1e6)\n".utf8))
        }
    }

    /// The parts of an answer, in this process.
    private static func parts(_ location: PackLocation, weights: String?) throws {
        let encoder = try weights.map { try SentenceEncoder(contentsOf: $0) }
        func open(_ encoder: SentenceEncoder?) throws -> CompiledPack {
            try CompiledPack.open(
                location, encoder: encoder, cacheFolder: Surroundings.cacheFolder,
                opinionFile: Surroundings.opinionFile, today: Surroundings.today)
        }
        let words = try open(nil)
        let full = try open(encoder)
        let lexical = try Assistant(words, today: Surroundings.today)
        let semantic = try Assistant(full, today: Surroundings.today)
        let matcher = full.matcher

        let utterance = Utterance(Questions.fortyCharacters)
        let long = Utterance(Questions.fourKibibytes)
        let sentence = encoder?.features(of: Utterance(Questions.fortyBytes).sentence)
        let small = usualPack(full, encoder)
        let first = Cycle(Questions.many)
        let second = Cycle(Questions.many)
        let all = [
            Measurement("tokenise 40 bytes", calls: 1000) { _ = Utterance(Questions.fortyBytes) },
            Measurement("repair a misspelt word") { _ = matcher.spelling.replacement(for: "sholder") },
            Measurement("screen 40 characters for warning signs") { _ = full.screener.screen(utterance) },
            Measurement("screen 4 KiB for warning signs", calls: 4) { _ = full.screener.screen(long) },
            Measurement("words, classifier and gate around the encoder", wanted: 60e-6) {
                rank(Questions.fortyBytes, sentence, by: matcher)
            },
            Measurement(
                "  the same, \(small.intents.count) intents, \(small.examples.count) examples", wanted: 60e-6
            ) { rank(Questions.fortyBytes, sentence, by: small) },
            Measurement("answer by words alone", wanted: 60e-6) { _ = lexical.reply(to: first.next()) },
            Measurement("answer, seen for the first time", calls: 10) { _ = semantic.reply(to: second.next()) },
            Measurement("answer, seen before") { _ = semantic.reply(to: Questions.fortyBytes) },
        ]
        Table.title("In one process (\(semantic.topics.count) topics, \(matcher.examples.count) examples)")
        for (measurement, time) in zip(all, Measurement.medians(all, rounds: 101)) {
            Table.row(measurement.name, seconds: time, wanted: measurement.wanted)
        }

        conversations(semantic, location)

        guard let weights else { return }
        let lengths = [8, 12, 16, 24]
        var runs: [Measurement] = []
        for kernel in EncoderKernel.available {
            let encoder = try SentenceEncoder(contentsOf: weights, kernel: kernel)
            for tokens in lengths {
                let text = Questions.text(tokens: tokens)
                runs.append(
                    Measurement("encode \(tokens) tokens, \(kernel.rawValue)", calls: 2) { _ = encoder.encode(text) })
            }
        }
        Table.title("The encoder, by kernel")
        for (run, time) in zip(runs, Measurement.medians(runs, rounds: 31)) { Table.row(run.name, seconds: time) }
    }

    private static func rank(_ question: String, _ sentence: [Float]?, by matcher: IntentMatcher) {
        let repaired = matcher.spelling.repair(Utterance(question)).utterance
        _ = matcher.classifier.rank(repaired.terms.map(\.text), sentence: sentence)
    }

    /// A matcher of a pack of a usual size: of the pack's first 80 intents, of each some 20 examples.
    private static func usualPack(_ pack: CompiledPack, _ encoder: SentenceEncoder?) -> IntentMatcher {
        var labelled = LabelledExamples(pack.pack)
        labelled.intents = Array(labelled.intents.prefix(80))
        labelled.keywords = Array(labelled.keywords.prefix(80))
        labelled.counterexamples = []
        labelled.examples = labelled.intents.indices.flatMap { intent in
            let all = labelled.examples.filter { $0.intent == intent }
            return all.enumerated().filter { $0.offset % max(1, all.count / 20) == 0 }.prefix(20).map(\.element)
        }
        return IntentMatcher.train(labelled, commonWords: pack.matcher.spelling.common, encoder: encoder)
    }

    /// The messages of the pack's own tests, each asked once: those that stand alone, and those that are a turn of a dialogue.
    private static func conversations(_ assistant: Assistant, _ location: PackLocation) {
        var diagnostics = Diagnostics()
        let intents = assistant.pack.intents.map(\.id)
        guard let tests = PackTests.load("\(location.pack)/tests.yaml", intents: intents, &diagnostics) else { return }
        let clock = ContinuousClock()
        var single: [Double] = []
        var turns: [Double] = []
        for dialogue in tests.dialogues {
            var token: String?
            for turn in dialogue {
                let start = clock.now
                let reply = assistant.reply(to: turn.question, conversation: token)
                let time = start.duration(to: clock.now).seconds
                token = reply.conversation
                if dialogue.count > 1 { turns.append(time) } else { single.append(time) }
            }
        }
        let alone = Measurement.median(single)
        Table.title("The pack's tests, each message once (\(single.count) single, \(turns.count) turns)")
        Table.row("a single question", seconds: alone)
        Table.row("a turn of a dialogue", seconds: Measurement.median(turns), wanted: 1.2 * alone)
    }

    /// The program as people start it.
    private static func programs(_ location: PackLocation, weights: String?) {
        Table.title("The program")
        let pack = URL(fileURLWithPath: location.pack)
        guard let own = Surroundings.executable,
            let programs = Programs(
                beside: own, intents: pack.deletingLastPathComponent(), packName: pack.lastPathComponent,
                weights: weights)
        else {
            print("  'aftercare' is not beside this program. Build it: swift build -c release --product aftercare")
            return
        }
        defer { programs.remove() }
        Table.row("compile the pack, nothing known", seconds: programs.run("compile") ?? .nan, wanted: 20)
        if programs.editOneLine() {
            Table.row(
                "compile it again after an edit of one line", seconds: programs.run("compile") ?? .nan,
                wanted: 10)
        }
        let starts = (0..<15).compactMap {
            programs.run("ask", [Questions.covered[$0 % Questions.covered.count]])
        }
        Table.row("start to first answer", seconds: Measurement.median(starts), wanted: 60e-3)
        if let bytes = programs.residentMemory(Questions.covered[0]) {
            Table.row("resident memory at an answer, at most", "\(bytes >> 20) MiB", wanted: "wanted 80 MiB")
        }
    }
}
