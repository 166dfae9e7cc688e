import Aftercare
import Dialogue
import KnowledgePacks
import SafetyScreening

/// One conversation at a terminal: what was asked last, what was offered, and what to say to the next line.
///
/// Knows no terminal: lines come in as bytes and answers go out as text, so that tests need no screen.
public struct ChatSession {
    private let answering: any Answering
    /// The last reply that answered a question; `nil` before the first and after `:reset`.
    private var last: Turn?
    /// As they were when they were first needed: with a server behind, each look costs a round trip.
    private var knownTopics: [ChatTopic]?

    private struct Turn {
        var question: String
        /// The state with which the question was asked.
        var before: String?
        var reply: Reply
        /// The choice that a number picked.
        var picked: Reply.Choice?
    }

    /// What to print, and whether the chat is over.
    public struct Response: Sendable, Equatable {
        /// Without a line feed at the end; empty when there is nothing to say.
        public var text: String
        public var isOver: Bool
        /// Whether whoever answers could not be reached.
        public var isFailure: Bool

        init(_ text: String, isOver: Bool = false, isFailure: Bool = false) {
            self.text = text
            self.isOver = isOver
            self.isFailure = isFailure
        }
    }

    public init(_ answering: any Answering) { self.answering = answering }

    /// What stands above the first prompt: what this is, that it is not for emergencies, and where help is.
    public func banner(_ layout: ScreenLayout) throws -> String {
        let name = try answering.title().map { "Aftercare: \($0)" } ?? "Aftercare"
        let about = [ChatWords.about, try answering.notice()].compactMap { $0 }
        return [
            ([layout.paragraph(name, .strong)] + about.map { layout.paragraph($0) }).joined(separator: "\n"),
            layout.paragraph(try answering.safetyNet()),
            layout.paragraph(ChatWords.howToStart, .quiet),
        ].joined(separator: "\n\n")
    }

    /// What TAB completes.
    package mutating func completion() throws -> Completion {
        let groups = TopicGroups(try allTopics())
        return Completion(titles: groups.titles, main: groups.covered)
    }

    /// The last words: what still holds, and goodbye.
    public func goodbye(_ layout: ScreenLayout) -> String {
        (stillTrue(layout) + [layout.paragraph(ChatWords.goodbye)]).joined(separator: "\n")
    }

    /// Answers one line without its line feed.
    ///
    /// When whoever answers cannot be reached, says so with the text for emergencies; the next line tries again.
    public mutating func respond(to line: some Collection<UInt8>, _ layout: ScreenLayout) -> Response {
        do {
            return try attempt(line, layout)
        } catch {
            return Response(
                layout.paragraph("\(error)") + "\n\n" + layout.paragraph(EmergencyText.text), isFailure: true)
        }
    }

    private mutating func attempt(_ line: some Collection<UInt8>, _ layout: ScreenLayout) throws -> Response {
        switch InputLine(line) {
        case .empty: return Response("")
        case .command(let command): return try run(command, layout)
        case .unknownCommand(let name): return Response(layout.paragraph(ChatWords.unknownCommand(name)))
        case .question(let text, let isDamaged):
            let answer = try ask(text, layout)
            return Response(isDamaged ? layout.paragraph(ChatWords.damagedLine) + "\n\n" + answer : answer)
        }
    }

    // MARK: - Questions

    private mutating func ask(_ text: String, _ layout: ScreenLayout) throws -> String {
        let before = last?.reply.conversation
        let number = Int(text)
        if let number, let last, last.reply.outcome == .clarify, number == last.reply.choices.count + 1 {
            return layout.paragraph(ChatWords.somethingElse)
        }
        var picked: Reply.Choice?
        if let number, let choices = last?.reply.choices, choices.indices.contains(number - 1) {
            picked = choices[number - 1]
        }
        let reply = try answering.ask(text, conversation: before)
        last = Turn(question: text, before: before, reply: reply, picked: picked)
        // Only a convenience: when it fails, the answer that is already here is shown.
        if let named = try? passage(titled: text, besides: reply) {
            return ReplyRenderer(layout).passage(named, notice: reply.notice)
        }
        let hint = ReplyRenderer.isShortened(reply) ? ChatWords.moreHint : nil
        return ReplyRenderer(layout).render(reply, hint: hint)
    }

    /// The passage whose title was typed to the letter, as TAB completes it, when the reply holds another: a title is a
    /// name and no guess. A reply with any alert stays as it is.
    private mutating func passage(titled text: String, besides reply: Reply) throws -> Reply.Answer? {
        guard reply.urgency == .none, reply.alerts.isEmpty else { return nil }
        let wanted = text.lowercased()
        guard let topic = try allTopics().first(where: { $0.title.lowercased() == wanted }),
            !reply.answers.contains(where: { $0.intent == topic.intent })
        else { return nil }
        return try answering.passage(topic.intent)
    }

    private mutating func allTopics() throws -> [ChatTopic] {
        if let knownTopics { return knownTopics }
        let topics = try answering.topics()
        knownTopics = topics
        return topics
    }

    // MARK: - Commands

    private mutating func run(_ command: ChatCommand, _ layout: ScreenLayout) throws -> Response {
        switch command {
        case .help: return Response(try help(layout))
        case .why: return Response(try why(layout))
        case .topics: return Response(try topics(layout))
        case .more: return Response(try more(layout))
        case .reset:
            let held = stillTrue(layout)
            last = nil
            return Response((held + [layout.paragraph(ChatWords.fresh)]).joined(separator: "\n"))
        case .quit: return Response(goodbye(layout), isOver: true)
        }
    }

    private func help(_ layout: ScreenLayout) throws -> String {
        let widest = ChatCommand.allCases.map(\.typed.count).max() ?? 0
        let commands = ChatCommand.allCases.map { command in
            let typed = command.typed + String(repeating: " ", count: widest - command.typed.count)
            return "  " + layout.styled(typed, .strong) + "  " + command.summary
        }
        return [
            layout.paragraph(ChatWords.howToAsk), commands.joined(separator: "\n"),
            layout.paragraph(ChatWords.keys), layout.paragraph(try answering.safetyNet()),
        ].joined(separator: "\n\n")
    }

    private mutating func topics(_ layout: ScreenLayout) throws -> String {
        TopicGroups(try allTopics()).groups.map { group in
            layout.paragraph(group.heading, .strong) + "\n" + layout.columns(group.titles)
        }.joined(separator: "\n\n")
    }

    private func why(_ layout: ScreenLayout) throws -> String {
        guard let last else { return layout.paragraph(ChatWords.nothingAskedYet) }
        if let picked = last.picked { return layout.paragraph(ChatWords.picked(last.question, picked.title)) }
        let explanation = try answering.explain(last.question, conversation: last.before)
        return explanation.description.split(separator: "\n").map {
            layout.paragraph(String($0), hanging: 12)
        }.joined(separator: "\n")
    }

    private func more(_ layout: ScreenLayout) throws -> String {
        guard let last else { return layout.paragraph(ChatWords.nothingAskedYet) }
        let shortened = last.reply.answers.filter { !last.reply.text.contains($0.text) }
        guard !shortened.isEmpty else { return layout.paragraph(ChatWords.nothingMore) }
        let renderer = ReplyRenderer(layout)
        return shortened.map { renderer.passage($0, notice: last.reply.notice) }.joined(separator: "\n\n")
    }

    /// The first lines of alerts that the conversation still carries.
    private func stillTrue(_ layout: ScreenLayout) -> [String] {
        (last?.reply.alerts ?? []).map { AlertFrame(layout: layout).pinned($0) }
    }
}
