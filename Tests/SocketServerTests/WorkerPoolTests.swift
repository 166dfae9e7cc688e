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

    @Test("a worker gives way to whatever else wants to run, and only the worker")
    func givesWay() async {
        let pool = WorkerPool(workers: 1, queue: 0)
        let policies: [Int32] = await withCheckedContinuation { continuation in
            let own = sched_getscheduler(0)
            #expect(
                pool.submit {
                    sched_getscheduler(0)
                } deliver: {
                    continuation.resume(returning: [own, $0])
                })
        }
        // sched(7): SCHED_OTHER is 0, SCHED_IDLE 5.
        #expect(policies == [0, 5])
        await pool.stop()
    }
}
