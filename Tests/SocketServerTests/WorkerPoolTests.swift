import Dispatch
import Glibc
import SocketServer
import Synchronization
import Testing

@Suite("The queue in front of the workers is bounded")
struct WorkerPoolTests {
    @Test("what is over the queue is refused at once, and what was taken is done")
    func bounded() async {
        let pool = WorkerPool(workers: 1, queue: 2)
        let gate = DispatchSemaphore(value: 0)
        let count = Atomic<Int>(0)
        let taken = (0..<5).map { _ in
            pool.submit {
                gate.wait()
                count.wrappingAdd(1, ordering: .relaxed)
            }
        }
        #expect(taken == [true, true, true, false, false])
        for _ in 0..<3 { gate.signal() }
        await pool.stop()
        #expect(count.load(ordering: .relaxed) == 3)
    }

    @Test("a worker has a lower priority than the threads that answer what is known")
    func givesWay() async {
        let pool = WorkerPool(workers: 1, queue: 0)
        let values: [Int32] = await withCheckedContinuation { continuation in
            let own = niceValue()
            #expect(
                pool.submit {
                    niceValue()
                } deliver: {
                    continuation.resume(returning: [own, $0])
                })
        }
        #expect(values[1] == min(values[0] + 5, 19))
        await pool.stop()
    }
}

/// The calling thread's.
private func niceValue() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
