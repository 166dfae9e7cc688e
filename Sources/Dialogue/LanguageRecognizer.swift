package import KnowledgePacks
package import TextAnalysis

/// Tells whether a message is written in another language than the pack's.
///
/// Counts words: a language has to have words in the message that are not common in the pack's, and at least as many as are
/// common there alone, so an English message with a foreign word stays English.
package struct LanguageRecognizer: Sendable {
    private let languages: [String]
    /// The places in ``languages`` of those that have a word, ascending.
    private let languagesOfWord: [String: [Int]]
    private let isCommon: @Sendable (String) -> Bool
    /// Longer messages are judged by their first terms.
    private static let judgedTerms = 40

    /// - Parameter isCommon: Whether a word is common in the pack's language.
    package init(_ data: LanguageData, isCommon: @escaping @Sendable (String) -> Bool) {
        let own = Set(Self.terms(data.conversation.all))
        languages = data.foreign.map(\.id)
        var languagesOfWord: [String: [Int]] = [:]
        for (place, language) in data.foreign.enumerated() {
            for term in Self.terms(language.words) where languagesOfWord[term]?.last != place {
                languagesOfWord[term, default: []].append(place)
            }
        }
        self.languagesOfWord = languagesOfWord
        self.isCommon = { own.contains($0) || isCommon($0) }
    }

    private static func terms(_ words: [String]) -> [String] {
        // One text: a start waits for this.
        Utterance(words.joined(separator: "\n")).terms.map(\.text)
    }

    package enum Verdict: Equatable {
        /// The pack's own language, or nothing to tell it by.
        case own
        /// Another language that is known.
        case foreign(String)
        /// Another script.
        case unknown
    }

    package func verdict(_ terms: [Token]) -> Verdict {
        let words = terms.prefix(Self.judgedTerms).filter { $0.kind == .word }.map(\.text)
        guard !words.isEmpty else { return .own }
        var found = [Int](repeating: 0, count: languages.count)
        var telling = found
        var shared = found
        var common = 0
        for word in words {
            let isCommon = isCommon(word)
            common += isCommon ? 1 : 0
            for language in languagesOfWord[word] ?? [] {
                found[language] += 1
                telling[language] += isCommon ? 0 : 1
                shared[language] += isCommon ? 1 : 0
            }
        }
        var best: (id: String, words: Int, own: Int)?
        for (language, id) in languages.enumerated() {
            let (found, telling, rest) = (found[language], telling[language], common - shared[language])
            let enough = telling >= 2 ? found >= rest : telling == 1 && rest == 0 && found * 2 >= words.count
            if enough, found > best?.words ?? 0 || found == best?.words && telling > best?.own ?? 0 {
                best = (id, found, telling)
            }
        }
        if let best { return .foreign(best.id) }
        let strange = words.count { $0.utf8.contains { $0 >= 0x80 } }
        return strange * 2 > words.count ? .unknown : .own
    }
}
