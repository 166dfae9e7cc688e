public import Aftercare

/// What the chat asks: the engine in this process, or a server that has one.
public protocol Answering {
    /// What the answers are about, for the first line on the screen; `nil` when it is not known.
    func title() throws -> String?
    /// - Parameter conversation: The state that the last reply gave; `nil` at the start.
    func ask(_ question: String, conversation: String?) throws -> Reply
    /// How the answer to a question comes about.
    func explain(_ question: String, conversation: String?) throws -> Explanation
    /// All topics, in id order.
    func topics() throws -> [ChatTopic]
    /// One passage by its intent's id; `nil` when there is none.
    func passage(_ intent: String) throws -> Reply.Answer?
    /// Said while something shown has not been reviewed by a clinician.
    func notice() throws -> String?
    /// One line on when to seek care.
    func safetyNet() throws -> String
}

/// A topic that a person can ask about.
public struct ChatTopic: Sendable, Equatable {
    public let intent: String
    public let title: String

    public init(intent: String, title: String) {
        self.intent = intent
        self.title = title
    }
}

/// The engine in this process.
public struct LocalAnswering: Answering {
    private let assistant: Assistant
    private let region: String?

    /// - Parameter region: Whose emergency numbers to name; `nil` for the site's own.
    public init(_ assistant: Assistant, region: String? = nil) {
        self.assistant = assistant
        self.region = region
    }

    public func title() -> String? { assistant.pack.title }

    public func ask(_ question: String, conversation: String?) -> Reply {
        assistant.reply(to: question, conversation: conversation, region: region)
    }

    public func explain(_ question: String, conversation: String?) -> Explanation {
        assistant.explain(question, conversation: conversation, region: region).explanation
    }

    public func topics() -> [ChatTopic] {
        assistant.topics.map { ChatTopic(intent: $0.intent, title: $0.title) }
    }

    public func passage(_ intent: String) -> Reply.Answer? { assistant.passage(intent) }

    public func notice() -> String? { assistant.notice }

    public func safetyNet() -> String { assistant.safetyNet }
}
