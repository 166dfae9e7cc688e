/// What `info` says of the server itself; the transport fills it in.
public struct ServiceStatus: Sendable, Equatable {
    /// What the transport lets a client have.
    public struct Limits: Sendable, Equatable {
        /// The longest line.
        public var lineBytes: Int
        /// How many clients at once; 0 when the transport sets no limit.
        public var connections: Int
        /// How many requests of one connection may be open at once; 0 when the transport sets no limit.
        public var pendingRequests: Int

        public init(lineBytes: Int = LineFramer.defaultLimit, connections: Int = 0, pendingRequests: Int = 0) {
            self.lineBytes = lineBytes
            self.connections = connections
            self.pendingRequests = pendingRequests
        }
    }

    public var limits = Limits()
    /// Whole seconds since the start.
    public var uptimeSeconds = 0
    /// Open now.
    public var connections = 0
    /// Requests answered since the start, plain lines among them.
    public var requests = 0
    public var emergencies = 0
    public var urgent = 0
    public var notUnderstood = 0
    public var errors = 0
    /// Requests and clients that were told to come again later; requests among them are errors too.
    public var busy = 0
    /// Packs put in place of an earlier one.
    public var reloads = 0

    public init() {}
}
