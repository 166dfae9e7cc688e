import Synchronization

/// What the gateway has done since its start; numbers only, no word and no address of anybody.
final class GatewayCounters: Sendable {
    /// Upper bounds of the buckets of times, in seconds: from a reply that was cached to the most that a request may take.
    private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

    private struct Key: Hashable, Comparable {
        let route: String
        let status: Int

        static func < (a: Key, b: Key) -> Bool { (a.route, a.status) < (b.route, b.status) }
    }

    private struct State {
        var requests: [Key: Int] = [:]
        /// Of questions: one number a bucket, the last one for what is over all bounds.
        var times = [Int](repeating: 0, count: bounds.count + 1)
        var seconds = 0.0
    }

    private let state = Mutex(State())

    /// - Parameters:
    ///   - route: A route's pattern; `nil` for a path that leads nowhere.
    ///   - time: How long it took, where it is to be known.
    func count(_ route: Route?, status: Int, time: Duration?) {
        let key = Key(route: route?.pattern ?? "other", status: status)
        state.withLock { state in
            state.requests[key, default: 0] += 1
            guard let time else { return }
            let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
            state.times[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            state.seconds += seconds
        }
    }

    /// Source: Prometheus, "Text-based format", version 0.0.4.
    func write(to text: inout String) {
        let state = state.withLock { $0 }
        text += "# HELP aftercare_gateway_requests_total Requests answered, by route and status.\n"
        text += "# TYPE aftercare_gateway_requests_total counter\n"
        for (key, count) in state.requests.sorted(by: { $0.key < $1.key }) {
            text += "aftercare_gateway_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)\n"
        }
        text += "# HELP aftercare_gateway_question_seconds How long questions took.\n"
        text += "# TYPE aftercare_gateway_question_seconds histogram\n"
        var sum = 0
        for (bound, count) in zip(Self.bounds, state.times) {
            sum += count
            text += "aftercare_gateway_question_seconds_bucket{le=\"\(bound)\"} \(sum)\n"
        }
        sum += state.times.last ?? 0
        text += "aftercare_gateway_question_seconds_bucket{le=\"+Inf\"} \(sum)\n"
        text += "aftercare_gateway_question_seconds_sum \(state.seconds)\n"
        text += "aftercare_gateway_question_seconds_count \(sum)\n"
    }
}
