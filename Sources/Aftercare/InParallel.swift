import Dispatch
import Synchronization

/// Does two things at once, where there is a second processor, and waits for both.
package func inParallel<First, Second: Sendable>(
    _ first: () -> First, and second: @escaping @Sendable () -> Second
) -> (First, Second) {
    // Not by concurrentPerform, inside of which another one has no processors to share work out to.
    let other = Mutex<Second?>(nil)
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
        let result = second()
        other.withLock { $0 = result }
    }
    let first = first()
    group.wait()
    guard let second = other.withLock({ $0 }) else { preconditionFailure("the group waits for it") }
    return (first, second)
}
