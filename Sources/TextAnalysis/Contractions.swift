/// What one written word stands for when it is short for others.
///
/// Apostrophes are optional in what people type (`cant`, `dont`), so both spellings are read. Words that are also
/// plain English without the apostrophe (`ill`, `well`, `were`, `shed`) are left alone.
enum Contractions {
    /// The words that a folded word stands for, or `nil` when it stands for itself.
    ///
    /// - Parameter word: Lower-case ASCII, apostrophes as `'`.
    static func expansion(of word: String) -> [String]? {
        if let whole = table[word] { return whole }
        guard let apostrophe = word.utf8.lastIndex(of: UInt8(ascii: "'")) else { return nil }
        let stem = String(word[..<apostrophe])
        let ending = word[word.index(after: apostrophe)...]
        if stem.isEmpty { return ending.isEmpty ? nil : [String(ending)] }
        switch ending {
        case "re": return [stem, "are"]
        case "ve": return [stem, "have"]
        case "ll": return [stem, "will"]
        case "d": return [stem, "would"]
        case "m": return [stem, "am"]
        case "t" where stem.hasSuffix("n"): return [String(stem.dropLast()), "not"]
        case "s": return pronouns.contains(stem) ? [stem, "is"] : [stem]
        default: return [stem + ending].filter { !$0.isEmpty }
        }
    }

    /// Words after which `'s` is "is"; after any other it is a possessive and is dropped.
    private static let pronouns: Set<String> = [
        "it", "that", "this", "what", "he", "she", "there", "how", "where", "who", "here", "when", "why", "everything",
        "nothing", "something", "everyone", "someone", "one",
    ]

    private static let table: [String: [String]] = [
        "can't": ["can", "not"], "cant": ["can", "not"], "cannot": ["can", "not"], "cnt": ["can", "not"],
        "won't": ["will", "not"], "wont": ["will", "not"], "shan't": ["shall", "not"],
        "ain't": ["is", "not"], "aint": ["is", "not"],
        "dont": ["do", "not"], "doesnt": ["does", "not"], "didnt": ["did", "not"], "isnt": ["is", "not"],
        "arent": ["are", "not"], "wasnt": ["was", "not"], "werent": ["were", "not"], "havent": ["have", "not"],
        "hasnt": ["has", "not"], "hadnt": ["had", "not"], "wouldnt": ["would", "not"], "couldnt": ["could", "not"],
        "shouldnt": ["should", "not"], "mustnt": ["must", "not"], "neednt": ["need", "not"], "dnt": ["do", "not"],
        "im": ["i", "am"], "ive": ["i", "have"], "youre": ["you", "are"], "youve": ["you", "have"],
        "theyre": ["they", "are"], "theyve": ["they", "have"], "weve": ["we", "have"],
        "its": ["it", "is"], "thats": ["that", "is"], "whats": ["what", "is"], "hes": ["he", "is"],
        "shes": ["she", "is"], "theres": ["there", "is"], "hows": ["how", "is"], "wheres": ["where", "is"],
        "whos": ["who", "is"], "whens": ["when", "is"], "let's": ["let", "us"], "y'all": ["you", "all"],
        "couldve": ["could", "have"], "shouldve": ["should", "have"], "wouldve": ["would", "have"],
        "gonna": ["going", "to"], "wanna": ["want", "to"], "gotta": ["got", "to"], "hafta": ["have", "to"],
        "kinda": ["kind", "of"], "sorta": ["sort", "of"], "outta": ["out", "of"], "lemme": ["let", "me"],
        "gimme": ["give", "me"], "dunno": ["do", "not", "know"], "idk": ["i", "do", "not", "know"],
        "u": ["you"], "ur": ["your"], "r": ["are"], "y": ["why"], "n": ["and"], "b4": ["before"], "thru": ["through"],
        "pls": ["please"], "plz": ["please"], "thx": ["thanks"], "ty": ["thank", "you"], "cuz": ["because"],
        "coz": ["because"], "cos": ["because"], "bc": ["because"], "tmrw": ["tomorrow"], "tmr": ["tomorrow"],
        "tonite": ["tonight"], "2day": ["today"], "2nite": ["tonight"], "2moro": ["tomorrow"], "abt": ["about"],
        "rn": ["right", "now"], "w": ["with"], "hrs": ["hours"], "hr": ["hour"], "mins": ["minutes"],
        "yrs": ["years"], "wks": ["weeks"], "wk": ["week"], "ppl": ["people"], "tho": ["though"], "cld": ["could"],
        "shld": ["should"], "wld": ["would"], "ok": ["ok"], "okay": ["ok"], "gona": ["going", "to"],
    ]
}
