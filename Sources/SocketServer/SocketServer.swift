public import AssistantProtocol
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The service on a Unix socket: any number of clients, each with the protocol of `Session`.
public final class SocketServer: Sendable {
    private let configuration: Configuration
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let workers: WorkerPool
    private let answerer: Answerer
    private let counters: Counters
    private let audit: AuditLog?
    private let registry = ConnectionRegistry()

    private struct State {
        var listener: (any Channel)?
        var socket: ListeningSocket?
        var isStopped = false
    }
    private let state = Mutex(State())

    static var coreCount: Int { System.coreCount }

    /// - Parameters:
    ///   - backend: What answers until ``replace(with:)``.
    ///   - logger: Is told of the service's life, and of no word that a client sends.
    ///   - audit: Takes a line about each answer, without a word of anybody's; `nil` for none.
    ///   - clock: What time it is, for the dates that `info` gives.
    public init(
        configuration: Configuration = Configuration(), backend: Session.Backend, logger: Logger,
        audit: AuditLog? = nil, clock: @escaping @Sendable () -> UTCTime
    ) {
        var configuration = configuration
        configuration.connections = min(configuration.connections, DescriptorLimit.connections)
        self.configuration = configuration
        self.logger = logger
        self.audit = audit
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.eventLoops))
        workers = WorkerPool(workers: configuration.workers, queue: configuration.queuedQuestions)
        answerer = Answerer(backend, cacheLimit: configuration.cachedBytes)
        counters = Counters(limits: configuration.limits, eventLoops: max(1, configuration.eventLoops), clock: clock)
    }

    /// Begins to accept clients; those who connected to the socket before have been waiting.
    public func start(on socket: ListeningSocket) async throws {
        guard let descriptor = socket.takeDescriptor() else { return }
        let service = ConnectionHandler.Service(
            configuration: configuration, answerer: answerer, workers: workers, counters: counters, audit: audit,
            logger: logger)
        let registry = registry
        let counters = counters
        let unread = configuration.unreadBytes
        // A connection counts with its event loop.
        let loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().enumerated().map { (ObjectIdentifier($1), $0) })
        let bootstrap = ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // One read at a time, so that back-pressure takes hold after 64 KiB.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: max(1, unread / 2), high: max(2, unread)))
            .childChannelInitializer { channel in
                guard counters.admit() else { return Self.refuse(channel, service) }
                guard registry.add(channel) else {
                    counters.leave()
                    return channel.close()
                }
                channel.closeFuture.whenComplete { _ in
                    counters.leave()
                    registry.remove(channel)
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(
                            service, tally: counters.tally(loops[ObjectIdentifier(channel.eventLoop)] ?? 0)))
                }
            }
        let listener = try await bootstrap.withBoundSocket(descriptor).get()
        state.withLock { state in
            state.listener = listener
            state.socket = socket
        }
    }

    /// Answers from something else from the next line on; nothing that is under way is lost.
    public func replace(with backend: Session.Backend) {
        answerer.replace(with: backend)
        counters.countReload(failure: nil)
    }

    /// Says why a new pack was not taken. What answers goes on; where nothing does, this is the reason from now on.
    public func reject(_ reason: String) {
        counters.countReload(failure: reason)
        if case .unavailable = answerer.current.backend { answerer.replace(with: .unavailable(reason)) }
    }

    /// What `info` says.
    public var status: ServiceStatus { counters.status(queued: workers.openCount) }

    /// Stops accepting, answers what was asked, and leaves within the configured time. Once and for all: a server that
    /// was stopped is not started again.
    public func stop() async {
        let (listener, socket, wasStopped) = state.withLock { state in
            defer { state = State(isStopped: true) }
            return (state.listener, state.socket, state.isStopped)
        }
        if wasStopped { return }
        socket?.removePath()
        try? await listener?.close()
        let channels = registry.stop()
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.Stop()) }
        let loop = group.any()
        let deadline = loop.scheduleTask(in: TimeAmount(configuration.stopTime)) { [logger] in
            logger.warning("closing connections that are not done")
            for channel in channels { channel.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop).get()
        deadline.cancel()
        await workers.stop()
        await audit?.flush()
        try? await group.shutdownGracefully()
        socket?.releaseLock()
    }

    /// Tells one client too many so, and lets it go.
    private static func refuse(_ channel: any Channel, _ service: ConnectionHandler.Service) -> EventLoopFuture<Void> {
        let reply = Session.tooManyConnections(retryAfter: service.configuration.retryAfter)
        service.logger.debug("refusing a connection over the limit")
        // Not yet active here: the reply has to wait for the registration.
        return channel.pipeline.addHandler(RefusalHandler(reply.bytes))
    }
}
