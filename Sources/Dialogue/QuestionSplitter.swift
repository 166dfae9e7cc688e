package import TextAnalysis

/// Parts a message that asks several things.
///
/// A part ends with a question mark, or with a full stop where another question follows. A message with fewer than two
/// questions stays whole: its statements are the story that the one question is about.
package enum QuestionSplitter {
    /// The most parts that are answered.
    package static let limit = 3

    /// The parts of an utterance, in order; one part, the utterance itself, when it asks one thing.
    package static func parts(_ utterance: Utterance) -> [Utterance] {
        var questions: [Range<Int>] = []
        var start = 0
        for (place, token) in utterance.tokens.enumerated() where token.kind == .punctuation {
            switch token.text {
            case "?":
                if utterance.tokens[start..<place].contains(where: \.isTerm) { questions.append(start..<place) }
                start = place + 1
            case ".", "!", ";": start = place + 1
            default: break
            }
        }
        let real = questions.filter { range in utterance.tokens[range].count(where: \.isTerm) >= 2 }
        guard real.count > 1, real.count <= limit else { return [utterance] }
        return real.map { Utterance(text: utterance.text, tokens: Array(utterance.tokens[$0])) }
    }
}
