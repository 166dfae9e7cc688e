public import AssistantProtocol
import Dispatch
import Synchronization

/// One line about each answer, for those who have to show later what was said by which rules: time, outcome, urgency, intents,
/// rules and the pack's hash. No word of the person's is in it.
///
/// Whoever answers never waits for a disk: lines are gathered and written behind its back. When they come faster than they can
/// be written some are left out, and a line says how many.
public final class AuditLog: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    /// How much may wait to be written.
    private static let pendingLimit = 4 << 20

    private let clock: @Sendable () -> UTCTime
    private let write: @Sendable ([UInt8]) -> Void
    private let queue = DispatchQueue(label: "aftercared.audit", qos: .utility)
    private let state = Mutex(State())

    /// - Parameter write: Appends whole lines; called by one thread at a time.
    public init(clock: @escaping @Sendable () -> UTCTime, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.clock = clock
        self.write = write
    }

    func note(_ reply: ReplySummary) {
        let line = reply.auditLine(at: clock())
        let starts = state.withLock { state in
            guard state.pending.count + line.count <= Self.pendingLimit else {
                state.dropped += 1
                return false
            }
            state.pending += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { queue.async { self.writePending() } }
    }

    /// Returns when everything that was noted before is written.
    func flush() async {
        await withCheckedContinuation { done in queue.async { done.resume() } }
    }

    private func writePending() {
        while let (lines, dropped) = next() {
            write(lines)
            if dropped > 0 { write(Array("{\"time\":\"\(clock().text)\",\"dropped\":\(dropped)}\n".utf8)) }
        }
    }

    private func next() -> (lines: [UInt8], dropped: Int)? {
        state.withLock { state in
            guard !state.pending.isEmpty || state.dropped > 0 else {
                state.isWriting = false
                return nil
            }
            defer {
                state.pending = []
                state.dropped = 0
            }
            return (state.pending, state.dropped)
        }
    }
}
