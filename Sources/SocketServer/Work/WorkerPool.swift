import NIOPosix
import Synchronization

/// A few threads for the questions that take long, with a bounded queue in front of them.
package final class WorkerPool: Sendable {
    private let pool: NIOThreadPool
    /// Questions that wait or are being read.
    private let open = Atomic<Int>(0)
    private let limit: Int
    /// The workers' nice value: somebody whose answer is known is not to wait for a core that reads another's question.
    private let priority: Int32

    package init(workers: Int, queue: Int) {
        pool = NIOThreadPool(numberOfThreads: max(1, workers))
        limit = max(1, workers) + max(0, queue)
        priority = ThreadPriority.current + 5
        pool.start()
    }

    /// Questions that are being read or wait for it.
    package var openCount: Int { open.load(ordering: .relaxed) }

    /// Runs something on one of the threads, in the order of asking.
    ///
    /// - Parameter deliver: Gets the result on the same thread, when the place in the queue is free again.
    /// - Returns: `false` when the queue is full; nothing is run then.
    package func submit<Result>(
        _ work: @escaping @Sendable () -> Result, deliver: @escaping @Sendable (Result) -> Void = { _ in }
    ) -> Bool {
        guard open.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            open.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        pool.submit { [self] _ in
            ThreadPriority.lower(to: priority)
            let result = work()
            open.wrappingSubtract(1, ordering: .relaxed)
            deliver(result)
        }
        return true
    }

    package func stop() async {
        try? await pool.shutdownGracefully()
    }
}
