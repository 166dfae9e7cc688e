public import Aftercare

/// What `info` says.
public struct ServiceInfo: Sendable, Equatable, Codable {
    public struct Limits: Sendable, Equatable, Codable {
        public var lineBytes: Int
        public var questionBytes: Int
        public var batchRequests: Int
        public var answers: Int
        public var connections: Int
        public var pendingRequests: Int

        enum CodingKeys: String, CodingKey {
            case answers, connections
            case lineBytes = "line_bytes"
            case questionBytes = "question_bytes"
            case batchRequests = "batch_requests"
            case pendingRequests = "pending_requests"
        }
    }

    public struct Counters: Sendable, Equatable, Codable {
        public var connections: Int
        public var requests: Int
        public var emergencies: Int
        public var urgent: Int
        public var notUnderstood: Int
        public var errors: Int
        public var busy: Int
        public var reloads: Int

        enum CodingKeys: String, CodingKey {
            case connections, requests, emergencies, urgent, errors, busy, reloads
            case notUnderstood = "not_understood"
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
