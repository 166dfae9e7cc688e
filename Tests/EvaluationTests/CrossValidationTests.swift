import Evaluation
import IntentMatching
import KnowledgePacks
import PackTesting
import Testing
import TextAnalysis

@Suite("Cross-validation asks each example of a matcher that never saw it")
struct CrossValidationTests {
    private func labelled() throws -> LabelledExamples { LabelledExamples(try TestPack.compiled().pack) }

    @Test("every example is in one fold, near-copies are never parted")
    func groups() throws {
        var labelled = try labelled()
        // As a template's sentences: every third example gets two near-copies.
        labelled.examples = labelled.examples.flatMap { example in
            (0...(example.group % 3 == 0 ? 2 : 0)).map { copy in
                .init(text: "\(example.text) \(copy)", intent: example.intent, group: example.group)
            }
        }
        let folds = labelled.folds(5)
        #expect(folds.count == labelled.examples.count)
        #expect(Set(folds) == Set(0..<5))
        let byGroup = Dictionary(grouping: zip(labelled.examples, folds), by: \.0.group)
        #expect(byGroup.values.contains { $0.count > 1 })
        #expect(byGroup.values.allSatisfy { Set($0.map(\.1)).count == 1 })
        #expect(labelled.folds(5) == folds)
    }

    @Test("an intent's lines spread over the folds as evenly as they can")
    func stratified() throws {
        let labelled = try labelled()
        let folds = labelled.folds(5)
        for label in labelled.intents.indices {
            var groups: [Int: Set<Int>] = [:]
            for (example, fold) in zip(labelled.examples, folds) where example.intent == label {
                groups[fold, default: []].insert(example.group)
            }
            let counts = (0..<5).map { groups[$0]?.count ?? 0 }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
    }

    @Test("nothing that is asked in a fold is trained on in it, not even as a counterexample")
    func unseen() {
        var labelled = LabelledExamples((0..<10).map { (intent: "i\($0 % 2)", text: "text \($0)") }, usesNames: false)
        labelled.counterexamples = [
            .init(text: "Text 3!", intent: 0, group: 0), .init(text: "else", intent: 0, group: 0),
        ]
        let folds = labelled.folds(5)
        for fold in 0..<5 {
            let part = labelled.leavingOut(fold, of: folds)
            let asked = zip(labelled.examples, folds).filter { $1 == fold }.map(\.0.text)
            #expect(Set(part.examples.map(\.text)).isDisjoint(with: asked))
            #expect(part.examples.count + asked.count == 10)
            #expect(part.counterexamples.count == (asked.contains("text 3") ? 1 : 2))
        }
    }

    @Test("the figures are over all examples, in their order, and the same each time")
    func figures() throws {
        let labelled = try labelled()
        let words = WordList(["can", "i", "use", "heat", "ice", "the", "rest"])
        let strangers = LabelledSentences(sentences: (0..<7).map { ("", "stranger number \($0)") })
        func run() -> IntentReport {
            IntentReport(crossValidating: labelled, outOfScope: strangers, commonWords: words, encoder: nil)
        }
        let report = run()
        #expect(report.results.map(\.text) == labelled.examples.map(\.text))
        #expect(report.outOfScope.count == 7)
        #expect(report.thresholds.count == 5)
        let right = report.results.count { $0.isRight }
        #expect(report.figures.accuracy == Double(right) / Double(labelled.examples.count))
        #expect(report.figures.accuracy > 0.2 && report.figures.accuracy < 1)
        let page = ReportPage(title: "t", facts: [])
        #expect(page.html(report) == page.html(run()))
    }
}
