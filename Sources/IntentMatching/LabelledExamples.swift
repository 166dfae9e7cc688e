public import KnowledgePacks
import TextAnalysis

/// What a matcher is trained from: sentences with labels, and what a pack's authors know beside them.
public struct LabelledExamples: Sendable {
    /// Intent ids; an example's label is a place in this list.
    public var intents: [String]
    public var examples: [Example]
    /// Sentences that do not belong to a label.
    public var counterexamples: [Example]
    /// Words that mean the same, one list a meaning.
    public var synonyms: [[String]]
    /// Telling words and phrases, one list an intent; empty lists, or none at all, where there are none.
    public var keywords: [[String]]

    /// One sentence that stands for an intent.
    public struct Example: Sendable, Codable, Equatable {
        public var text: String
        /// The place of its intent.
        public var intent: Int
        /// Sentences of one group are near-copies: a template's.
        public var group: Int

        public init(text: String, intent: Int, group: Int) {
            self.text = text
            self.intent = intent
            self.group = group
        }
    }

    /// Labelled sentences alone, each a group of its own.
    ///
    /// - Parameter usesNames: Whether an intent's name is one more example of it, as a pack's titles are: `card_arrival` as
    ///   "card arrival". Worth 1 to 2 points at 5 examples an intent, nothing at 100.
    public init(_ sentences: [(intent: String, text: String)], usesNames: Bool = true) {
        intents = Array(Set(sentences.map(\.intent))).sorted()
        let places = Dictionary(uniqueKeysWithValues: intents.enumerated().map { ($1, $0) })
        examples = sentences.enumerated().map { number, sentence in
            Example(text: sentence.text, intent: places[sentence.intent] ?? 0, group: number)
        }
        if usesNames {
            for (label, name) in intents.enumerated() {
                let words = name.split { !($0.isLetter || $0.isNumber) }.joined(separator: " ").lowercased()
                examples.append(Example(text: words, intent: label, group: examples.count))
            }
        }
        counterexamples = []
        synonyms = []
        keywords = []
    }

    /// A pack's examples, titles, keywords and synonyms.
    public init(_ pack: KnowledgePack) {
        intents = pack.intents.map(\.id)
        examples = []
        counterexamples = []
        var group = 0
        for (label, intent) in pack.intents.enumerated() {
            for line in intent.examples + [[intent.title]] {
                for text in line { examples.append(Example(text: text, intent: label, group: group)) }
                group += 1
            }
            for text in intent.counterexamples {
                counterexamples.append(Example(text: text, intent: label, group: 0))
            }
        }
        synonyms = pack.vocabulary.synonyms
        keywords = pack.intents.map(\.keywords)
    }
}
