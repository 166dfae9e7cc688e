/// Questions to measure with.
enum Questions {
    static let fortyBytes = "Can I use a heat pad on my sore neck now"
    /// 40 characters about a sign, which makes the screener work.
    static let fortyCharacters = "my shoulder is hot and red, should i wai"
    /// Long enough for the longest question that is answered.
    static let fourKibibytes: String = {
        let sentence = "my shoulder is sore since the injection and i was told to rest, is it ok to take a walk? "
        return String(String(repeating: sentence, count: 64).prefix(4096))
    }()

    /// Questions that have an answer, none of which is an example.
    static let covered = [
        "can I have a bath with my sore neck in the evening", "how long will my shoulder stay sore after this",
        "should I put ice on the place where the needle went in", "when may I go for a run after my injection",
        "is it normal that my back hurts more than before the injection",
    ]

    /// 1,152 different questions: more than any cache of rankings holds, so each is seen for the first time.
    static let many: [String] = {
        let verbs = ["can i use", "should i try", "is it ok to have", "what about", "how long for", "when can i start"]
        let things = [
            "a heat pad", "ice", "some ibuprofen", "a massage", "light stretching", "a hot bath", "a walk", "the gym",
        ]
        let places = ["neck", "shoulder", "back", "hip", "arm", "leg"]
        let times = ["today", "tomorrow", "after two days", "before bed"]
        var all: [String] = []
        for verb in verbs {
            for thing in things {
                for place in places {
                    for time in times { all.append("\(verb) \(thing) on my \(place) \(time)") }
                }
            }
        }
        return all
    }()

    /// A text that the encoder reads as so many tokens, the two at its ends included; every word is one word piece.
    static func text(tokens: Int) -> String {
        let words =
            "can i use a heating pad on my sore shoulder the day after the injection or should i wait for some time"
            .split(separator: " ")
        return (0..<tokens - 2).map { words[$0 % words.count] }.joined(separator: " ")
    }
}

/// Goes round a list.
final class Cycle {
    private let elements: [String]
    private var place = 0
    init(_ elements: [String]) { self.elements = elements }

    func next() -> String {
        place = (place + 1) % elements.count
        return elements[place]
    }
}
