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
    struct Key: Sendable {
        enum Form: UInt8 {
            case plain
            case json
            /// The `params` of a request as they were sent: known again without being parsed.
            case parameters
        }

        /// The parts with a byte between them that no UTF-8 text holds. (Strings would not do: two that differ in their
        /// bytes can be equal.)
        fileprivate let bytes: [UInt8]
        fileprivate let hash: Int

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
            hash = ByteSpans.hash(bytes.span, 0..<bytes.count, form: form.rawValue)
        }

        init(parameters: ArraySlice<UInt8>) {
            let bytes = Array(parameters)
            self.bytes = bytes
            hash = ByteSpans.hash(bytes.span, 0..<bytes.count, form: Form.parameters.rawValue)
        }

        var count: Int { bytes.count }
    }

    /// A reply in the form in which it goes out.
    final class Entry: Sendable {
        let bytes: [UInt8]
        let conversation: String
        let summary: ReplySummary

        init(bytes: [UInt8], _ reply: Reply) {
            self.bytes = bytes
            conversation = reply.conversation
            summary = ReplySummary(reply)
        }
    }

    private struct Slot {
        let key: [UInt8]
        let entry: Entry
    }

    /// By the hash of the key alone, so that a key need not be made to look for one. Two keys with one hash put each other
    /// out: rare, and harmless.
    private struct State {
        var newer: [Int: Slot] = [:]
        var older: [Int: Slot] = [:]
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

    subscript(key: Key) -> Entry? { find(key.hash, key.bytes.span, 0..<key.count) }

    /// The reply to a request whose `params` are these bytes of a line.
    func entry(forParameters range: Range<Int>, of line: Span<UInt8>) -> Entry? {
        find(ByteSpans.hash(line, range, form: Key.Form.parameters.rawValue), line, range)
    }

    func insert(_ entry: Entry, for key: Key) {
        guard key.count <= Self.longestKey else { return }
        state.withLock { add(Slot(key: key.bytes, entry: entry), hash: key.hash, to: &$0) }
    }

    private func find(_ hash: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Entry? {
        state.withLock { state in
            if let slot = state.newer[hash] {
                return ByteSpans.areEqual(bytes, range, slot.key) ? slot.entry : nil
            }
            guard let slot = state.older[hash], ByteSpans.areEqual(bytes, range, slot.key) else { return nil }
            add(slot, hash: hash, to: &state)
            return slot.entry
        }
    }

    private func add(_ slot: Slot, hash: Int, to state: inout State) {
        let size = slot.key.count + slot.entry.bytes.count + slot.entry.conversation.utf8.count + Self.overhead
        guard size <= limit / 2 else { return }
        if state.newerBytes + size > limit / 2 {
            state.older = state.newer
            state.newer = [:]
            state.newerBytes = 0
        }
        if state.newer.updateValue(slot, forKey: hash) == nil { state.newerBytes += size }
    }
}
