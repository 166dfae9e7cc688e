/// One line of a batch: a question with an id and the questions asked before it.
public struct BatchRequest: Sendable {
    /// As raw JSON, to be echoed.
    public let id: [UInt8]
    public let question: String
    /// Earlier questions of the same conversation, the first one first.
    public let context: [String]

    /// Reads `{"id": …, "question": "…", "context": ["…"] | null}`; `nil` when the line is anything else.
    public init?(_ line: some Sequence<UInt8>) {
        let bytes = Array(line)
        guard let value = JSONValue(parsing: bytes[...]), let question = value["question"]?.string else { return nil }
        switch value["id"]?.content {
        case .string, .number: id = Array(value["id"]?.raw ?? [])
        default: id = Array("null".utf8)
        }
        self.question = question
        switch value["context"]?.content {
        case nil, .null: context = []
        case .array(let values):
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { return nil }
            context = texts
        default: return nil
        }
    }
}
