/// The regular inflections of an English word, for `word~` in the data.
///
/// A short vowel before one consonant doubles it in words of one syllable (`drop`, `dropped`). A form that no one
/// writes must not be made: spelling repair would take it for known.
enum Inflection {
    static func forms(of word: String) -> [String] {
        guard let last = word.last, word.count >= 2 else { return [word] }
        let stem = String(word.dropLast())
        var forms = [word]
        switch last {
        case "e":
            forms += [word + "s", word + "d", stem + "ing"]
        case "y" where !"aeiou".contains(stem.last ?? "a"):
            forms += [stem + "ies", stem + "ied", word + "ing"]
        case "s", "x", "z", "h":
            forms += [word + "es", word + "s", word + "ed", word + "ing"]
        default:
            let doubles = word.count(where: { "aeiouy".contains($0) }) == 1 && "aeiou".contains(stem.last ?? "x")
            let base = doubles && !"wxyh".contains(last) ? word + String(last) : word
            forms += [word + "s", base + "ed", base + "ing"]
        }
        return forms
    }
}
