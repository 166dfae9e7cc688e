import AssistantProtocol
import Synchronization

/// What has happened since the start; numbers only, no word of anybody.
final class Counters: Sendable {
    private let start = ContinuousClock.now
    private let limits: ServiceStatus.Limits
    private let clock: @Sendable () -> UTCTime
    private let connections = Atomic<Int>(0)
    private let connectionsTotal = Atomic<Int>(0)
    private let connectionsRefused = Atomic<Int>(0)
    private let connectionsUnread = Atomic<Int>(0)
    private let reloads = Mutex(ServiceStatus.Reloads())
    /// One for each event loop.
    private let tallies: [Tally]

    init(limits: ServiceStatus.Limits, eventLoops: Int, clock: @escaping @Sendable () -> UTCTime) {
        self.limits = limits
        self.clock = clock
        tallies = (0..<max(1, eventLoops)).map { _ in Tally(clock: clock) }
    }

    /// Counts a client, if there is room for it.
    func admit() -> Bool {
        guard connections.wrappingAdd(1, ordering: .relaxed).newValue <= limits.connections else {
            connections.wrappingSubtract(1, ordering: .relaxed)
            connectionsRefused.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        connectionsTotal.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    /// Counts a client that was let go because it did not read its replies.
    func countUnread() { connectionsUnread.wrappingAdd(1, ordering: .relaxed) }

    func leave() { connections.wrappingSubtract(1, ordering: .relaxed) }

    /// - Parameter failure: Why the pack was not taken; `nil` when it was.
    func countReload(failure: String?) {
        let now = clock()
        reloads.withLock { reloads in
            if failure == nil { reloads.done += 1 } else { reloads.failed += 1 }
            reloads.last = .init(at: now, failure: failure)
        }
    }

    /// The tally of the event loop with a number.
    func tally(_ loop: Int) -> Tally { tallies[loop % tallies.count] }

    /// - Parameter queued: Questions that are with a worker or wait for one.
    func status(queued: Int) -> ServiceStatus {
        var status = ServiceStatus()
        status.limits = limits
        status.uptimeSeconds = Int(start.duration(to: .now).components.seconds)
        status.connections = connections.load(ordering: .relaxed)
        status.connectionsTotal = connectionsTotal.load(ordering: .relaxed)
        status.connectionsRefused = connectionsRefused.load(ordering: .relaxed)
        status.connectionsUnread = connectionsUnread.load(ordering: .relaxed)
        status.queued = queued
        status.reloads = reloads.withLock { $0 }
        let all = tallies.map(\.current)
        var known = LatencyHistogram()
        var firstSeen = LatencyHistogram()
        for counts in all {
            status.requests += counts.requests
            status.cacheHits += counts.cacheHits
            status.cacheMisses += counts.cacheMisses
            for place in status.errors.indices { status.errors[place] += counts.errors[place] }
            status.replies.add(counts.replies)
            known.add(counts.known)
            firstSeen.add(counts.firstSeen)
        }
        status.latencyKnown = known.summary
        status.latencyFirstSeen = firstSeen.summary
        status.days = Self.merged(all.map(\.days))
        return status
    }

    private static func merged(_ all: [[ServiceStatus.Day]]) -> [ServiceStatus.Day] {
        var merged: [ServiceStatus.Day] = []
        for day in all.joined().sorted(by: { $0.day < $1.day }) {
            if merged.last?.day == day.day {
                merged[merged.count - 1].replies += day.replies
                merged[merged.count - 1].notUnderstood += day.notUnderstood
            } else {
                merged.append(day)
            }
        }
        return merged.suffix(Tally.dayLimit)
    }
}

extension ServiceStatus.Replies {
    fileprivate mutating func add(_ other: Self) {
        answered.add(other.answered)
        clarify.add(other.clarify)
        notCovered.add(other.notCovered)
        notUnderstood.add(other.notUnderstood)
    }
}

extension ServiceStatus.ByUrgency {
    fileprivate mutating func add(_ other: Self) {
        none += other.none
        urgent += other.urgent
        emergency += other.emergency
    }
}
