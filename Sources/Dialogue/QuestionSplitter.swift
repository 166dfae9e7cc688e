package import TextAnalysis

/// Parts a message that asks several things.
///
/// A part ends with a question mark, or before an "and" that a new question follows ("…, and when should I ring?"). Statements are
/// the story that the questions are about, and no part of their own.
package enum QuestionSplitter {
    /// The most parts that are answered.
    package static let limit = 3
    /// Fewer terms than this are no question.
    private static let leastTerms = 2

    /// The parts of an utterance, in order; one part, the utterance itself, when it asks one thing.
    package static func parts(_ utterance: Utterance) -> [Utterance] {
        let tokens = utterance.tokens
        var parts: [Range<Int>] = []
        var start = 0
        func close(_ end: Int, isQuestion: Bool) {
            let body = tokens[start..<end]
            let opens = body.first { $0.isTerm }.map { openers.contains($0.text) } ?? false
            if isQuestion || opens, body.count(where: \.isTerm) >= leastTerms { parts.append(start..<end) }
        }
        for (place, token) in tokens.enumerated() {
            switch token.text {
            case "?":
                close(place, isQuestion: true)
                start = place + 1
            case ".", "!", ";":
                close(place, isQuestion: false)
                start = place + 1
            case "and", "but", "also", "plus":
                guard place + 1 < tokens.count, place > start, openers.contains(tokens[place + 1].text) else {
                    continue
                }
                close(place, isQuestion: asks(tokens[start..<place]))
                start = place + 1
            default: break
            }
        }
        close(tokens.count, isQuestion: false)
        guard parts.count > 1, parts.count <= limit else { return [utterance] }
        return parts.map { Utterance(text: utterance.text, tokens: Array(tokens[$0])) }
    }

    /// The sentences of an utterance that has several, in order; empty when it has one.
    package static func sentences(_ utterance: Utterance) -> [Utterance] {
        let ends = utterance.tokens.indices.filter { place in
            [".", "!", "?", ";"].contains(utterance.tokens[place].text)
        }
        var sentences: [Utterance] = []
        var start = 0
        for end in ends + [utterance.tokens.count] {
            let tokens = Array(utterance.tokens[start..<end])
            start = min(end + 1, utterance.tokens.count)
            if tokens.count(where: \.isTerm) >= leastSentence {
                sentences.append(Utterance(text: utterance.text, tokens: tokens))
            }
        }
        return sentences.count > 1 ? sentences : []
    }

    /// Fewer terms than this are too little to judge alone.
    private static let leastSentence = 3

    /// Whether words hold a question somewhere: "so can I have a few beers".
    private static func asks(_ tokens: ArraySlice<Token>) -> Bool {
        zip(tokens, tokens.dropFirst()).contains { openers.contains($0.text) && subjects.contains($1.text) }
            || tokens.first { $0.isTerm }.map { openers.contains($0.text) } ?? false
    }

    /// Words that English questions start with.
    private static let openers: Set<String> = [
        "can", "could", "should", "shall", "may", "might", "do", "does", "did", "is", "are", "was", "will", "would",
        "have",
        "has", "what", "when", "why", "how", "where", "which", "who",
    ]
    private static let subjects: Set<String> = [
        "i", "it", "you", "we", "he", "she", "they", "this", "that", "my", "the",
    ]
}
