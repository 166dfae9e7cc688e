import Testing
import TextAnalysis

@Suite("An utterance is cut into tokens")
struct TokenizerTests {
    private func words(_ text: String) -> [String] { Utterance(text).terms.map(\.text) }

    @Test(
        "case, accents, contractions and shorthand are folded",
        arguments: [
            ("Why is it WORSE?", ["why", "is", "it", "worse"]),
            ("can't", ["can", "not"]),
            ("cant", ["can", "not"]),
            ("CAN\u{2019}T", ["can", "not"]),
            ("I'm sore, it's bad", ["i", "am", "sore", "it", "is", "bad"]),
            ("the doctor's needle", ["the", "doctor", "needle"]),
            ("caf\u{E9} na\u{EF}ve", ["cafe", "naive"]),
            ("cafe\u{301}", ["cafe"]),
            ("\u{FF48}\u{FF45}\u{FF41}\u{FF54}", ["heat"]),
            ("hot n red", ["hot", "and", "red"]),
            ("15-20 mins", ["15", "20", "minutes"]),
            ("38,5 or 101.3", ["38,5", "or", "101.3"]),
            ("pain is 8/10", ["pain", "is", "8", "10"]),
            ("3rd day", ["3rd", "day"]),
            ("101f", ["101", "f"]),
            ("it hurts...", ["it", "hurts"]),
            ("day 3.", ["day", "3"]),
            ("\u{1F622}\u{1F622}", []),
            ("", []),
            ("\0\u{1}\t\n", []),
            ("so\u{AD}re sho\u{200B}t", ["sore", "shot"]),
            ("rock 'n' roll", ["rock", "and", "roll"]),
        ])
    func folding(_ text: String, _ expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test(
        "numbers carry their value",
        arguments: [
            ("38,5", 38.5), ("38.5", 38.5), ("1,000", 1000), ("3rd", 3), ("five", 5), ("couple", 2), ("\u{0663}", 3),
        ])
    func values(_ text: String, _ expected: Double) {
        #expect(Utterance(text).tokens.first?.value == expected)
    }

    @Test("a token's range cuts its own text out of the utterance, whatever stands around it")
    func ranges() {
        let text =
            "\u{1F525} My sh\u{F6}ulder isn\u{2019}t \u{FF32}ed \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} 38.5\u{B0}"
        let utterance = Utterance(text)
        let quotes = utterance.tokens.map { utterance.quote(bytes: $0.bytes) }
        #expect(
            quotes == [
                "\u{1F525}", "My", "sh\u{F6}ulder", "isn\u{2019}t", "isn\u{2019}t", "\u{FF32}ed",
                "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "38.5", "\u{B0}",
            ])
        #expect(utterance.quote(1..<4) == "My sh\u{F6}ulder isn\u{2019}t")
    }

    @Test("texts that differ only in dress are equal after normalisation")
    func normalized() {
        #expect(Utterance("Can I use HEAT??").normalized == Utterance("can i use heat").normalized)
        #expect(Utterance("dont touch").normalized == Utterance("Don't  touch!").normalized)
    }

    @Test(
        "every token lies inside the text, in order",
        arguments: [
            "a\u{300}\u{301}\u{302}b", String(repeating: "\u{1F3F3}\u{FE0F}", count: 50), "'''' .... ,,,, 1.2.3.4",
            "\u{202E}abc", "it's's's", "5'11\"", String(repeating: "x", count: 5000), "\u{FFFD}\u{FFFD}ok",
        ])
    func bounds(_ text: String) {
        var last = 0
        for token in Utterance(text).tokens {
            #expect(token.bytes.lowerBound >= last)
            #expect(token.bytes.upperBound <= text.utf8.count)
            #expect(token.bytes.lowerBound < token.bytes.upperBound)
            last = token.bytes.lowerBound
        }
    }
}
