import Foundation
import KnowledgePacks
import SafetyScreening
import TextAnalysis

/// The bundled safety data, loaded once for all tests of this target.
enum Bundled {
    /// The package's root, found from this file.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static let loaded: (data: SafetyData?, diagnostics: Diagnostics) = {
        var diagnostics = Diagnostics()
        let data = SafetyData.load(folder: root + "/Intents/safety/en", &diagnostics)
        return (data, diagnostics)
    }()

    /// The common words that spelling repair leaves alone.
    static let common: WordList? = {
        guard let text = try? String(contentsOfFile: root + "/Intents/language/en/common-words.txt", encoding: .utf8)
        else { return nil }
        var words: [String] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") { words.append(String(line)) }
        return WordList(words)
    }()

    static func isCommon(_ word: String) -> Bool { common?.contains(word.lowercased()) ?? false }

    static let screener: SafetyScreener? = makeScreener()

    private static func makeScreener() -> SafetyScreener? {
        guard let data = loaded.data, let common else { return nil }
        return SafetyScreener(data: data, commonWords: common)
    }

    static func screen(_ text: String, carried: SafetyCarry? = nil) throws -> SafetyFinding {
        guard let screener else { throw Unloadable() }
        return screener.screen(Utterance(text), carried: carried)
    }

    static func urgency(_ text: String, carried: SafetyCarry? = nil) throws -> Urgency {
        try screen(text, carried: carried).urgency
    }

    struct Unloadable: Error {}
}
