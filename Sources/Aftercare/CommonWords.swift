public import KnowledgePacks
public import TextAnalysis

/// A language's common words: a file of one word a line, the most common first, `#` before remarks.
public enum CommonWords {
    static let fileName = "common-words.txt"

    /// The words of the language folder beside a pack; a fault is reported and gives `nil`.
    public static func load(for location: PackLocation, language: String = "en", _ diagnostics: inout Diagnostics)
        -> WordList?
    {
        let path = location.shared("language", language: language) + "/\(fileName)"
        guard let bytes = TextFile.bytes(path, &diagnostics) else { return nil }
        return read(bytes, file: path, &diagnostics)
    }

    static func read(_ bytes: [UInt8], file: String, _ diagnostics: inout Diagnostics) -> WordList? {
        TextFile.text(bytes, file: file, &diagnostics).map { text in
            WordList(text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init))
        }
    }
}
