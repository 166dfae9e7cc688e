public import Aftercare
public import SocketClient

/// A running `aftercared`, asked over its socket.
public struct SocketAnswering: Answering {
    private let client: SocketClient
    private let region: String?

    /// - Parameter region: Whose emergency numbers to name; `nil` for the server's own.
    public init(_ client: SocketClient, region: String? = nil) {
        self.client = client
        self.region = region
    }

    public func title() throws -> String? { nil }

    public func ask(_ question: String, conversation: String?) throws -> Reply {
        try client.ask(question, conversation: conversation, region: region)
    }

    public func explain(_ question: String, conversation: String?) throws -> Explanation {
        try client.explain(question, conversation: conversation, region: region).explanation
    }

    public func topics() throws -> [ChatTopic] {
        try client.topics().map { ChatTopic(intent: $0.intent, title: $0.title) }
    }

    public func passage(_ intent: String) throws -> Reply.Answer? { try client.passage(intent) }

    public func notice() throws -> String? { try client.info().notice }

    public func safetyNet() throws -> String { try client.info().safetyNet ?? EmergencyText.text }
}
