/// The regular inflections of an English word, for `word~` in the data.
///
/// Both spellings are made where the rule is unsure (`droped`, `dropped`): a form that nobody writes costs nothing, and
/// catches one that somebody misspells.
enum Inflection {
    static func forms(of word: String) -> [String] {
        guard let last = word.last, word.count >= 2 else { return [word] }
        let stem = String(word.dropLast())
        var forms = [word]
        switch last {
        case "e":
            forms += [word + "s", word + "d", stem + "ing", word + "ing"]
        case "y" where !"aeiou".contains(stem.last ?? "a"):
            forms += [stem + "ies", stem + "ied", word + "ing"]
        case "s", "x", "z", "h":
            forms += [word + "es", word + "s", word + "ed", word + "ing"]
        default:
            forms += [word + "s", word + "ed", word + "ing"]
        }
        if let before = stem.last, "aeiou".contains(before), !"aeiouwxyh".contains(last), word.count <= 7 {
            forms += [word + String(last) + "ed", word + String(last) + "ing"]
        }
        return forms
    }
}
