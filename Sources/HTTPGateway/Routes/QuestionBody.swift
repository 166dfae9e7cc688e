import Aftercare
import AssistantProtocol

/// The body of `POST /v1/ask`: checked, and passed on as it was written.
struct QuestionBody {
    /// The longest body in bytes: a question and a token of 4 KiB each, every byte of them escaped, and as much again around them. With
    /// the call around it, it fits a line of the engine.
    static let maximumBodyLength = 60_000

    /// The parameters of the engine's `ask`; a JSON object.
    let params: [UInt8]

    private static let keys: [StaticString] = ["question", "conversation", "region"]

    init(body: [UInt8]) throws(HTTPFault) {
        guard let value = JSONValue(parsing: body[...]) else {
            throw HTTPFault(
                .badRequest, .invalidJSON, "The body is not valid JSON in UTF-8. Send one object with 'question'.")
        }
        guard value.isObject else {
            throw HTTPFault.invalid("The body is JSON but no object. Send one object with 'question'.")
        }
        guard let question = value["question"]?.string else {
            throw HTTPFault.invalid("The body has no 'question', or it is not a string.")
        }
        guard question.utf8.count <= Assistant.maximumQuestionLength else {
            throw HTTPFault(
                .badRequest, .tooLong,
                "The question is longer than \(Assistant.maximumQuestionLength) bytes of UTF-8. Send less at once.")
        }
        for key in ["conversation", "region"] {
            if let value = value[key], !value.isNull, value.string == nil {
                throw HTTPFault.invalid("'\(key)' is a string or null.")
            }
        }
        var limit: Int?
        if let value = value["limit"], !value.isNull {
            limit = try Self.limit(value)
        }
        // Only what the engine knows goes on; a string of JSON holds no line feed, so neither does this.
        var writer = JSONWriter()
        writer.object { object in
            for key in Self.keys {
                guard let value = value[key.description], !value.isNull else { continue }
                object.key(key)
                object.raw(value.raw)
            }
            if let limit {
                object.key("limit")
                object.value(limit)
            }
        }
        params = writer.bytes
    }

    /// A whole number is one however it is written: `3.0` is an integer to JSON Schema, and the engine takes `3` only.
    private static func limit(_ value: JSONValue) throws(HTTPFault) -> Int {
        guard case .number = value.content, let number = Double(String(decoding: value.raw, as: UTF8.self)),
            number == number.rounded(), (1...Double(Session.answerLimit)).contains(number)
        else { throw HTTPFault.invalid("'limit' is a whole number from 1 to \(Session.answerLimit).") }
        return Int(number)
    }
}
