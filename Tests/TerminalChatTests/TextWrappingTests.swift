import TerminalChat
import Testing

@Suite("Text is wrapped to the terminal's width")
struct TextWrappingTests {
    @Test(
        "a character takes the columns that a terminal gives it",
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("ß", 1), ("—", 1), ("║", 1),
            ("漢", 2), ("ひ", 2), ("한", 2), ("Ａ", 2), ("ｱ", 1), ("、", 2),
            ("\u{1F622}", 2), ("\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F466}", 2), ("\u{1F44D}\u{1F3FD}", 2),
            ("\u{1F1E9}\u{1F1EA}", 2), ("\u{2764}\u{FE0F}", 2), ("\u{2764}", 1), ("1\u{FE0F}\u{20E3}", 2),
            ("\u{200B}", 0), ("\u{07}", 0), ("", 0), ("hot n red", 9), ("痛い!", 5),
        ])
    func columns(_ text: String, _ expected: Int) {
        #expect(DisplayWidth.of(text) == expected)
    }

    @Test(
        "lines break at blanks and keep the text's own breaks",
        arguments: [
            ("", 10, [""]),
            ("one two", 10, ["one two"]),
            ("one two three", 10, ["one two", "three"]),
            ("exactly te", 10, ["exactly te"]),
            ("exactly ten", 10, ["exactly", "ten"]),
            ("one\ntwo", 10, ["one", "two"]),
            ("one\n\ntwo", 10, ["one", "", "two"]),
            ("a  b", 10, ["a  b"]),
            ("- one two three", 10, ["- one two", "  three"]),
            ("2. one two three", 10, ["2. one two", "   three"]),
            ("incomprehensibilities", 10, ["incomprehe", "nsibilitie", "s"]),
            ("an incomprehensibility", 10, ["an", "incomprehe", "nsibility"]),
            ("痛みが強くなりました。", 10, ["痛みが強く", "なりまし", "た。"]),
            (
                "\u{1F622}\u{1F622}\u{1F622}\u{1F622}\u{1F622}\u{1F622}", 10,
                [
                    "\u{1F622}\u{1F622}\u{1F622}\u{1F622}\u{1F622}", "\u{1F622}",
                ]
            ),
        ])
    func wrapping(_ text: String, _ width: Int, _ expected: [String]) {
        #expect(TextWrapping.lines(text, width: width) == expected)
    }

    @Test("no line is wider than the terminal, and no word is lost, at any width", arguments: 8...90)
    func fits(_ width: Int) {
        let text = """
            Hold ice on the sore place — 15 to 20 minutes. 痛みが強い時は医師に相談してください。
            - Pneumonoultramicroscopicsilicovolcanoconiosis is a long word \u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F466} here
            """
        let lines = TextWrapping.lines(text, width: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        let letters = { (text: String) in text.filter { !$0.isWhitespace } }
        #expect(letters(lines.joined()) == letters(text))
    }

    @Test("what would steer the terminal is not printed")
    func controls() {
        #expect(TextWrapping.lines("a\u{1B}[31mb\u{9B}c\r\td\u{202E}e", width: 40) == ["a [31mb c  de"])
    }
}
