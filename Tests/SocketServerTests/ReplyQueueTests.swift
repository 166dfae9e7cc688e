import SocketServer
import Testing

@Suite("Replies go out in the order of their requests")
struct ReplyQueueTests {
    @Test(
        "a reply waits for those before it",
        arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1]])
    func order(_ order: [Int]) {
        var queue = ReplyQueue()
        let numbers = (0..<3).map { _ in queue.reserve() }
        queue.append([3])
        var taken: [UInt8] = []
        for place in order {
            queue.fulfil(numbers[place], with: [UInt8(place)])
            taken += queue.takeReady().joined()
            #expect(taken == Array(0..<UInt8(taken.count)))
        }
        #expect(taken == [0, 1, 2, 3])
        #expect(queue.isEmpty)
    }

    @Test("numbers stay right when replies were taken, and a place can be given back")
    func numbers() {
        var queue = ReplyQueue()
        queue.fulfil(queue.reserve(), with: [1])
        #expect(queue.takeReady() == [[1]])
        let second = queue.reserve()
        queue.withdraw(queue.reserve())
        #expect(queue.count == 1)
        queue.fulfil(second, with: [2])
        queue.fulfil(second + 7, with: [9])
        #expect(queue.takeReady() == [[2]])
    }
}
