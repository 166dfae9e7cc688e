import AssistantProtocol
import Synchronization

/// What one event loop's connections have come to. Each loop counts for itself, so that no two write the same memory; `info`
/// adds them up.
final class Tally: Sendable {
    struct Counts: Sendable {
        var requests = 0
        var replies = ServiceStatus.Replies()
        var errors = [Int](repeating: 0, count: ProtocolError.Code.all.count)
        var cacheHits = 0
        var cacheMisses = 0
        var known = LatencyHistogram()
        var firstSeen = LatencyHistogram()
        /// The oldest first.
        var days: [ServiceStatus.Day] = []
    }

    /// How many days are kept.
    static let dayLimit = 8

    private let clock: @Sendable () -> UTCTime
    private let counts = Mutex(Counts())

    init(clock: @escaping @Sendable () -> UTCTime) { self.clock = clock }

    var current: Counts { counts.withLock { $0 } }

    /// Counts what the requests of a line came to.
    func count(_ results: [Session.Result]) {
        counts.withLock { counts in
            for result in results { count(result, &counts) }
        }
    }

    /// Counts what a client was told that had asked nothing.
    func countRefusal(_ results: [Session.Result]) {
        counts.withLock { counts in
            for case .error(let code) in results {
                if let place = ProtocolError.Code.all.firstIndex(of: code) { counts.errors[place] += 1 }
            }
        }
    }

    private func count(_ result: Session.Result, _ counts: inout Counts) {
        counts.requests += 1
        switch result {
        case .reply(let summary, let isKnown):
            if isKnown { counts.cacheHits += 1 } else { counts.cacheMisses += 1 }
            count(summary, today: clock().days, &counts)
        case .error(let code):
            if let place = ProtocolError.Code.all.firstIndex(of: code) { counts.errors[place] += 1 }
        case .other: break
        }
    }

    private func count(_ reply: ReplySummary, today: Int, _ counts: inout Counts) {
        counts.replies[reply.outcome][reply.urgency] += 1
        if counts.days.last?.day != today {
            counts.days.append(ServiceStatus.Day(day: today))
            if counts.days.count > Self.dayLimit { counts.days.removeFirst() }
        }
        counts.days[counts.days.count - 1].replies += 1
        if reply.outcome == .notUnderstood { counts.days[counts.days.count - 1].notUnderstood += 1 }
    }

    /// Counts and times what was answered on the event loop after one read.
    ///
    /// - Parameters:
    ///   - replies: Those that ``KnownReply`` found; not yet counted.
    ///   - others: How many more requests were answered, which ``count(_:)`` has counted.
    func countKnown(_ replies: [ReplySummary], others: Int, microseconds: Int) {
        let today = clock().days
        counts.withLock { counts in
            counts.requests += replies.count
            counts.cacheHits += replies.count
            for reply in replies { count(reply, today: today, &counts) }
            counts.known.add(microseconds: microseconds, times: replies.count + others)
        }
    }

    /// Notes how long a request took that went to a worker.
    func timeFirstSeen(microseconds: Int) {
        counts.withLock { $0.firstSeen.add(microseconds: microseconds) }
    }
}
