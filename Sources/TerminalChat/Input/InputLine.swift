/// A line as it was typed, told apart before anything is asked.
package enum InputLine: Sendable, Equatable {
    /// Nothing but blanks.
    case empty
    case command(ChatCommand)
    /// A colon and a word that is no command: never sent on as a question.
    case unknownCommand(name: String)
    /// - Parameter isDamaged: Whether bytes that are no UTF-8, or NUL bytes, had to be replaced.
    case question(String, isDamaged: Bool)

    /// Reads one line without its line feed.
    ///
    /// A damaged line is repaired and not refused: it may hold a cry for help typed in another encoding. Line feeds within
    /// it, which pasted text has, count as blanks.
    package init(_ bytes: some Collection<UInt8>) {
        let isDamaged = String(validating: bytes, as: UTF8.self) == nil || bytes.contains(0)
        let text = String(decoding: bytes.map { $0 == 0 || $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
            .trimmingBlanks
        if text.isEmpty {
            self = isDamaged ? .question("", isDamaged: true) : .empty
        } else if let name = Self.commandName(text) {
            self = ChatCommand(name: name).map(InputLine.command) ?? .unknownCommand(name: name)
        } else {
            self = .question(text, isDamaged: isDamaged)
        }
    }

    /// The word behind a leading colon; `nil` for a question, which a smiley at its beginning does not change:
    /// ":( it hurts" and ":o I feel faint" are questions.
    private static func commandName(_ text: String) -> String? {
        guard text.hasPrefix(":") else { return nil }
        let words = text.dropFirst().split(separator: " ", omittingEmptySubsequences: true)
        guard let name = words.first, !text.dropFirst().hasPrefix(" "), name.allSatisfy(\.isLetter) else {
            return text == ":" ? "" : nil
        }
        return name.count == 1 && words.count > 1 ? nil : String(name)
    }
}

extension String {
    /// Without blanks and tabs at either end.
    package var trimmingBlanks: String {
        let isBlank = { (character: Character) in character.isWhitespace }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
