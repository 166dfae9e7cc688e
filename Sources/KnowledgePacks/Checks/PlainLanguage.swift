/// How hard a text is to read.
public enum PlainLanguage {
    /// The longest sentence a passage should hold, in words.
    public static let sentenceLimit = 20
    /// The reading grade that a passage should not pass.
    public static let gradeLimit = 7.0
    /// The longest short answer, in words.
    public static let shortAnswerLimit = 60

    /// The sentences of a text, list items and paragraphs apart.
    static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        for line in text.split(separator: "\n") {
            var current = ""
            let line = line.hasPrefix("- ") ? line.dropFirst(2) : line
            for word in line.split(separator: " ") {
                current += current.isEmpty ? String(word) : " \(word)"
                let bare = word.reversed().first { !"\"')".contains($0) }
                if let bare, ".!?:".contains(bare) {
                    sentences.append(current)
                    current = ""
                }
            }
            if !current.isEmpty { sentences.append(current) }
        }
        return sentences
    }

    static func words(_ text: String) -> [Substring] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "-") }.filter { word in
            word.contains { $0.isLetter || $0.isNumber }
        }
    }

    /// The Flesch-Kincaid grade: the school year in which a text can be read with ease.
    ///
    /// Syllables are estimated from vowel groups, so the grade is good to about one year.
    /// Source: Kincaid et al. 1975, Research Branch Report 8-75, Naval Air Station Memphis.
    public static func grade(_ text: String) -> Double {
        let words = words(text)
        let sentences = max(1, sentences(text).count)
        guard !words.isEmpty else { return 0 }
        let syllables = words.reduce(0) { $0 + Self.syllables($1) }
        return 0.39 * Double(words.count) / Double(sentences) + 11.8 * Double(syllables) / Double(words.count) - 15.59
    }

    static func syllables(_ word: Substring) -> Int {
        var count = 0
        var previousVowel = false
        let letters = Array(word.lowercased())
        for letter in letters {
            let vowel = "aeiouy".contains(letter)
            if vowel, !previousVowel { count += 1 }
            previousVowel = vowel
        }
        if letters.last == "e", letters.count > 2, !"aeiouyl".contains(letters[letters.count - 2]) { count -= 1 }
        if letters.count > 3, letters.suffix(2) == ["e", "d"], !"dt".contains(letters[letters.count - 3]) {
            count -= 1
        }
        return max(1, count)
    }
}
