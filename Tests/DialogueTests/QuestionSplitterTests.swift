import Dialogue
import Testing
import TextAnalysis

@Suite("A message that asks several things is taken apart at its questions")
struct QuestionSplitterTests {
    @Test(
        "the parts, in order",
        arguments: [
            ("can I use heat and when should I ring?", ["can i use heat", "when should i ring"]),
            (
                "Is Aleve OK? Oh and is it normal that it's worse?",
                ["is aleve ok", "is it normal that it is worse"]
            ),
            ("so can I have a beer, and do I ice it after", ["so can i have a beer", "do i ice it after"]),
            ("I had it Tuesday. Why is it worse? Can I drive?", ["why is it worse", "can i drive"]),
        ])
    func parts(_ text: String, _ expected: [String]) {
        #expect(QuestionSplitter.parts(Utterance(text)).map(\.normalized) == expected)
    }

    @Test(
        "one question with its story, and no question at all, stay whole",
        arguments: [
            "I had mine on Monday. It was fine. Why is it worse now?", "my shoulder is hot and red",
            "ice and heat, which first?", "it hurts and burns and I hate it", "why?", "???", "",
            "is it? is it? is it? is it? is it?",
        ])
    func whole(_ text: String) {
        let utterance = Utterance(text)
        #expect(QuestionSplitter.parts(utterance).map(\.normalized) == [utterance.normalized])
    }
}
