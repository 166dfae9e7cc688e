package import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import NIOPosix

/// The HTTP server: the chat page, the API and, where it is asked for, the OpenAI-compatible API, over one engine.
///
/// It keeps nothing of a conversation: the state travels with the client, so any number of gateways may stand behind a balancer.
package struct HTTPGateway: Sendable {
    private let configuration: Configuration
    private let engine: any Engine
    private let group: any EventLoopGroup
    private let logger: Logger

    /// - Parameters:
    ///   - group: The event loops; those that the engine knows.
    ///   - logger: Is told of the service's life, and of no word that a client sends.
    package init(configuration: Configuration, engine: any Engine, group: any EventLoopGroup, logger: Logger) {
        self.configuration = configuration
        self.engine = engine
        self.group = group
        self.logger = logger
    }

    /// What a page states in the `integrity` of the embed script.
    package static var embedIntegrity: String { PageFiles.embedIntegrity }

    /// Why a start is refused since the pack is a draft and the gateway public; `nil` when it is not, or nobody can say yet.
    package func draftRefusal() async -> String? {
        guard configuration.rules.refusesDraft else { return nil }
        let client = EngineClient(engine: engine, refusesDraft: true).on(group.any())
        do throws(HTTPFault) {
            _ = try await client.info()
            return nil
        } catch {
            return error == .draft ? error.message : nil
        }
    }

    /// The server as a service.
    ///
    /// - Parameter onListening: Told the port, where there is one, once connections are accepted.
    package func service(onListening: @escaping @Sendable (Int?) async -> Void) -> some ApplicationProtocol {
        let open = OpenConnections()
        let limits = RequestCollector.Limits(
            bodyLength: configuration.withChat
                ? ChatCompletionRequest.maximumBodyLength : QuestionBody.maximumBodyLength,
            requestTime: TimeAmount(configuration.requestTime), connections: configuration.connections)
        let client = EngineClient(engine: engine, refusesDraft: configuration.rules.refusesDraft)
        let responder = GatewayResponder(
            rules: configuration.rules, proxies: configuration.proxies,
            limiter: RateLimiter(.init(perSecond: configuration.requestsPerSecond, burst: configuration.burst)),
            counters: GatewayCounters(), open: open, engine: client,
            pages: PageFiles(origins: configuration.rules.origins),
            openAPI: OpenAPIDocument(withChat: configuration.withChat),
            chat: configuration.withChat ? ChatCompletions(clock: configuration.wallClock) : nil)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestCollector(limits: limits, open: open)],
            idleTimeout: TimeAmount(configuration.idleTime),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        return Application(
            responder: responder,
            server: HTTPServerBuilder { [group] responder in
                LoopBoundChannel(HTTP1Channel(responder: responder, configuration: channel), group: group)
            },
            configuration: ApplicationConfiguration(address: configuration.address, backlog: 1024),
            onServerRunning: { await onListening($0.localAddress?.port) },
            eventLoopGroupProvider: .shared(group),
            logger: Logger(label: logger.label) { [logger] _ in ServerLogHandler(logger) })
    }
}
