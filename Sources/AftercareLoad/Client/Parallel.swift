import Foundation
import Synchronization

/// Something that runs on a thread of its own, to be waited for.
final class Parallel<Value: Sendable>: Sendable {
    private let result = Mutex<Value?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () -> Value) {
        Thread.detachNewThread { [self] in
            let value = body()
            result.withLock { $0 = value }
            done.signal()
        }
    }

    /// Waits for the end; to be called once.
    func wait() -> Value {
        done.wait()
        guard let value = result.withLock({ $0 }) else { preconditionFailure("a thread ended without its value") }
        return value
    }
}
