import AssistantProtocol
import HTTPTypes
import Hummingbird
import NIOCore

/// One completion, as an object or as a stream of chunks.
///
/// Source: OpenAI, "The chat completion object" and "The chat completion chunk object".
struct ChatCompletion: Sendable {
    struct Usage: Sendable {
        let prompt: Int
        let completion: Int

        func write(to writer: inout JSONWriter) {
            writer.object { object in
                object.key("prompt_tokens")
                object.value(prompt)
                object.key("completion_tokens")
                object.value(completion)
                object.key("total_tokens")
                object.value(prompt + completion)
            }
        }
    }

    let id: String
    let created: Int
    let reply: ChatReply
    let usage: Usage

    var response: Response {
        var writer = JSONWriter()
        writer.object { object in
            writeHead(to: &object, "chat.completion")
            object.key("choices")
            object.array([reply.text]) { array, text in
                array.object { choice in
                    choice.key("index")
                    choice.value(0)
                    choice.key("message")
                    choice.object { message in
                        message.key("role")
                        message.value("assistant")
                        message.key("content")
                        message.value(text)
                        message.key("refusal")
                        message.raw("null")
                    }
                    choice.key("logprobs")
                    choice.raw("null")
                    choice.key("finish_reason")
                    choice.value("stop")
                }
            }
            object.key("usage")
            usage.write(to: &object)
            object.key("aftercare")
            object.raw(reply.reply.readableBytesView)
        }
        return Response(json: ByteBuffer(bytes: writer.bytes))
    }

    /// Server-sent events, a word each. Source: HTML, "Server-sent events".
    func stream(withUsage: Bool) -> Response {
        var events = [chunk("role", "assistant", nil)]
        for word in reply.words { events.append(chunk("content", String(word), nil)) }
        events.append(chunk(nil, "", "stop"))
        if withUsage { events.append(usageChunk) }
        let finished = events.map { Self.event($0) } + [ByteBuffer(string: "data: [DONE]\n\n")]
        return Response(
            status: .ok, headers: ResponseHeaders.data(contentType: "text/event-stream; charset=utf-8"),
            body: ResponseBody { writer in
                for event in finished { try await writer.write(event) }
                try await writer.finish(nil)
            })
    }

    private static func event(_ json: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: "data: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
        return buffer
    }

    private func chunk(_ key: StaticString?, _ value: String, _ finish: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            writeHead(to: &object, "chat.completion.chunk")
            object.key("choices")
            object.array([value]) { array, value in
                array.object { choice in
                    choice.key("index")
                    choice.value(0)
                    choice.key("delta")
                    choice.object { delta in
                        guard let key else { return }
                        delta.key(key)
                        delta.value(value)
                    }
                    choice.key("finish_reason")
                    choice.value(finish)
                }
            }
        }
        return writer.bytes
    }

    private var usageChunk: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            writeHead(to: &object, "chat.completion.chunk")
            object.key("choices")
            object.array([Int]()) { $0.value($1) }
            object.key("usage")
            usage.write(to: &object)
        }
        return writer.bytes
    }

    private func writeHead(to object: inout JSONWriter, _ kind: StaticString) {
        object.key("id")
        object.value(id)
        object.key("object")
        object.value(kind.description)
        object.key("created")
        object.value(created)
        object.key("model")
        object.value(ChatCompletions.model)
    }
}
