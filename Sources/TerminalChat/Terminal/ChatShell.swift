import Foundation

/// The chat at a terminal: readline at a keyboard, plain lines through a pipe.
public struct ChatShell {
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
    public mutating func run() throws {
        if isInteractive { try converse() } else { try answerLines() }
    }

    private var layout: ScreenLayout {
        ScreenLayout(width: isInteractive ? TerminalWidth.current : 80, usesColor: usesColor)
    }

    // MARK: - At a keyboard

    private mutating func converse() throws {
        let editor = LineEditor(completion: try session.completion())
        for line in history?.lines() ?? [] { editor.remember(line) }
        print(try session.banner(layout) + "\n")
        var lastLine = ""
        var keepsHistory = history != nil
        while let line = editor.readLine(prompt: prompt) {
            let text = String(decoding: line, as: UTF8.self).trimmingBlanks
            if !text.isEmpty, text != lastLine {
                editor.remember(text)
                lastLine = text
                if keepsHistory { keepsHistory = keep(text) }
            }
            let response = try session.respond(to: line, layout)
            if response.isOver {
                print("\n" + response.text)
                return
            }
            if !response.text.isEmpty { print("\n" + response.text + "\n") }
        }
        print("\n" + session.goodbye(layout))
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

    private mutating func answerLines() throws {
        var lines = PlainLines(descriptor: STDIN_FILENO)
        var isFirst = true
        while let line = lines.next() {
            let response = try session.respond(to: line, layout)
            if !response.text.isEmpty {
                print((isFirst ? "" : "\n") + response.text)
                isFirst = false
            }
            if response.isOver { return }
        }
    }
}
