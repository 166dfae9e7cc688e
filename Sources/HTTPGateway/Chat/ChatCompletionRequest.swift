import Aftercare
import AssistantProtocol

/// The body of `POST /v1/chat/completions`, of which only the messages and the wish for a stream mean anything here.
///
/// Source: OpenAI, "Create chat completion", https://platform.openai.com/docs/api-reference/chat/create.
struct ChatCompletionRequest {
    /// The longest body in bytes: a long conversation with its answers, and the tools that a client may list.
    static let maximumBodyLength = 256 << 10
    /// The most messages of the user, each of which is read again at every turn.
    static let maximumTurns = 100

    /// What the user said, the first message first; never empty.
    let turns: [String]
    let isStreamed: Bool
    /// Whether a stream ends with a chunk that tells the usage.
    let streamsUsage: Bool

    init(body: [UInt8]) throws(HTTPFault) {
        guard let value = JSONValue(parsing: body[...]) else {
            throw HTTPFault(
                .badRequest, .invalidJSON, "The body is not valid JSON in UTF-8. Send one object with 'messages'.")
        }
        guard value["model"]?.string != nil else { throw .invalid("The body has no 'model', or it is not a string.") }
        guard case .array(let messages) = value["messages"]?.content, !messages.isEmpty else {
            throw .invalid("'messages' is a list of at least one message.")
        }
        isStreamed = try Self.flag(value["stream"], "stream")
        let options = value["stream_options"]
        if let options, !options.isNull, !options.isObject { throw .invalid("'stream_options' is an object or null.") }
        streamsUsage = try Self.flag(options?["include_usage"], "include_usage")

        var turns: [String] = []
        var lastRole = ""
        for message in messages {
            guard let role = message["role"]?.string else {
                throw .invalid("A message is an object with 'role' and 'content'.")
            }
            if role != "system", role != "developer" { lastRole = role }
            if role == "user" { turns.append(try Self.text(of: message["content"])) }
        }
        guard lastRole == "user" else { throw .invalid("The last message has to be one of the user's.") }
        guard turns.count <= Self.maximumTurns else {
            throw HTTPFault(
                .badRequest, .tooLong,
                "The conversation has more than \(Self.maximumTurns) messages of the user. Begin a new one.")
        }
        self.turns = turns
    }

    private static func flag(_ value: JSONValue?, _ name: String) throws(HTTPFault) -> Bool {
        switch value?.content {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw .invalid("'\(name)' is true, false or null.")
        }
    }

    /// A text, or the texts of a list of parts with a line between them.
    private static func text(of content: JSONValue?) throws(HTTPFault) -> String {
        let text: String
        switch content?.content {
        case .string(let string): text = string
        case .array(let parts):
            var texts: [String] = []
            for part in parts {
                guard part["type"]?.string == "text", let string = part["text"]?.string else {
                    throw .invalid("A message of the user holds text only: no picture, sound or file can be read.")
                }
                texts.append(string)
            }
            text = texts.joined(separator: "\n")
        default: throw .invalid("The 'content' of a user's message is a string or a list of text parts.")
        }
        guard text.utf8.count <= Assistant.maximumQuestionLength else {
            throw HTTPFault(
                .badRequest, .tooLong,
                "A message of the user is longer than \(Assistant.maximumQuestionLength) bytes of UTF-8. Send less at once."
            )
        }
        return text
    }
}
