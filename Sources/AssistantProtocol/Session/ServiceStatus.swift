public import Aftercare

/// What `info` says of the server itself; the transport fills it in. Numbers and an operator's words only: nothing of what
/// anybody asked.
public struct ServiceStatus: Sendable, Equatable {
    /// What the transport lets a client have; 0 where it sets no limit.
    public struct Limits: Sendable, Equatable {
        /// The longest line.
        public var lineBytes = LineFramer.defaultLimit
        /// How many clients at once.
        public var connections = 0
        /// How many requests of one connection may be open at once.
        public var pendingRequests = 0
        /// How many first-seen questions may wait for a worker.
        public var queuedQuestions = 0
        /// How many bytes of replies may wait for a slow reader before no more of its requests are read.
        public var unreadBytes = 0
        /// How long a connection may be silent.
        public var idleSeconds = 0

        public init() {}
    }

    /// Replies of one outcome, by urgency.
    public struct ByUrgency: Sendable, Equatable {
        public var none = 0
        public var urgent = 0
        public var emergency = 0

        public init() {}

        public subscript(urgency: Reply.Urgency) -> Int {
            get {
                switch urgency {
                case .none: none
                case .urgent: urgent
                case .emergency: emergency
                }
            }
            set {
                switch urgency {
                case .none: none = newValue
                case .urgent: urgent = newValue
                case .emergency: emergency = newValue
                }
            }
        }

        public var total: Int { none + urgent + emergency }
    }

    /// Replies by outcome and urgency.
    public struct Replies: Sendable, Equatable {
        public var answered = ByUrgency()
        public var clarify = ByUrgency()
        public var notCovered = ByUrgency()
        public var notUnderstood = ByUrgency()

        public init() {}

        public subscript(outcome: Reply.Outcome) -> ByUrgency {
            get {
                switch outcome {
                case .answered: answered
                case .clarify: clarify
                case .notCovered: notCovered
                case .notUnderstood: notUnderstood
                }
            }
            set {
                switch outcome {
                case .answered: answered = newValue
                case .clarify: clarify = newValue
                case .notCovered: notCovered = newValue
                case .notUnderstood: notUnderstood = newValue
                }
            }
        }

        public var total: Int { answered.total + clarify.total + notCovered.total + notUnderstood.total }
    }

    /// How long something took, from the read that brought the request to the reply's being ready to send, in microseconds.
    public struct Latency: Sendable, Equatable {
        /// How many requests were timed.
        public var count = 0
        /// The median; 0 before anything was timed. Quantiles are the upper ends of bins at most an eighth wide.
        public var p50 = 0
        public var p99 = 0

        public init() {}
    }

    /// What became of attempts to take a new pack.
    public struct Reloads: Sendable, Equatable {
        public struct Attempt: Sendable, Equatable {
            public var at: UTCTime
            /// Why the pack was not taken; `nil` when it was.
            public var failure: String?

            public init(at: UTCTime, failure: String?) {
                self.at = at
                self.failure = failure
            }
        }

        /// Packs put in place of an earlier one.
        public var done = 0
        /// Packs that were faulty and not taken.
        public var failed = 0
        public var last: Attempt?

        public init() {}
    }

    /// One day's replies.
    public struct Day: Sendable, Equatable {
        /// Whole days since 1970-01-01, UTC.
        public var day: Int
        public var replies = 0
        /// Those among them with the outcome `not_understood`.
        public var notUnderstood = 0

        public init(day: Int) { self.day = day }
    }

    public var limits = Limits()
    /// Whole seconds since the start.
    public var uptimeSeconds = 0
    /// Clients that are connected now.
    public var connections = 0
    /// Clients that were let in since the start.
    public var connectionsTotal = 0
    /// Clients that were turned away since the start: one too many.
    public var connectionsRefused = 0
    /// Clients that were let go since the start because they did not read their replies. (Silent ones count as errors with the code
    /// ``ProtocolError/Code/idle``.)
    public var connectionsUnread = 0
    /// Requests since the start, whatever became of them; plain lines and notifications among them.
    public var requests = 0
    public var replies = Replies()
    /// Requests that were refused, one element for each of ``ProtocolError/Code/all``, in that order.
    public var errors = [Int](repeating: 0, count: ProtocolError.Code.all.count)
    /// Questions whose reply was kept from an earlier time.
    public var cacheHits = 0
    /// Questions that had to be read.
    public var cacheMisses = 0
    /// First-seen questions that are with a worker or wait for one now.
    public var queued = 0
    /// Requests that were answered on the event loop.
    public var latencyKnown = Latency()
    /// Requests that went to a worker, the wait for it included.
    public var latencyFirstSeen = Latency()
    public var reloads = Reloads()
    /// The last days that had a reply, the oldest first.
    public var days: [Day] = []

    public init() {}

    /// All requests that were refused.
    public var errorsTotal: Int { errors.reduce(0, +) }

    /// Requests that were refused for one reason.
    public subscript(code: ProtocolError.Code) -> Int {
        get { ProtocolError.Code.all.firstIndex(of: code).map { errors[$0] } ?? 0 }
        set {
            if let place = ProtocolError.Code.all.firstIndex(of: code) { errors[place] = newValue }
        }
    }
}
