import AssistantProtocol
import Synchronization

/// What answers at this moment, and the replies that it has given: one value, so that a reload is one exchange and no reply
/// of an earlier pack outlives it.
final class Answerer: Sendable {
    /// A class, so that a line that is answered from it holds one reference and not one of each part of an assistant.
    final class State: Sendable {
        let backend: Session.Backend
        let cache: ReplyCache

        init(backend: Session.Backend, cache: ReplyCache) {
            self.backend = backend
            self.cache = cache
        }
    }

    private let cacheLimit: Int
    private let state: Mutex<State>

    init(_ backend: Session.Backend, cacheLimit: Int) {
        self.cacheLimit = cacheLimit
        state = Mutex(State(backend: backend, cache: ReplyCache(limit: cacheLimit)))
    }

    var current: State { state.withLock { $0 } }

    /// Lines that are being answered finish with what they began with; the next line gets the new one.
    func replace(with backend: Session.Backend) {
        let next = State(backend: backend, cache: ReplyCache(limit: cacheLimit))
        // The old state goes out of scope behind the lock: to free a pack takes longer than to exchange it.
        let old = state.withLock { state in
            defer { state = next }
            return state
        }
        _ = consume old
    }
}
