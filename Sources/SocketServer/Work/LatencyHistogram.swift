package import AssistantProtocol

/// Times by their order of magnitude: bins an eighth of a power of two wide, so that a quantile is at most an eighth too
/// large, and adding one is an increment.
///
/// Source: Tene, HdrHistogram, https://github.com/HdrHistogram/HdrHistogram (log-linear bins).
package struct LatencyHistogram: Sendable, Equatable {
    private static let stepBits = 3
    private static let steps = 1 << stepBits
    /// Enough for 2³² µs; what took longer counts as that.
    private static let binCount = (32 - stepBits + 1) * steps

    private var bins = [Int](repeating: 0, count: binCount)
    package private(set) var count = 0

    package init() {}

    /// - Parameter times: How many requests took this long.
    package mutating func add(microseconds: Int, times: Int = 1) {
        bins[Self.bin(microseconds)] += times
        count += times
    }

    package mutating func add(_ other: LatencyHistogram) {
        for place in bins.indices { bins[place] += other.bins[place] }
        count += other.count
    }

    /// The time in microseconds that a share of all requests did not exceed, rounded up to the end of its bin; 0 when there was
    /// no request.
    package func quantile(_ share: Double) -> Int {
        guard count > 0 else { return 0 }
        let wanted = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (place, number) in bins.enumerated() {
            seen += number
            if seen >= wanted { return Self.upperEnd(place) }
        }
        return Self.upperEnd(bins.count - 1)
    }

    package var summary: ServiceStatus.Latency {
        var summary = ServiceStatus.Latency()
        summary.count = count
        summary.p50 = quantile(0.5)
        summary.p99 = quantile(0.99)
        return summary
    }

    private static func bin(_ microseconds: Int) -> Int {
        let time = UInt32(clamping: microseconds)
        guard time >= steps else { return Int(time) }
        let exponent = 31 - time.leadingZeroBitCount
        let step = Int(time >> UInt32(exponent - stepBits)) & (steps - 1)
        return (exponent - stepBits + 1) * steps + step
    }

    /// The largest time of a bin.
    private static func upperEnd(_ bin: Int) -> Int {
        guard bin >= steps else { return bin }
        let width = 1 << (bin / steps - 1)
        return (steps + bin % steps + 1) * width - 1
    }
}
