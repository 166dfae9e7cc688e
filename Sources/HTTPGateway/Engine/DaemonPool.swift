import NIOCore
import NIOPosix

/// The connections of one event loop to `aftercared`.
///
/// A few requests share a connection; another one is opened while all are shared enough and there may be more. Questions can be asked twice without harm, so a request whose connection ends before its reply is asked once more on a
/// fresh one: a connection that the daemon has closed while it was idle is found out only by using it.
final class DaemonPool: Sendable {
    private struct State {
        var connections: [DaemonConnection] = []
        var opening: EventLoopFuture<DaemonConnection>?
    }

    private let path: String
    private let eventLoop: any EventLoop
    private let configuration: DaemonEngine.Configuration
    private let state: NIOLoopBoundBox<State>

    init(path: String, eventLoop: any EventLoop, configuration: DaemonEngine.Configuration) {
        self.path = path
        self.eventLoop = eventLoop
        self.configuration = configuration
        state = NIOLoopBoundBox.makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    func respond(to line: [UInt8]) async throws -> ByteBuffer {
        let promise = eventLoop.makePromise(of: ByteBuffer.self)
        if eventLoop.inEventLoop {
            send(line, promise, mayRepeat: true)
        } else {
            eventLoop.execute { self.send(line, promise, mayRepeat: true) }
        }
        return try await promise.futureResult.get()
    }

    // MARK: - On the event loop

    private func send(_ line: [UInt8], _ promise: EventLoopPromise<ByteBuffer>, mayRepeat: Bool) {
        let connections = state.value.connections.filter(\.isOpen)
        // Requests that share a connection share system calls on both sides, so the first with room for a few more gets the next.
        if let shared = connections.first(where: { $0.pending < configuration.sharing }) {
            return send(line, promise, on: shared, mayRepeat: mayRepeat)
        }
        if connections.count >= configuration.connectionsPerLoop {
            guard let best = connections.min(by: { $0.pending < $1.pending }),
                best.pending < configuration.pendingPerConnection
            else { return promise.fail(EngineFault.crowded) }
            return send(line, promise, on: best, mayRepeat: mayRepeat)
        }
        open().whenComplete { result in
            switch result {
            case .success(let connection):
                guard connection.pending < self.configuration.pendingPerConnection else {
                    return promise.fail(EngineFault.crowded)
                }
                self.send(line, promise, on: connection, mayRepeat: mayRepeat)
            case .failure(let error):
                // One of the others will do, unless they have all ended as well.
                if let other = self.state.value.connections.filter(\.isOpen).min(by: { $0.pending < $1.pending }),
                    other.pending < self.configuration.pendingPerConnection
                {
                    return self.send(line, promise, on: other, mayRepeat: mayRepeat)
                }
                promise.fail(self.fault(connecting: error))
            }
        }
    }

    private func send(
        _ line: [UInt8], _ promise: EventLoopPromise<ByteBuffer>, on connection: DaemonConnection, mayRepeat: Bool
    ) {
        let reply = eventLoop.makePromise(of: ByteBuffer.self)
        reply.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let bytes): promise.succeed(bytes)
            case .failure(let error):
                guard mayRepeat, case EngineFault.away = error else { return promise.fail(error) }
                self.send(line, promise, mayRepeat: false)
            }
        }
        connection.send(line, reply)
    }

    private func open() -> EventLoopFuture<DaemonConnection> {
        // Requests that come while a connection is being opened share it, so that a crowd does not open one each.
        if let opening = state.value.opening { return opening }
        let path = path
        let configuration = configuration
        let state = state
        let future = ClientBootstrap(group: eventLoop)
            .connectTimeout(configuration.connectTime)
            .connect(unixDomainSocketPath: path)
            .flatMapThrowing { channel in
                let connection = DaemonConnection(channel: channel, path: path, patience: configuration.patience)
                try channel.pipeline.syncOperations.addHandler(connection)
                state.value.connections.append(connection)
                channel.closeFuture.assumeIsolated().whenComplete { _ in
                    state.value.connections.removeAll { $0 === connection }
                }
                return connection
            }
        state.value.opening = future
        future.whenComplete { _ in state.value.opening = nil }
        return future
    }

    private func fault(connecting error: any Error) -> EngineFault {
        let reason =
            (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "no connection within the time"
        return .away("\(path): aftercared cannot be reached (\(reason)). Start it, or name its socket with --socket.")
    }
}
