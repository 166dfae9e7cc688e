/// What the chat itself says, around the pack's passages and phrases: one place to read and to translate.
enum ChatWords {
    static let about = "General information. It does not diagnose and is not for emergencies."
    static let howToStart = "Ask in your own words. :help shows what else you can do."
    static let howToAsk = "Type a question in your own words, or the number of a topic that I offered."
    static let keys =
        "TAB completes commands and topics. Cursor up brings an earlier line back. Ctrl-C clears the line. What you type stays on this machine."
    static let goodbye = "Goodbye, and take care."
    static let fresh = "We start afresh. If I told you to get help, that still holds."
    static let nothingAskedYet = "You have not asked anything yet."
    static let nothingMore = "That was the whole answer."
    static let moreHint = "This is the short answer; :more shows the rest."
    static let somethingElse = "Then tell me in your own words what you would like to know."
    static let damagedLine = "Some of that could not be read (it is not UTF-8 text). I went by the rest."

    static func unknownCommand(_ name: String) -> String {
        let all = ChatCommand.allCases.map(\.typed).joined(separator: " ")
        let guess = ChatCommand.nearest(to: name).map { "Did you mean \($0.typed)? " } ?? ""
        return "There is no command ':\(name)'. \(guess)There are \(all). To ask a question, leave the colon out."
    }

    static func picked(_ number: String, _ title: String) -> String {
        "You picked \(number), '\(title)', from the list. Nothing was weighed."
    }
}
