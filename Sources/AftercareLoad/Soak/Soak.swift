import Foundation
import Synchronization

/// What has happened so far.
final class SoakTally: Sendable {
    struct Counts: Sendable {
        var replies = 0
        var clients: [String: Int] = [:]
        var faults: [String] = []

        var summary: String { "\(replies) replies checked, \(faults.count) faults" }
    }

    private let counts = Mutex(Counts())

    var current: Counts { counts.withLock { $0 } }

    func countReplies(_ number: Int) { counts.withLock { $0.replies += number } }
    func countClient(_ name: String) { counts.withLock { $0.clients[name, default: 0] += 1 } }
    func fault(_ text: String) {
        counts.withLock { counts in
            if counts.faults.count < 1000 { counts.faults.append(text) }
        }
    }
}

/// Clients of every kind, good and bad, each kind on a thread of its own.
final class Soak: Sendable {
    let tally = SoakTally()
    private let path: String
    private let expected: ExpectedReplies
    private let isOver = Atomic<Bool>(false)

    init(path: String, expected: ExpectedReplies) {
        self.path = path
        self.expected = expected
    }

    func stop() { isOver.store(true, ordering: .relaxed) }

    /// Starts all kinds of clients.
    ///
    /// - Returns: To be waited for after ``stop()``.
    func start() -> [Parallel<Void>] {
        Kind.allCases.enumerated().map { number, kind in
            Parallel { [self] in
                var dice = Dice(seed: UInt64(number))
                var turn = 0
                while !isOver.load(ordering: .relaxed) {
                    turn += 1
                    do {
                        try run(kind, &dice, turn)
                        tally.countClient(kind.rawValue)
                    } catch {
                        tally.fault("\(kind.rawValue), turn \(turn): \(error)")
                    }
                }
            }
        }
    }

    private enum Kind: String, CaseIterable {
        case pipelining
        case pipeliningToo = "pipelining too"
        case talking
        case halfClosing = "half-closing"
        case slow
        case killed
        case garbage
        case silent
    }

    private func run(_ kind: Kind, _ dice: inout Dice, _ turn: Int) throws {
        switch kind {
        case .pipelining, .pipeliningToo: try pipeline(&dice, turn)
        case .talking: try talk(&dice, turn)
        case .halfClosing: try halfClose(&dice, turn)
        case .slow: try readSlowly(&dice, turn)
        case .killed: try beKilled(&dice, turn)
        case .garbage: try sendGarbage(&dice, turn)
        case .silent: try stayAWhile(&dice, turn)
        }
    }

    // MARK: - Good clients

    /// Known, new and wrong requests in one go, and single pings between them.
    private func lines(_ dice: inout Dice, _ turn: Int, count: Int) -> [[UInt8]] {
        (0..<count).map { number in
            let id = turn * 1000 + number
            return switch dice.next(10) {
            case 0: Self.request(id, "can I use heat after \(dice.next(100_000)) days?")
            case 1: Self.request(id, "my shoulder is hot n red \(dice.next(50))")
            case 2: Array("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ping\"}\n".utf8)
            case 3: Array("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ask\"}\n".utf8)
            case 4: Array("[{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"no\"}]\n".utf8)
            case 5: Self.request(id, "I can't breathe")
            default: Self.request(id, ["can I use heat?", "is ice ok?", "can I drink wine"][dice.next(3)])
            }
        }
    }

    private static func request(_ id: Int, _ question: String) -> [UInt8] { Questions.request(id, question) }

    private func check(_ reply: [UInt8]?, _ line: [UInt8], _ what: String) {
        guard let reply else { return tally.fault("\(what): a reply is missing") }
        if !expected.accepts(reply, to: line.dropLast()) {
            tally.fault("\(what): a reply is not what it has to be: \(String(decoding: reply.prefix(120), as: UTF8.self))")
        }
    }

    private func pipeline(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        for round in 0..<20 {
            let lines = lines(&dice, turn * 20 + round, count: 1 + dice.next(32))
            try connection.send(Array(lines.joined()))
            for line in lines { check(try connection.readLine(), line, "pipelining") }
            tally.countReplies(lines.count)
        }
    }

    private func talk(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        var talk = ExpectedReplies.Talk(expected)
        for _ in 0..<(1 + dice.next(12)) {
            let text = ["can I use heat?", "and ice?", "I can't breathe", "for how long", "is it ok after \(dice.next(9)) days"][
                dice.next(5)]
            try connection.send(Array("\(text)\n".utf8))
            guard let reply = try connection.readPlain() else { return tally.fault("talking: a reply is missing") }
            guard talk.accepts(reply, to: Array(text.utf8)) else {
                return tally.fault("talking: a reply is not what it has to be: \(String(decoding: reply.prefix(120), as: UTF8.self))")
            }
            tally.countReplies(1)
        }
    }

    private func halfClose(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        let lines = lines(&dice, turn, count: 1 + dice.next(60))
        // The last line without its end.
        try connection.send(Array(lines.joined().dropLast()))
        connection.endSending()
        for line in lines { check(try connection.readLine(), line, "half-closing") }
        if try connection.readLine() != nil { tally.fault("half-closing: a reply too many") }
        tally.countReplies(lines.count)
    }

    private func readSlowly(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        let lines = lines(&dice, turn, count: 900)
        var rest = Array(lines.joined())[...]
        var next = 0
        // Half of them read nothing before the daemon stops reading too.
        while turn % 2 == 0, !rest.isEmpty {
            let taken = try connection.sendSome(Array(rest))
            if taken == 0 { break }
            rest = rest.dropFirst(taken)
            _ = poll(nil, 0, 20)
        }
        while next < lines.count {
            rest = rest.dropFirst(try connection.sendSome(Array(rest.prefix(4096))))
            try connection.receive(atMost: 1 + dice.next(8192))
            while let line = connection.nextLine() {
                guard next < lines.count else { return tally.fault("slow: a reply too many") }
                check(line, lines[next], "slow")
                next += 1
            }
            if connection.hasEnded { return tally.fault("slow: \(lines.count - next) replies are missing") }
            if dice.next(8) == 0 { _ = poll(nil, 0, 1) }
        }
        tally.countReplies(lines.count)
    }

    // MARK: - Bad clients

    private func beKilled(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        let bytes = Array(lines(&dice, turn, count: 1 + dice.next(100)).joined())
        _ = try connection.sendSome(Array(bytes.prefix(1 + dice.next(bytes.count))))
        if dice.next(2) == 0 { try connection.receive(atMost: 100) }
        _ = poll(nil, 0, Int32(dice.next(5)))
    }

    private func sendGarbage(_ dice: inout Dice, _ turn: Int) throws {
        let connection = try LineConnection(path)
        var bytes: [UInt8] = []
        switch dice.next(4) {
        case 0: bytes = (0..<dice.next(3000)).map { _ in UInt8(dice.next(256)) }
        case 1: bytes = Array(repeating: UInt8(ascii: "["), count: 1 + dice.next(100_000))
        case 2:
            bytes = Self.request(turn, "can I use heat?")
            for _ in 0..<(1 + dice.next(4)) { bytes[dice.next(bytes.count)] = UInt8(dice.next(256)) }
        default: bytes = Array("{\"jsonrpc\":\"2.0\",\"id\":\"\(String(repeating: "x", count: dice.next(70_000)))".utf8)
        }
        try connection.send(bytes)
        connection.endSending()
        // What comes back is an error or an answer to nonsense; it has to come to an end.
        try connection.drain()
        // On a new connection all is well.
        let good = try LineConnection(path)
        let line = Self.request(turn, "is ice ok?")
        try good.send(line)
        check(try good.readLine(), line, "after garbage")
        tally.countReplies(1)
    }

    private func stayAWhile(_ dice: inout Dice, _ turn: Int) throws {
        let connections = try (0..<20).map { _ in try LineConnection(path) }
        for connection in connections { _ = try connection.sendSome(Array("can I u".utf8)) }
        for _ in 0..<(1 + dice.next(30)) where !isOver.load(ordering: .relaxed) { _ = poll(nil, 0, 100) }
        for connection in connections {
            try connection.send(Array("se heat?\n".utf8))
            var talk = ExpectedReplies.Talk(expected)
            guard let reply = try connection.readPlain(), talk.accepts(reply, to: Array("can I use heat?".utf8)) else {
                return tally.fault("silent: what was said in two parts is not answered as one")
            }
        }
        tally.countReplies(connections.count)
    }
}

/// Chance that is the same in every run. Source: Knuth's MMIX generator.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// 0..<sides
    mutating func next(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}
