import SafetyScreening
import Testing
import TextAnalysis

@Suite("Any text is screened: no trap, the same twice, bounded")
struct FuzzTests {
    /// A small generator with a fixed seed: the same texts in every run (SplitMix64).
    struct Generator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        mutating func pick<T>(_ list: [T]) -> T { list[Int(next() % UInt64(list.count))] }
    }

    @Test("words of the vocabulary in any order, with any marks between")
    func vocabulary() throws {
        var generator = Generator(state: 7)
        let words =
            Labelled.all.flatMap { $0.text.split(separator: " ").map(String.init) }
            + [
                "9", "10", "/", "38.5", "%", "\u{1F622}", "é", "\u{0}", "¿", "'", "100", "-", "...", "1e9", "\n", "no",
                "if", "not",
            ]
        for _ in 0..<1500 {
            var text = ""
            for _ in 0..<Int(generator.next() % 60) {
                text += generator.pick(words) + generator.pick([" ", " ", " ", ", ", ". ", "? ", " - ", ""])
            }
            let first = try Bundled.screen(text)
            #expect(try Bundled.screen(text) == first)
            #expect(first.alerts.count <= SafetyScreener.maximumAlerts)
            for alert in first.alerts { #expect(!alert.text.isEmpty) }
            for mention in first.mentions { #expect(mention.bytes.upperBound <= text.utf8.count) }
            #expect(first.urgency == first.alerts.map(\.level).max() ?? .none)
        }
    }

    @Test("bytes of any kind")
    func bytes() throws {
        var generator = Generator(state: 11)
        for length in [0, 1, 2, 3, 10, 100, 1000, 10_000] {
            for _ in 0..<8 {
                var bytes: [UInt8] = []
                for _ in 0..<length { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
                _ = try Bundled.screen(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test(
        "a sign at the end of 64 KiB of chatter, of denials or of one long sentence is found",
        arguments: [
            "can I use heat on it today? ", "my arm is not numb. ", "no fever and no pus and ",
            "I have no chest pain. ",
        ])
    func longTexts(_ chatter: String) throws {
        let text = String(repeating: chatter, count: 65_536 / chatter.utf8.count) + ". I have chest pain"
        #expect(try Bundled.urgency(text) == .emergency)
    }

    @Test("evidence is cut from the utterance as it was typed")
    func evidence() throws {
        let finding = try Bundled.screen("Hallo \u{1F600}, my ARM\u{2019}s gone NUMB, Straße")
        let alert = try #require(finding.alerts.first)
        #expect(alert.evidence.contains("NUMB"))
        #expect("Hallo \u{1F600}, my ARM\u{2019}s gone NUMB, Straße".contains(alert.evidence))
    }
}
