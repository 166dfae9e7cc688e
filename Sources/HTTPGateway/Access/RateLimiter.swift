import Synchronization

/// A token bucket for each client: so many requests at once, and so many a second after them.
///
/// Memory is bounded: when the newer of two tables is full, the older one is forgotten. A client that is forgotten has a full bucket
/// again, which takes an attacker more addresses than it gains questions.
final class RateLimiter: Sendable {
    struct Limits: Sendable {
        /// Requests a second in the long run; 0 for no limit.
        var perSecond: Double
        /// Requests at once.
        var burst: Double
    }

    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private struct Table {
        var newer: [ClientAddress: Bucket] = [:]
        var older: [ClientAddress: Bucket] = [:]
    }

    private static let capacity = 32_768

    private let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let table = Mutex(Table())

    init(_ limits: Limits, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.limits = limits
        self.now = now
    }

    /// Takes a token out of a client's bucket.
    ///
    /// - Returns: In how many seconds the next one is there, when the bucket is empty; `nil` when it was not.
    func wait(for client: ClientAddress) -> Int? {
        guard limits.perSecond > 0 else { return nil }
        let now = now()
        return table.withLock { table in
            var bucket = table.newer[client] ?? table.older[client] ?? Bucket(tokens: limits.burst, at: now)
            let passed = bucket.at.duration(to: now)
            let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
            bucket.tokens = min(limits.burst, bucket.tokens + max(0, seconds) * limits.perSecond)
            bucket.at = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            if table.newer.count >= Self.capacity {
                table.older = table.newer
                table.newer = [:]
            }
            table.newer[client] = bucket
            return isAllowed ? nil : Int(((1 - bucket.tokens) / limits.perSecond).rounded(.up))
        }
    }
}
