internal import TextAnalysis

/// Resolves the names of word classes to their phrases, and gives each distinct set of phrases one id.
struct ClassRegistry {
    /// A phrase as the words that the tokenizer makes of it.
    typealias Phrase = [String]

    private var entries: [String: [String]] = [:]
    private var resolved: [String: [Phrase]] = [:]
    private var ids: [String: Int] = [:]
    private var wordForms: [String: [Phrase]] = [:]
    /// The phrases of each class, in the order of the ids. Class 0 is "a number".
    private(set) var phrases: [[Phrase]] = [[]]

    init(_ classes: [SafetyData.WordClass]) {
        for wordClass in classes { entries[wordClass.name] = wordClass.entries }
    }

    static func isClassName(_ text: String) -> Bool {
        text.utf8.count >= 2
            && text.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) || $0 == UInt8(ascii: "_")
            }
    }

    func knows(_ name: String) -> Bool { entries[name] != nil }

    /// The id of a choice between words, phrases and classes.
    mutating func id(of choices: [String]) -> Int {
        if choices == ["NUMBER"] { return 0 }
        let key = choices.joined(separator: "|")
        if let id = ids[key] { return id }
        let id = phrases.count
        ids[key] = id
        phrases.append([])
        var all: [Phrase] = []
        for choice in choices { all += phrases(of: choice, depth: 0) }
        phrases[id] = all
        return id
    }

    private mutating func phrases(of choice: String, depth: Int) -> [Phrase] {
        guard Self.isClassName(choice) else { return phrasesCached(choice) }
        if let known = resolved[choice] { return known }
        guard depth < 8, let list = entries[choice] else { return [] }
        var all: [Phrase] = []
        for entry in list { all += phrases(of: entry, depth: depth + 1) }
        resolved[choice] = all
        return all
    }

    /// As `phrases(ofWords:)`, each word cut only once: the data name the common ones hundreds of times.
    private mutating func phrasesCached(_ text: String) -> [Phrase] {
        var variants: [Phrase] = [[]]
        for part in text.utf8.split(separator: UInt8(ascii: " ")) {
            let word = String(Substring(part))
            let forms: [Phrase]
            if let known = wordForms[word] {
                forms = known
            } else {
                forms = Self.phrases(ofWords: word)
                wordForms[word] = forms
            }
            if forms.isEmpty { continue }
            if variants.count == 1, forms.count == 1 {
                variants[0] += forms[0]
            } else {
                variants = forms.flatMap { form in variants.map { $0 + form } }
            }
        }
        return variants.filter { !$0.isEmpty }
    }

    /// `pass~ out` is `pass out`, `passes out`, `passed out`, `passing out`.
    static func phrases(ofWords text: String) -> [Phrase] {
        var variants: [Phrase] = [[]]
        for part in text.split(separator: " ") {
            let forms =
                part.hasSuffix("~") ? Inflection.forms(of: String(part.dropLast())) : [String(part)]
            var next: [Phrase] = []
            for form in forms {
                let words = Utterance(form).terms.map(\.text)
                for variant in variants { next.append(variant + words) }
            }
            variants = next
        }
        return variants.filter { !$0.isEmpty }
    }
}
