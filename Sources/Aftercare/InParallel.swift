import Dispatch
import Synchronization

/// Does two things at once, where there is a second processor, and waits for both.
package func inParallel<First: Sendable, Second: Sendable>(
    _ first: @Sendable () -> First, and second: @Sendable () -> Second
) -> (First, Second) {
    let one = Mutex<First?>(nil)
    let other = Mutex<Second?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { place in
        if place == 0 {
            let result = first()
            one.withLock { $0 = result }
        } else {
            let result = second()
            other.withLock { $0 = result }
        }
    }
    guard let first = one.withLock({ $0 }), let second = other.withLock({ $0 }) else {
        preconditionFailure("concurrentPerform returns when both are done")
    }
    return (first, second)
}
