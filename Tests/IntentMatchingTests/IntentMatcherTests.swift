import IntentMatching
import KnowledgePacks
import PackTesting
import Testing
import TextAnalysis

@Suite("A matcher ranks the intents of a pack, and says how")
struct IntentMatcherTests {
    private let matcher: IntentMatcher

    init() throws { matcher = try TestPack.compiled().matcher }

    @Test("the best match comes first, confidences sum to one")
    func ranking() {
        let matches = matcher.match(Utterance("is it ok to put a hot water bottle on"))
        #expect(matches.ranked.first?.intent == "manage.heat")
        #expect(abs(matches.ranked.reduce(0) { $0 + $1.confidence } - 1) < 1e-9)
        #expect(zip(matches.ranked, matches.ranked.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test("a slip of the finger changes nothing but is told")
    func spelling() {
        let matches = matcher.match(Utterance("can i use haet"))
        #expect(matches.ranked.first?.intent == "manage.heat")
        #expect(matches.repairs.map(\.to) == ["heat"])
    }

    @Test("case, marks and accents change nothing at all")
    func dress() {
        let plain = matcher.match(Utterance("can i use heat"))
        let dressed = matcher.match(Utterance("  CAN I USE H\u{CB}AT "))
        #expect(plain.ranked.elementsEqual(dressed.ranked))
    }

    @Test("nothing known is out of scope")
    func scope() {
        #expect(!matcher.match(Utterance("")).isInScope)
        #expect(!matcher.match(Utterance("\u{65E5}\u{672C}\u{8A9E}")).isInScope)
    }

    @Test("labelled sentences alone train a matcher, counterexamples hold it back")
    func training() {
        let sentences = ["a", "b", "c", "d", "e", "f"].flatMap {
            [(intent: "warm", text: "is \($0) warm enough"), (intent: "cold", text: "put \($0) in the cold")]
        }
        let words = WordList(["is", "warm", "enough", "put", "in", "the", "cold"])
        var labelled = LabelledExamples(sentences, usesNames: false)
        let plain = IntentMatcher.train(labelled, commonWords: words, encoder: nil)
        #expect(plain.match(Utterance("warm enough")).ranked[0].intent == "warm")
        labelled.counterexamples = [.init(text: "warm in the cold", intent: 1, group: 0)]
        let held = IntentMatcher.train(labelled, commonWords: words, encoder: nil)
        func score(_ matcher: IntentMatcher) -> Float? {
            matcher.match(Utterance("warm in the cold")).ranked.first { $0.intent == "warm" }?.score
        }
        #expect((score(held) ?? 1) < (score(plain) ?? 0))
    }
}
