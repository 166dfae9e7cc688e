import Synchronization

/// Whether a client is still there, for threads that do not know its connection.
final class Presence: Sendable {
    private let hasLeft = Atomic<Bool>(false)

    var isThere: Bool { !hasLeft.load(ordering: .relaxed) }

    func end() { hasLeft.store(true, ordering: .relaxed) }
}
