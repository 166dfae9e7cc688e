import Aftercare
import Evaluation
import Foundation
import KnowledgePacks
import SentenceEncoding
import Testing
import TextAnalysis

@Suite("The bundled pack is whole and answers its own tests")
struct BundledPackTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let folder = "\(root)/Intents/\(PackLocation.bundled)"

    static let opinionFile = "\(root)/Sources/SafetyScreening/Resources/\(SecondOpinionFile.fileName)"

    /// Compiled once for all tests of the process, in memory, as a fresh machine would.
    static let assistant = Result<Assistant, any Error> {
        let encoder = try SentenceEncoder(
            contentsOf: "\(root)/Sources/SentenceEncoding/Resources/\(WeightsLocation.fileName)")
        let compiled = try CompiledPack.open(
            PackLocation(pack: folder), encoder: encoder, cacheFolder: nil, opinionFile: opinionFile,
            today: "2026-11-22")
        return try Assistant(compiled, today: "2026-11-22")
    }

    private func sources() throws -> CompiledPack.Sources {
        var diagnostics = Diagnostics()
        return try #require(CompiledPack.Sources.read(PackLocation(pack: Self.folder), &diagnostics))
    }

    @Test("the second opinion that comes with it was trained on its example messages; else run 'make opinion'")
    func opinionIsCurrent() throws {
        let encoder = try SentenceEncoder(
            contentsOf: "\(Self.root)/Sources/SentenceEncoding/Resources/\(WeightsLocation.fileName)")
        #expect(CompiledPack.serves(Self.opinionFile, try sources(), encoder: encoder))
    }

    @Test("it has no fault")
    func faultless() throws {
        let (pack, _, _, safety, diagnostics) = CompiledPack.check(try sources(), today: nil)
        #expect(diagnostics.errors.map(\.description) == [])
        #expect(pack != nil && safety != nil)
    }

    @Test("every passage is plain enough to read at night")
    func plain() throws {
        let (_, _, _, _, diagnostics) = CompiledPack.check(try sources(), today: nil)
        #expect(diagnostics.warnings.map(\.description) == [])
    }

    @Test("no test question is an example: what is measured was not taught")
    func unseen() throws {
        let sources = try sources()
        let pack = try #require(CompiledPack.check(sources, today: nil).pack)
        var diagnostics = Diagnostics()
        let tests = PackTests.load(sources.pack, intents: pack.intents.map(\.id), &diagnostics)
        let examples = Set(pack.intents.flatMap { $0.examples.joined() }.map { Utterance($0).normalized })
        // A courtesy of one or two words is the same in every mouth.
        let repeated = tests.dialogues.joined().map(\.question).filter { question in
            let utterance = Utterance(question)
            return utterance.terms.count > 2 && examples.contains(utterance.normalized)
        }
        #expect(repeated == [])
        #expect(tests.dialogues.count >= 250)
    }

    @Test("enough of its tests reach what they should, and no emergency is missed")
    func reached() throws {
        let assistant = try Self.assistant.get()
        var diagnostics = Diagnostics()
        let tests = try #require(
            PackTests.load("\(Self.folder)/tests.yaml", intents: assistant.pack.intents.map(\.id), &diagnostics))
        let report = PackTestReport(tests, assistant: assistant)
        #expect(report.share >= 0.8, "\(report.summary)")
        let missed = report.misses.filter { $0.reason.hasPrefix("wants urgency emergency, got none") }
        #expect(missed.map(\.question) == [])
    }

    /// Seeds 1 and 2 cost 4.1 and 7.4 points of 94.2 when this was written: a slip in "why?" leaves nothing to go by, and what is
    /// missed in one turn of a dialogue is missed by those that lean on it. The bound leaves room for a changed pack.
    @Test("a slip of the finger in every question costs a few points at most", arguments: [1, 2] as [UInt64])
    func typos(_ seed: UInt64) throws {
        let assistant = try Self.assistant.get()
        var diagnostics = Diagnostics()
        let tests = try #require(
            PackTests.load("\(Self.folder)/tests.yaml", intents: assistant.pack.intents.map(\.id), &diagnostics))
        let plain = PackTestReport(tests, assistant: assistant)
        let slipped = PackTestReport(tests.withTypos(seed: seed), assistant: assistant)
        #expect(
            plain.share - slipped.share <= 0.1, "\(plain.summary) With a slip in each question: \(slipped.summary)")
    }

    @Test(
        "every warning sign stands in a passage that can be reached by its id",
        arguments: [
            "redflag.severe", "redflag.infection", "redflag.neuro", "redflag.spreading", "redflag.when_to_worry",
        ])
    func warningSigns(_ intent: String) throws {
        #expect(try Self.assistant.get().passage(intent) != nil)
    }
}
