import AssistantProtocol

/// What a tool gives back: texts for a person, and the same as data.
struct ToolResult {
    /// Word for word what a person is to be shown.
    var texts: [String]
    /// A JSON object that fits the tool's output schema; `nil` for an error.
    var structured: [UInt8]?
    var isError = false

    /// The object as `structuredContent`, and once more as a text for clients of a revision that does not know that field.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("content")
            var blocks = texts.map { (text: $0, audience: #"["user","assistant"]"#) }
            if let structured { blocks.append((String(decoding: structured, as: UTF8.self), #"["assistant"]"#)) }
            object.array(blocks) { array, block in
                array.object { object in
                    object.key("type")
                    object.value("text")
                    object.key("text")
                    object.value(block.text)
                    object.key("annotations")
                    object.object { annotations in
                        annotations.key("audience")
                        annotations.raw(block.audience)
                    }
                }
            }
            if let structured {
                object.key("structuredContent")
                object.raw(structured)
            }
            object.key("isError")
            object.value(isError)
        }
        return writer.bytes
    }

    /// A text behind the word that says how urgent it is, as the first line of a plain reply has it.
    static func headed(_ urgency: String?, _ text: String) -> String {
        switch urgency {
        case "emergency": "EMERGENCY\n\(text)"
        case "urgent": "URGENT\n\(text)"
        default: text
        }
    }
}
