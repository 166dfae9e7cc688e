import AssistantProtocol
import NIOCore

/// What a chat client is shown of a reply: one text, since it knows no alerts, buttons or notices.
struct ChatReply {
    /// The reply as the engine wrote it, for clients that know it.
    let reply: ByteBuffer
    /// The reply's text, its choices as a list, and the notice.
    let text: String
    /// The state to ask on with.
    let conversation: String

    init(_ reply: ByteBuffer) throws(HTTPFault) {
        guard let value = JSONValue(parsing: Array(reply.readableBytesView)[...]), let text = value["text"]?.string,
            let conversation = value["conversation"]?.string
        else { throw HTTPFault(EngineFault.notUnderstood) }
        var parts = [text]
        if case .array(let choices) = value["choices"]?.content {
            let lines = choices.compactMap { $0["title"]?.string.map { "- \($0)" } }
            if !lines.isEmpty { parts.append(lines.joined(separator: "\n")) }
        }
        if let notice = value["notice"]?.string { parts.append(notice) }
        self.reply = reply
        self.conversation = conversation
        self.text = parts.joined(separator: "\n\n")
    }

    /// The text in pieces of a word with the blanks behind it; joined, they are the text.
    var words: [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        var place = start
        while place < text.endIndex {
            while place < text.endIndex, !text[place].isWhitespace { place = text.index(after: place) }
            while place < text.endIndex, text[place].isWhitespace { place = text.index(after: place) }
            words.append(text[start..<place])
            start = place
        }
        return words
    }
}
