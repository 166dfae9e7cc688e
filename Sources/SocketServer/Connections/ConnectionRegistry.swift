import NIOCore
import Synchronization

/// The channels of all clients, so that a stop reaches each of them.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isStopping = false
    }
    private let state = Mutex(State())

    /// - Returns: `false` when the service is stopping.
    func add(_ channel: any Channel) -> Bool {
        state.withLock { state in
            if state.isStopping { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Lets nobody in any more, and gives those who are.
    func stop() -> [any Channel] {
        state.withLock { state in
            state.isStopping = true
            return Array(state.channels.values)
        }
    }
}
