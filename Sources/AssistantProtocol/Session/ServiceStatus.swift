/// What `info` says of the server itself; the transport fills it in.
public struct ServiceStatus: Sendable, Equatable {
    /// Whole seconds since the start.
    public var uptimeSeconds: Int
    public var connections: Int
    /// Requests answered since the start, plain lines among them.
    public var requests: Int
    public var emergencies: Int
    public var urgent: Int
    public var notUnderstood: Int
    public var errors: Int

    public init(
        uptimeSeconds: Int = 0, connections: Int = 0, requests: Int = 0, emergencies: Int = 0, urgent: Int = 0,
        notUnderstood: Int = 0, errors: Int = 0
    ) {
        self.uptimeSeconds = uptimeSeconds
        self.connections = connections
        self.requests = requests
        self.emergencies = emergencies
        self.urgent = urgent
        self.notUnderstood = notUnderstood
        self.errors = errors
    }
}
