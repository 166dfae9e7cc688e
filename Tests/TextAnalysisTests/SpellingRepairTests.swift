import Testing
import TextAnalysis

@Suite("Unknown words are read as the word they most likely stand for")
struct SpellingRepairTests {
    private let repair = SpellingRepair(
        domain: WordList(["pain", "injection", "shoulder", "heat", "swelling", "worse"]),
        common: WordList(["about", "never", "bread", "breath", "really", "number", "shout", "so", "paint"]))

    @Test(
        "one slip of the finger is mended",
        arguments: [
            ("sholder", "shoulder"), ("injction", "injection"), ("injcetion", "injection"), ("swellling", "swelling"),
            ("worsse", "worse"), ("realy", "really"), ("painnnn", "pain"), ("soooooo", "so"), ("heatt", "heat"),
        ])
    func mended(_ typed: String, _ meant: String) {
        #expect(repair.replacement(for: typed) == meant)
    }

    @Test(
        "a known, a short, a foreign or a hopeless word stays as it is",
        arguments: [
            "pain", "bread", "breath", "hte", "qqqqqq", "sch\u{F6}n", "naproxen", "x1234", "",
        ])
    func kept(_ word: String) {
        #expect(repair.replacement(for: word) == nil)
    }

    @Test("a word of the pack goes before a commoner word of the language")
    func domainFirst() {
        #expect(repair.replacement(for: "painn") == "pain")
    }

    @Test("the repaired utterance keeps text and ranges, and says what it mended")
    func utterance() {
        let (mended, repairs) = repair.repair(Utterance("my SHOLDER pain"))
        #expect(mended.terms.map(\.text) == ["my", "shoulder", "pain"])
        #expect(mended.text == "my SHOLDER pain")
        #expect(mended.quote(bytes: mended.terms[1].bytes) == "SHOLDER")
        #expect(repairs == [.init(from: "sholder", to: "shoulder")])
    }

    @Test(
        "the distance counts insertions, deletions, changes and swaps",
        arguments: [
            ("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ca", "abc", 3), ("a", "", 1),
        ])
    func distance(_ a: String, _ b: String, _ expected: Int) {
        #expect(EditDistance.damerau(a, b) == expected)
        #expect(EditDistance.damerau(b, a) == expected)
        #expect(EditDistance.damerau(a, b, limit: expected) == expected)
        if expected > 0 { #expect(EditDistance.damerau(a, b, limit: expected - 1) == nil) }
    }
}
