/// How a run of text looks; the words say the same without it.
package struct TextStyle: Sendable {
    /// Parameters of "select graphic rendition". Source: ECMA-48, 8.3.117.
    private let parameters: String

    private init(_ parameters: String) { self.parameters = parameters }

    /// A title, a number to pick.
    package static let strong = TextStyle("1")
    /// What is there for whoever looks for it: sources and hints.
    package static let quiet = TextStyle("2")
    /// Bold white on red.
    package static let emergency = TextStyle("1;97;41")
    /// Bold black on yellow.
    package static let urgent = TextStyle("1;30;103")

    /// The text in this style, back to plain behind it.
    package func callAsFunction(_ text: String) -> String {
        text.isEmpty ? text : "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}
