import Synchronization

/// How many connections there are.
final class OpenConnections: Sendable {
    private let number = Atomic<Int>(0)

    var count: Int { number.load(ordering: .relaxed) }

    /// - Returns: How many there are with this one.
    func enter() -> Int { number.wrappingAdd(1, ordering: .relaxed).newValue }

    func leave() { number.wrappingSubtract(1, ordering: .relaxed) }
}
