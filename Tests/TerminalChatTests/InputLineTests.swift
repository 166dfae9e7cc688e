import TerminalChat
import Testing

@Suite("A typed line is told apart before anything is asked")
struct InputLineTests {
    @Test(
        "a colon and a word is a command, in any case, by its beginning",
        arguments: [
            (":help", ChatCommand.help), (":WHY", .why), (":topics", .topics), (":more", .more), (":reset", .reset),
            (":quit", .quit), (":q", .quit), ("  :h  ", .help), (":top", .topics), (":more please", .more),
        ])
    func commands(_ line: String, _ command: ChatCommand) {
        #expect(InputLine(line.utf8) == .command(command))
    }

    @Test(
        "a colon and another word is no question",
        arguments: [(":ice", "ice"), (":topcis", "topcis"), (":exit now", "exit"), (":", "")])
    func unknown(_ line: String, _ name: String) {
        #expect(InputLine(line.utf8) == .unknownCommand(name: name))
    }

    @Test(
        "the command that was meant is named where one is near",
        arguments: [
            ("topcis", ChatCommand.topics), ("hlep", .help), ("qiut", .quit), ("whyy", .why), ("exit", .quit),
            ("ice", nil), ("a", nil), ("", nil),
        ])
    func nearest(_ name: String, _ command: ChatCommand?) {
        #expect(ChatCommand.nearest(to: name) == command)
    }

    @Test(
        "all else is a question, and so is one that starts with a smiley",
        arguments: [
            "can I use ice?", "8", ":( it hurts", ":-(", ":'( help me", ":o I feel faint", ": it hurts", "why:",
        ])
    func questions(_ line: String) {
        #expect(InputLine(line.utf8) == .question(line, isDamaged: false))
    }

    @Test("blanks are nothing", arguments: ["", " ", "\t \r", "\u{00A0}"])
    func empty(_ line: String) {
        #expect(InputLine(line.utf8) == .empty)
    }

    @Test("damaged bytes are repaired and told of")
    func damaged() {
        #expect(InputLine(Array("caf".utf8) + [0xE9]) == .question("caf\u{FFFD}", isDamaged: true))
        #expect(InputLine(Array("a".utf8) + [0] + Array("b".utf8)) == .question("a b", isDamaged: true))
        #expect(InputLine([0]) == .question("", isDamaged: true))
    }

    @Test("pasted line breaks are blanks")
    func pasted() {
        #expect(InputLine("can I\nuse ice?\r\n".utf8) == .question("can I use ice?", isDamaged: false))
    }
}

@Suite("TAB completes")
struct CompletionTests {
    private let completion = Completion(
        titles: ["Using heat", "Using ice", "When to get help"], main: ["Using heat"])

    @Test(
        "commands behind a colon, titles by their beginning or a word of theirs",
        arguments: [
            (":", [":help", ":why", ":topics", ":more", ":reset", ":quit"]),
            (":t", [":topics"]),
            (":x", []),
            ("us", ["Using heat", "Using ice"]),
            ("USING I", ["Using ice"]),
            ("  using h", ["Using heat"]),
            ("he", ["Using heat", "When to get help"]),
            ("ea", []),
            (
                "",
                [":help", ":why", ":topics", ":more", ":reset", ":quit", "Using heat"]
            ),
        ])
    func offers(_ typed: String, _ expected: [String]) {
        #expect(completion.offers(for: typed) == expected)
    }
}
