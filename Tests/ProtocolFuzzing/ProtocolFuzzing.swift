import Aftercare
import AssistantProtocol
import PackTesting

/// What has to hold whatever bytes a client sends: the fuzzer looks for bytes for which it does not, and the tests play those
/// again that it found worth keeping.
package struct ProtocolFuzzing {
    /// A property that does not hold, by its name.
    package struct Violation: Error {
        package let property: String
    }

    /// The longest line here; short, so that lines over the limit are found soon.
    package static let lineLimit = 256
    /// More lines than these say nothing new, and take time.
    private static let lineCount = 2

    private let backend: Session.Backend

    package init() throws {
        backend = .assistant(try TestPack.assistant())
    }

    /// Plays one connection.
    ///
    /// - Parameter bytes: The first says where the stream is cut in two reads; the others are the stream.
    package func play(_ bytes: [UInt8]) throws(Violation) {
        guard let first = bytes.first else { return }
        let stream = Array(bytes.dropFirst())
        let cut = stream.isEmpty ? 0 : Int(first) % (stream.count + 1)
        let events = Self.events([stream])
        try hold(
            "a stream has the same lines wherever it is cut",
            Self.events([Array(stream[..<cut]), Array(stream[cut...])]) == events)
        try wholeLines(stream, events)
        var session = Session(limits: Session.Limits(questionBytes: 100, batchRequests: 4))
        let cache = ReplyCache(limit: 1 << 16)
        for event in events.prefix(Self.lineCount) {
            guard case .line(let line) = event else { continue }
            // Any plain line is a question, which takes a thousand times as long to answer as a request takes to be refused; and
            // to answer twice takes twice as long. So only some inputs do each.
            guard Session.isRequest(line) || first % 8 == 0 else { continue }
            try answer(line, &session, cache, twice: first % 16 == 0)
        }
    }

    private static func events(_ parts: [[UInt8]]) -> [LineFramer.Event] {
        var framer = LineFramer(limit: lineLimit)
        let events = parts.flatMap { framer.feed($0) }
        return events + (framer.finish().map { [$0] } ?? [])
    }

    /// A line that is looked at where it stands is the one that the framer would give.
    private func wholeLines(_ stream: [UInt8], _ events: [LineFramer.Event]) throws(Violation) {
        let framer = LineFramer(limit: Self.lineLimit)
        guard let range = framer.wholeLine(in: stream.span, from: 0), case .line(let line)? = events.first else {
            return
        }
        var seen = Array(stream[range])
        if seen.last == UInt8(ascii: "\r") { seen.removeLast() }
        try hold("a whole line is the framer's first", seen == line)
    }

    private func answer(
        _ line: [UInt8], _ session: inout Session, _ cache: ReplyCache, twice: Bool
    ) throws(Violation) {
        let before = session
        let reply = session.respond(to: line, backend: backend, cache: cache).bytes
        if twice {
            var fresh = before
            try hold("a cache changes no byte", fresh.respond(to: line, backend: backend).bytes == reply)
            try hold("a cache changes no conversation", fresh == session)
        }
        if let known = KnownReply(line.span, 0..<line.count, cache: cache) {
            try hold("a reply known by its bytes is the reply", known.bytes(line.span) == reply)
        }
        var again = before
        guard let second = again.respond(to: line, backend: backend, cache: cache, effort: .known) else {
            // What is too long is not kept; `explain` never is, and a batch may hold it.
            return try hold("what was answered is known", line.count > 100 || Session.isRequest(line))
        }
        try hold("what is known has the same bytes", second.bytes == reply)
        try form(reply, of: line)
    }

    private func form(_ reply: [UInt8], of line: [UInt8]) throws(Violation) {
        if reply.isEmpty { return try hold("a plain line has a reply", Session.isRequest(line)) }
        try hold("a reply is UTF-8", String(validating: reply, as: UTF8.self) != nil)
        guard Session.isRequest(line) else {
            let end: [UInt8] = [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
            try hold("a plain reply ends with a blank line", reply.suffix(2) == end[...])
            return try hold("and has no other", reply.dropLast().firstRange(of: end) == nil)
        }
        try hold("a response is one line", reply.firstIndex(of: UInt8(ascii: "\n")) == reply.count - 1)
        guard let value = JSONValue(parsing: reply.dropLast()) else { throw Violation(property: "a response is JSON") }
        let responses: [JSONValue] = if case .array(let all) = value.content { all } else { [value] }
        for response in responses {
            try hold("a response has its version", response["jsonrpc"]?.string == "2.0")
            try hold("a response has an id", response["id"] != nil)
            try hold("a response has a result or an error", (response["result"] == nil) != (response["error"] == nil))
        }
    }

    private func hold(_ property: String, _ holds: Bool) throws(Violation) {
        if !holds { throw Violation(property: property) }
    }
}
