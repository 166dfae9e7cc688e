import AssistantProtocol
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The OpenAI-compatible routes: existing chat clients ask, and people's passages answer.
///
/// The message history is the conversation: the user's messages are asked again, one after the other, and each time the state of the
/// one before goes with them, so nothing has to be kept here. What earlier assistant messages say is not read: a client could have
/// written anything there.
final class ChatCompletions: Sendable {
    static let model = "aftercare"

    private let clock: @Sendable () -> Int
    private let number = Atomic<UInt64>(0)

    /// - Parameter clock: Seconds since 1970.
    init(clock: @escaping @Sendable () -> Int) { self.clock = clock }

    func models() -> Response {
        var writer = JSONWriter()
        writer.object { object in
            object.key("object")
            object.value("list")
            object.key("data")
            object.array([Self.model]) { array, _ in writeModel(to: &array) }
        }
        return Response(json: ByteBuffer(bytes: writer.bytes))
    }

    func model(_ id: String) throws(HTTPFault) -> Response {
        guard id == Self.model else {
            throw HTTPFault(.notFound, .noSuchModel, "There is no such model. The only one is '\(Self.model)'.")
        }
        var writer = JSONWriter()
        writeModel(to: &writer)
        return Response(json: ByteBuffer(bytes: writer.bytes))
    }

    private func writeModel(to writer: inout JSONWriter) {
        writer.object { object in
            object.key("id")
            object.value(Self.model)
            object.key("object")
            object.value("model")
            object.key("created")
            object.value(0)
            object.key("owned_by")
            object.value("aftercare")
        }
    }

    func complete(_ body: [UInt8], with engine: EngineClient.Bound) async throws(HTTPFault) -> Response {
        let request = try ChatCompletionRequest(body: body)
        var conversation: String?
        var last: ChatReply?
        for turn in request.turns {
            let reply = try ChatReply(try await engine.ask(Self.params(turn, conversation)))
            conversation = reply.conversation
            last = reply
        }
        guard let last else { throw .invalid("The last message has to be one of the user's.") }
        let completion = ChatCompletion(
            id: "chatcmpl-\(number.wrappingAdd(1, ordering: .relaxed).newValue)", created: clock(), reply: last,
            usage: ChatCompletion.Usage(
                prompt: request.turns.reduce(0) { $0 + TokenCount.of($1) }, completion: TokenCount.of(last.text)))
        return request.isStreamed ? completion.stream(withUsage: request.streamsUsage) : completion.response
    }

    private static func params(_ question: String, _ conversation: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("question")
            object.value(question)
            if let conversation {
                object.key("conversation")
                object.value(conversation)
            }
        }
        return writer.bytes
    }
}
