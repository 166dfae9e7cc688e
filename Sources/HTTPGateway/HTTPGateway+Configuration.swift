package import Hummingbird

extension HTTPGateway {
    /// Where the gateway listens, for whom, and within which bounds.
    package struct Configuration: Sendable {
        package var address = BindAddress.hostname("127.0.0.1", port: 8080)
        package var rules = AccessRules()
        package var proxies = TrustedProxies()
        /// Whether the OpenAI-compatible routes are there.
        package var withChat = false
        /// Requests of one client a second in the long run; 0 for no limit. Nobody types faster.
        package var requestsPerSecond = 5.0
        /// Requests of one client at once: a page that opens, and a few questions typed ahead.
        package var burst = 40.0
        /// How long a request may take to arrive.
        package var requestTime: Duration = .seconds(10)
        /// How long a connection may be silent between two requests. Longer than nginx keeps one (60 s), so that it is nginx that
        /// closes it and no request crosses with the end.
        package var idleTime: Duration = .seconds(75)
        /// How many connections at once; one more is told to come again.
        package var connections = 12_000
        /// The time of day in seconds since 1970, which OpenAI's protocol asks for.
        package var wallClock: @Sendable () -> Int

        package init(wallClock: @escaping @Sendable () -> Int) { self.wallClock = wallClock }
    }
}
