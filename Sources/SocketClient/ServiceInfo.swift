public import Aftercare

/// What `info` says. The page on the protocol has each field's meaning.
public struct ServiceInfo: Sendable, Equatable, Codable {
    public struct Limits: Sendable, Equatable, Codable {
        public var lineBytes: Int
        public var questionBytes: Int
        public var batchRequests: Int
        public var answers: Int
        public var connections: Int
        public var pendingRequests: Int
        public var queuedQuestions: Int
        public var unreadBytes: Int
        public var idleSeconds: Int

        enum CodingKeys: String, CodingKey {
            case answers, connections
            case lineBytes = "line_bytes"
            case questionBytes = "question_bytes"
            case batchRequests = "batch_requests"
            case pendingRequests = "pending_requests"
            case queuedQuestions = "queued_questions"
            case unreadBytes = "unread_bytes"
            case idleSeconds = "idle_seconds"
        }
    }

    public struct Counters: Sendable, Equatable, Codable {
        /// Replies of one outcome.
        public struct ByUrgency: Sendable, Equatable, Codable {
            public var none: Int
            public var urgent: Int
            public var emergency: Int
        }

        public struct Replies: Sendable, Equatable, Codable {
            public var answered: ByUrgency
            public var clarify: ByUrgency
            public var notCovered: ByUrgency
            public var notUnderstood: ByUrgency

            enum CodingKeys: String, CodingKey {
                case answered, clarify
                case notCovered = "not_covered"
                case notUnderstood = "not_understood"
            }
        }

        /// Questions by whether their reply was kept from an earlier time.
        public struct Cache: Sendable, Equatable, Codable {
            public var hits: Int
            public var misses: Int
        }

        /// Microseconds from the read that brought a request to its reply's being ready to send.
        public struct Latency: Sendable, Equatable, Codable {
            public var count: Int
            public var p50: Int
            public var p99: Int
        }

        public struct Latencies: Sendable, Equatable, Codable {
            /// Answered on the event loop.
            public var known: Latency
            /// Answered by a worker.
            public var firstSeen: Latency

            enum CodingKeys: String, CodingKey {
                case known
                case firstSeen = "first_seen"
            }
        }

        public struct Reloads: Sendable, Equatable, Codable {
            public struct Attempt: Sendable, Equatable, Codable {
                /// As `2026-11-22T08:15:00Z`.
                public var at: String
                /// Why the pack was not taken; `nil` when it was.
                public var failure: String?
            }

            public var done: Int
            public var failed: Int
            public var last: Attempt?
        }

        public struct Day: Sendable, Equatable, Codable {
            /// As `2026-11-22`, UTC.
            public var day: String
            public var replies: Int
            public var notUnderstood: Int

            enum CodingKeys: String, CodingKey {
                case day, replies
                case notUnderstood = "not_understood"
            }
        }

        /// Connected now.
        public var connections: Int
        public var connectionsTotal: Int
        public var connectionsRefused: Int
        public var connectionsUnread: Int
        public var requests: Int
        public var replies: Replies
        /// Refused requests by the name of their code.
        public var errors: [String: Int]
        public var cache: Cache
        /// First-seen questions that are with a worker or wait for one now.
        public var queued: Int
        public var latencyMicroseconds: Latencies
        public var reloads: Reloads
        /// The last days that had a reply, the oldest first.
        public var days: [Day]

        enum CodingKeys: String, CodingKey {
            case connections, requests, replies, errors, cache, queued, reloads, days
            case connectionsTotal = "connections_total"
            case connectionsRefused = "connections_refused"
            case connectionsUnread = "connections_unread"
            case latencyMicroseconds = "latency_us"
        }
    }

    public var version: String
    /// The version of the protocol.
    public var `protocol`: String
    /// Whether there is a pack to answer from.
    public var ready: Bool
    /// Why there is none.
    public var reason: String?
    public var pack: Reply.Pack?
    /// The ids that `region` may name.
    public var regions: [String]
    /// Said while something shown has not been reviewed by a clinician.
    public var notice: String?
    /// One line on when to seek care; `nil` without a pack.
    public var safetyNet: String?
    public var limits: Limits
    public var uptimeSeconds: Int
    public var counters: Counters

    enum CodingKeys: String, CodingKey {
        case version, `protocol`, ready, reason, pack, regions, notice, limits, counters
        case safetyNet = "safety_net"
        case uptimeSeconds = "uptime_seconds"
    }
}
