import Evaluation
import Testing
import TextAnalysis

@Suite("A slip of the finger is one slip, and the same each time")
struct TyposTests {
    private static let texts = [
        "can I use heat?", "Is it normal that my SHOULDER is so sore", "how long does it last", "a b c", "no", "42",
        "", "wie l\u{E4}uft das", "\u{65E5}\u{672C}\u{8A9E}", "ok so",
    ]

    @Test("a slip changes one word by one letter, and leaves its first letter")
    func one() {
        for seed in 0..<200 as Range<UInt64> {
            var typos = Typos(seed: seed)
            for text in Self.texts {
                let slipped = typos.slip(in: text)
                let before = text.split(separator: " ", omittingEmptySubsequences: false)
                let after = slipped.split(separator: " ", omittingEmptySubsequences: false)
                #expect(before.count == after.count)
                let changed = zip(before, after).filter { $0 != $1 }
                #expect(changed.count <= 1, "\(text) \(slipped)")
                for (old, new) in changed {
                    #expect(old.first == new.first)
                    #expect(abs(old.count - new.count) <= 1)
                }
            }
        }
    }

    @Test("nearly every question gets one")
    func most() {
        var typos = Typos(seed: 7)
        let changed = (0..<500).count { _ in typos.slip(in: "can I use heat") != "can I use heat" }
        // A letter doubled and another lost can give the same word; nothing else can.
        #expect(changed == 500)
    }

    @Test("the same seed gives the same slips, another one others")
    func seeded() {
        func slips(_ seed: UInt64) -> [String] {
            var typos = Typos(seed: seed)
            return Self.texts.map { typos.slip(in: $0) }
        }
        #expect(slips(1) == slips(1))
        #expect(slips(1) != slips(2))
    }

    @Test("a text without a word stays")
    func nothing() {
        var typos = Typos(seed: 3)
        for text in ["", "42", "?!", "\u{65E5}\u{672C}\u{8A9E}", "a"] { #expect(typos.slip(in: text) == text) }
    }
}
