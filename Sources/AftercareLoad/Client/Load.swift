import CLoadClient
import Glibc

/// Many connections that ask in turn, and what came of it. All unsafe code of this target is here.
struct Load {
    /// One request and the reply that has to come, byte for byte; any one line where it is empty.
    struct Exchange {
        var request: [UInt8]
        var reply: [UInt8]
    }

    struct Outcome {
        var replies = 0
        var wrong = 0
        var seconds = 0.0
        /// In seconds, in no order.
        var latencies: [Double] = []
        /// Why the load ended early; `nil` when it did not.
        var fault: String?

        var rate: Double { Double(replies) / seconds }

        /// The latency that a share of all replies did not exceed, in seconds.
        func quantile(_ share: Double) -> Double {
            let sorted = latencies.sorted()
            return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
    }

    var path: String
    var connections = 50
    /// How many requests of a connection are open at once.
    var depth = 1
    var exchanges: [Exchange]
    /// Whether each exchange is used once, by whichever connection is free.
    var once = false
    var seconds = 1.0
    /// Requests a second from all connections together; 0 for as many as are answered.
    var rate = 0.0

    /// Keeps a thread, 0 for this one, on some of the processors; leaves it where it is when the system does not let it.
    static func keep(thread: Int32 = 0, on processors: Range<Int>) {
        _ = load_pin(thread, Int32(processors.lowerBound), Int32(processors.upperBound))
    }

    /// How many latencies are kept.
    private static let latencyRoom = 1 << 21

    func run() -> Outcome {
        var latencies = [UInt32](repeating: 0, count: Self.latencyRoom)
        // One array of all bytes, which stays in place while the load runs.
        let bytes = exchanges.flatMap { $0.request + $0.reply }
        let result = bytes.withUnsafeBufferPointer { bytes in
            var place = 0
            let parts = exchanges.map { exchange in
                let request = place
                let reply = request + exchange.request.count
                place = reply + exchange.reply.count
                return load_exchange(
                    request: bytes.baseAddress! + request, request_size: exchange.request.count,
                    reply: exchange.reply.isEmpty ? nil : bytes.baseAddress! + reply, reply_size: exchange.reply.count)
            }
            return parts.withUnsafeBufferPointer { parts in
                path.withCString { path in
                    latencies.withUnsafeMutableBufferPointer { latencies in
                        var plan = load_plan(
                            path: path, connections: Int32(connections), depth: Int32(depth),
                            exchanges: parts.baseAddress, exchange_count: parts.count, once: once ? 1 : 0,
                            seconds: seconds, rate: rate, latencies: latencies.baseAddress,
                            latency_room: latencies.count)
                        return load_run(&plan)
                    }
                }
            }
        }
        return Outcome(
            replies: Int(result.replies), wrong: Int(result.wrong), seconds: result.seconds,
            latencies: latencies.prefix(result.latency_count).map { Double($0) / 1e9 },
            fault: result.error == 0 ? nil : strerror(result.error).map { String(cString: $0) })
    }
}
