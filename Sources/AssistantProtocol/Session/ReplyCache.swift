import Aftercare
import Synchronization

/// Replies by the exact bytes of what they answer, bounded, for one state of a pack.
///
/// Evidence is quoted from the words of the one who asked, so a reply is only ever given again for the same bytes and the
/// same conversation: nobody is shown another's words that they did not type themselves. Nothing is written to disk, and a
/// reload starts with an empty cache. Two generations: when the newer one is full the older one is dropped, so that both
/// looking up and adding take the same time however full it is.
public final class ReplyCache: Sendable {
    /// What a reply is made from.
    struct Key: Hashable, Sendable {
        enum Form: UInt8 {
            case plain
            case json
        }

        /// The parts with a byte between them that no UTF-8 text holds. (Strings would not do: two that differ in their
        /// bytes can be equal.)
        private let bytes: [UInt8]

        init(
            _ form: Form, question: some Collection<UInt8>, conversation: String?, region: String? = nil, limit: Int = 0
        ) {
            var bytes: [UInt8] = [form.rawValue, UInt8(truncatingIfNeeded: limit)]
            bytes.reserveCapacity(question.count + (conversation?.utf8.count ?? 0) + 16)
            bytes += question
            bytes.append(0xFF)
            // No token and an empty one are the same; no region and an unknown one are not.
            if let conversation { bytes += conversation.utf8 }
            bytes.append(0xFF)
            if let region { bytes += region.utf8 }
            self.bytes = bytes
        }

        var count: Int { bytes.count }
    }

    /// A reply in the form in which it goes out.
    struct Entry: Sendable {
        let bytes: [UInt8]
        let conversation: String
        let result: Session.Result

        init(bytes: [UInt8], _ reply: Reply) {
            self.bytes = bytes
            conversation = reply.conversation
            result = .reply(urgency: reply.urgency.rawValue, outcome: reply.outcome.rawValue)
        }
    }

    private struct State {
        var newer: [Key: Entry] = [:]
        var older: [Key: Entry] = [:]
        var newerBytes = 0
    }

    /// How much a cache holds when nothing else is said: some thousand replies.
    public static let defaultLimit = 16 << 20
    /// What is longer is seldom asked twice.
    private static let longestKey = 1024
    /// What the tables themselves take for an entry, roughly.
    private static let overhead = 200

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: About how many bytes to hold at most; 0 keeps nothing.
    public init(limit: Int = ReplyCache.defaultLimit) { self.limit = limit }

    subscript(key: Key) -> Entry? {
        state.withLock { state in
            if let entry = state.newer[key] { return entry }
            guard let entry = state.older[key] else { return nil }
            add(entry, for: key, to: &state)
            return entry
        }
    }

    func contains(_ key: Key) -> Bool {
        state.withLock { $0.newer[key] != nil || $0.older[key] != nil }
    }

    func insert(_ entry: Entry, for key: Key) {
        guard key.count <= Self.longestKey else { return }
        state.withLock { add(entry, for: key, to: &$0) }
    }

    private func add(_ entry: Entry, for key: Key, to state: inout State) {
        let size = key.count + entry.bytes.count + entry.conversation.utf8.count + Self.overhead
        guard size <= limit / 2 else { return }
        if state.newerBytes + size > limit / 2 {
            state.older = state.newer
            state.newer = [:]
            state.newerBytes = 0
        }
        if state.newer.updateValue(entry, forKey: key) == nil { state.newerBytes += size }
    }
}
