public import AssistantProtocol

extension SocketServer {
    /// The bounds of the service. What is over one is refused or waits; it never harms another client.
    public struct Configuration: Sendable {
        /// Threads that read and write; the clients are spread over them. Two feed more questions than the workers of a
        /// small machine can answer.
        public var eventLoops = 2
        /// Threads that read questions which were not seen before; one a core, so that a question never waits for a core
        /// that another one could use.
        public var workers = max(1, SocketServer.coreCount)
        /// How many such questions may wait for a worker; the next one is refused as busy. At a millisecond each on two cores
        /// the last one waits a quarter of a second: longer is slower than asking again.
        public var queuedQuestions = 512
        /// When a client that was refused as busy shall ask again: about the time that a full queue takes.
        public var retryAfter: Duration = .milliseconds(250)
        /// How much of the replies that were given is kept, in bytes; 0 for none.
        public var cachedBytes = ReplyCache.defaultLimit
        /// The longest line in bytes. A question of 4 KiB, every byte of it escaped, fits twice over.
        public var lineBytes = LineFramer.defaultLimit
        /// How long a question and how large a batch may be.
        public var session = Session.Limits()
        /// How many clients at once; one more is told so and let go.
        public var connections = 4096
        /// How many requests of one connection may be open at once. No more are read from it until a reply has gone out.
        public var pendingRequests = 64
        /// How many bytes of replies may wait for a slow reader. No more of its requests are read until it has read half of
        /// them.
        public var unreadBytes = 256 << 10
        /// How long a connection may be silent, or leave its replies unread, before it is closed. Long enough for
        /// somebody who reads a passage and asks on.
        public var idleTime: Duration = .seconds(900)
        /// How long replies may take to go out once the service stops.
        public var stopTime: Duration = .seconds(5)

        public init() {}

        /// What `info` says of these.
        var limits: ServiceStatus.Limits {
            var limits = ServiceStatus.Limits()
            limits.lineBytes = lineBytes
            limits.connections = connections
            limits.pendingRequests = pendingRequests
            limits.queuedQuestions = queuedQuestions
            limits.unreadBytes = unreadBytes
            limits.idleSeconds = Int(idleTime.components.seconds)
            return limits
        }
    }
}
