/// Keeps the replies of one connection in the order of its requests, whichever is ready first.
package struct ReplyQueue {
    /// `nil` while a reply is still being made.
    private var replies: [[UInt8]?] = []
    /// The number of the first element of ``replies``.
    private var first = 0

    package init() {}

    /// Requests without a reply, and replies that wait for one before them.
    package var count: Int { replies.count }
    package var isEmpty: Bool { replies.isEmpty }

    /// Keeps a place for the next reply.
    ///
    /// - Returns: The number to ``fulfil(_:with:)`` it by.
    package mutating func reserve() -> Int {
        replies.append(nil)
        return first + replies.count - 1
    }

    /// Adds a reply that is ready behind those that are not.
    package mutating func append(_ reply: [UInt8]) { replies.append(reply) }

    /// Gives back the place that was kept last.
    package mutating func withdraw(_ number: Int) {
        if number == first + replies.count - 1 { replies.removeLast() }
    }

    package mutating func fulfil(_ number: Int, with reply: [UInt8]) {
        guard replies.indices.contains(number - first) else { return }
        replies[number - first] = reply
    }

    /// Takes the replies that nothing before them holds up any more.
    package mutating func takeReady() -> [[UInt8]] {
        var ready: [[UInt8]] = []
        for case let reply? in replies.prefix(while: { $0 != nil }) { ready.append(reply) }
        replies.removeFirst(ready.count)
        first += ready.count
        return ready
    }
}
