package import NIOCore
import NIOPosix
import Synchronization

/// `aftercared` at its Unix socket, over connections that are kept open: some to each event loop, so that a request and its reply
/// never change threads.
package final class DaemonEngine: Engine {
    /// The bounds of the connections.
    package struct Configuration: Sendable {
        /// To each event loop. Together they hold more questions than aftercared lets wait, so it is aftercared that says when there are
        /// too many.
        package var connectionsPerLoop = 8
        /// How many requests wait on a connection before another one is opened.
        package var sharing = 16
        /// How many requests may wait on a connection; what aftercared reads ahead.
        package var pendingPerConnection = 64
        /// How long a request may take.
        package var patience: TimeAmount = .seconds(10)
        package var connectTime: TimeAmount = .seconds(2)

        package init() {}
    }

    private let pools: [ObjectIdentifier: DaemonPool]

    /// - Parameter group: The event loops that ``respond(to:on:)`` will name.
    package init(path: String, group: any EventLoopGroup, configuration: Configuration = .init()) {
        var pools: [ObjectIdentifier: DaemonPool] = [:]
        for loop in group.makeIterator() {
            pools[ObjectIdentifier(loop)] = DaemonPool(path: path, eventLoop: loop, configuration: configuration)
        }
        self.pools = pools
    }

    package func respond(to line: [UInt8], on eventLoop: any EventLoop) async throws(EngineFault) -> ByteBuffer {
        guard let pool = pools[ObjectIdentifier(eventLoop)] ?? pools.first?.value else {
            throw .away("There is no event loop.")
        }
        do {
            return try await pool.respond(to: line)
        } catch let fault as EngineFault {
            throw fault
        } catch {
            throw .away("\(error)")
        }
    }
}
