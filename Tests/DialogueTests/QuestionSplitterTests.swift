import Dialogue
import Foundation
import KnowledgePacks
import Testing
import TextAnalysis

@Suite("A message that asks several things is taken apart at its questions")
struct QuestionSplitterTests {
    private let splitter: QuestionSplitter

    init() throws { splitter = try English.splitter() }

    @Test(
        "the questions, in order",
        arguments: [
            ("can I use heat and when should I ring?", ["can i use heat", "when should i ring"]),
            ("Is Aleve OK? Oh and is it normal that it's worse?", ["is aleve ok", "is it normal that it is worse"]),
            ("so can I have a beer, and do I ice it after", ["can i have a beer", "do i ice it after"]),
            ("I had it Tuesday. Why is it worse? Can I drive?", ["why is it worse", "can i drive"]),
            ("1) is more pain usual 2) may I drive", ["is more pain usual", "may i drive"]),
            ("tylenol fine? and ice how long", ["tylenol fine", "ice how long"]),
            ("I had mine on Monday. It was fine. Why is it worse now?", ["why is it worse now"]),
            ("1. Ice or heat first?\n2. When can I drive?", ["ice or heat first", "when can i drive"]),
            ("how long do i ice it\nhow soon can i drive", ["how long do i ice it", "how soon can i drive"]),
            ("do i rest it / can i move a bit", ["do i rest it", "can i move a bit"]),
            ("can i drive & do i need to rest", ["can i drive", "do i need to rest"]),
            (
                "can i ice it can i take aleve can i sleep on it",
                ["can i ice it", "can i take aleve", "can i sleep on it"]
            ),
            ("should I worry if it is sore\nafter a day", ["should i worry if it is sore after a day"]),
            ("does it work - what does it cost", ["does it work", "what does it cost"]),
        ])
    func questions(_ text: String, _ expected: [String]) {
        #expect(splitter.questions(Utterance(text)).map(\.normalized) == expected)
    }

    @Test(
        "a statement asks nothing, however many things it joins",
        arguments: [
            "my shoulder is hot and red", "it hurts and burns and I hate it", "had mine yesterday, did some gardening",
            "???", "",
        ])
    func statements(_ text: String) {
        #expect(splitter.questions(Utterance(text)).isEmpty)
    }
}

/// The words of English, as they are installed.
enum English {
    static func splitter() throws -> QuestionSplitter { QuestionSplitter(try language().conversation) }

    private static let folder =
        URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/Intents/language"

    static func commonWords() throws -> Set<String> {
        let text = try String(contentsOfFile: "\(folder)/en/common-words.txt", encoding: .utf8)
        return Set(text.split(separator: "\n").map(String.init))
    }

    static func language() throws -> LanguageData {
        var diagnostics = Diagnostics()
        let files = try #require(PackFiles.read(folder, &diagnostics))
        return try #require(LanguageData.read(files, folder: folder, language: "en", &diagnostics))
    }
}
