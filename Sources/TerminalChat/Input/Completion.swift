/// What TAB offers for the beginning of a line.
package struct Completion: Sendable {
    /// Titles of topics, in the order in which `:topics` lists them.
    private let titles: [String]

    /// Those of ``titles`` that an empty line offers.
    private let main: [String]

    /// - Parameter main: What is offered before anything is typed: few enough to take in.
    package init(titles: [String] = [], main: [String] = []) {
        self.titles = titles
        self.main = main
    }

    /// Whole lines that the typed text may become, without repetition.
    ///
    /// A colon offers commands. Else titles that begin with the text; when there is none, titles with a word that does:
    /// "ice" becomes "Using ice".
    package func offers(for typed: String) -> [String] {
        let text = typed.trimmingBlanks.lowercased()
        let commands = ChatCommand.allCases.map(\.typed)
        if text.hasPrefix(":") { return commands.filter { $0.hasPrefix(text) } }
        if text.isEmpty { return commands + main }
        let beginning = titles.filter { $0.lowercased().hasPrefix(text) }
        if !beginning.isEmpty { return beginning }
        return titles.filter { title in
            let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
            return words.contains { $0.hasPrefix(text) }
        }
    }
}
