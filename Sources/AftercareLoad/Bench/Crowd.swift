import Foundation
import Synchronization

/// Clients that take up room: some say half a word and wait, some ask a lot and read little by little.
final class Crowd: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let thread = Mutex<Parallel<Void>?>(nil)

    init(_ path: String, silent: Int, slow: Int, request: [UInt8]) throws {
        let ready = DispatchSemaphore(value: 0)
        let running = Parallel { [self] in
            let quiet = (0..<silent).compactMap { _ in try? LineConnection(path) }
            for connection in quiet { _ = try? connection.sendSome(Array("can I use".utf8)) }
            let lazy = (0..<slow).compactMap { _ in try? LineConnection(path) }
            for connection in lazy { _ = try? connection.sendSome(Array(repeatElement(request, count: 64).joined())) }
            ready.signal()
            while !isOver.load(ordering: .relaxed) {
                for connection in lazy { _ = try? connection.receive(atMost: 64) }
                _ = poll(nil, 0, 20)
            }
        }
        thread.withLock { $0 = running }
        ready.wait()
    }

    /// Closes all connections and returns when they are closed.
    func leave() {
        isOver.store(true, ordering: .relaxed)
        thread.withLock { $0 }?.wait()
    }
}
