import AssistantProtocol
import Synchronization

/// The bytes that a line may be answered with: those of any of the packs that are in turn.
final class ExpectedReplies: Sendable {
    private let backends: [Session.Backend]
    private let caches: [ReplyCache]

    init(_ backends: [Session.Backend]) {
        self.backends = backends
        caches = backends.map { _ in ReplyCache() }
    }

    /// What a line is answered with while too many questions wait: its own error for one that would have to be read, and what it
    /// always gets for any other.
    private func isRefusal(_ reply: [UInt8], of line: [UInt8]) -> Bool {
        var session = Session()
        let busy = Session.Effort.refuse(retryAfter: .milliseconds(250))
        return session.respond(to: line, backend: backends[0], cache: nil, effort: busy)?.bytes == reply
    }

    /// Whether a reply is one that a JSON-RPC line may get.
    func accepts(_ reply: [UInt8], to line: [UInt8]) -> Bool {
        zip(backends, caches).contains { backend, cache in
            var session = Session()
            return session.respond(to: line, backend: backend, cache: cache).bytes == reply
        } || isRefusal(reply, of: line)
    }

    /// The plain lines of one connection. A reload may fall between any two, so every way that they can have gone so far is kept
    /// and one of them has to go on.
    struct Talk {
        private var ways = [Session()]
        private let expected: ExpectedReplies

        init(_ expected: ExpectedReplies) { self.expected = expected }

        mutating func accepts(_ reply: [UInt8], to line: [UInt8]) -> Bool {
            // A line that was refused changes nothing.
            var next = expected.isRefusal(reply, of: line) ? ways : []
            for way in ways {
                for (backend, cache) in zip(expected.backends, expected.caches) {
                    var session = way
                    let output = session.respond(to: line, backend: backend, cache: cache)
                    if output.bytes == reply, !next.contains(session) { next.append(session) }
                }
            }
            ways = next
            return !ways.isEmpty
        }
    }
}
