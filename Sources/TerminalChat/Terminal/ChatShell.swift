import Foundation

/// The chat at a terminal: readline at a keyboard, plain lines through a pipe.
public struct ChatShell {
    /// The longest line that cursor-up brings back, in UTF-8 bytes: what is longer than any answered question was a slip.
    private static let rememberedLength = 4096

    private var session: ChatSession
    private let history: HistoryFile?
    private let isInteractive: Bool
    private let usesColor: Bool

    /// - Parameters:
    ///   - history: Where lines are kept between sessions; `nil` to forget them.
    ///   - isInteractive: Whether both ends are a terminal: then there are a prompt and a banner.
    public init(_ answering: any Answering, history: HistoryFile?, isInteractive: Bool, usesColor: Bool) {
        session = ChatSession(answering)
        self.history = history
        self.isInteractive = isInteractive
        self.usesColor = usesColor && isInteractive
    }

    /// Answers line after line until the person leaves or the input ends.
    ///
    /// - Returns: Whether every line could be answered.
    /// - Throws: When whoever answers cannot be reached at the start.
    public mutating func run() throws -> Bool {
        isInteractive ? try converse() : answerLines()
    }

    private var layout: ScreenLayout {
        ScreenLayout(width: isInteractive ? TerminalWidth.current : 80, usesColor: usesColor)
    }

    // MARK: - At a keyboard

    private mutating func converse() throws -> Bool {
        let editor = LineEditor(completion: try session.completion())
        for line in history?.lines() ?? [] { editor.remember(line) }
        print(try session.banner(layout) + "\n")
        var lastLine = ""
        var keepsHistory = history != nil
        var isAnswered = true
        while let line = editor.readLine(prompt: prompt) {
            let text = String(decoding: line, as: UTF8.self).replacing("\n", with: " ").trimmingBlanks
            if !text.isEmpty, text != lastLine, text.utf8.count <= Self.rememberedLength {
                editor.remember(text)
                lastLine = text
                if keepsHistory { keepsHistory = keep(text) }
            }
            let response = session.respond(to: line, layout)
            isAnswered = isAnswered && !response.isFailure
            if response.isOver {
                print("\n" + response.text)
                return isAnswered
            }
            if !response.text.isEmpty { print("\n" + response.text + "\n") }
        }
        print("\n" + session.goodbye(layout))
        return isAnswered
    }

    /// Bold where there is colour; the marks tell readline that the sequences take no column.
    private var prompt: String { usesColor ? "\u{01}\u{1B}[1m\u{02}> \u{01}\u{1B}[0m\u{02}" : "> " }

    /// Whether the line could be kept; says once why not.
    private func keep(_ line: String) -> Bool {
        do {
            try history?.append(line)
            return true
        } catch {
            print("Your lines are not being kept: the history file cannot be written.")
            return false
        }
    }

    private func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    // MARK: - Through a pipe

    private mutating func answerLines() -> Bool {
        var lines = PlainLines(descriptor: STDIN_FILENO)
        var isFirst = true
        var isAnswered = true
        while let line = lines.next() {
            let response = session.respond(to: line, layout)
            isAnswered = isAnswered && !response.isFailure
            if !response.text.isEmpty {
                print((isFirst ? "" : "\n") + response.text)
                isFirst = false
            }
            if response.isOver { break }
        }
        return isAnswered
    }
}
