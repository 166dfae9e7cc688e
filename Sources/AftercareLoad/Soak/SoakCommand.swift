import ArgumentParser
import Foundation
import ProgramSupport

/// Minutes of everything that can happen to the daemon at once, with each reply held against the bytes that it has to have.
struct SoakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Loads aftercared with good and bad clients and a reload each second, and checks every reply.")

    @Option(help: ArgumentHelp("How long to go on.", valueName: "seconds"))
    var seconds = 600.0

    @Option(help: ArgumentHelp("The folder of a small pack; a copy of it is changed each second.", valueName: "folder"))
    var pack = "Tests/Fixtures/small"

    /// How much the memory may grow after the first minute: what an allocator leaves lying about, and no more.
    private static let allowedGrowth = 1.1

    func run() throws {
        let folder = try WorkFolder()
        let pack = try ChangingPack(copyOf: self.pack, in: folder)
        let daemon = try ServerProcess.aftercared(
            [
                "--pack", pack.folder, "--matcher", "lexical", "--watch-seconds", "0", "--idle-seconds", "20",
                "--cache-bytes", "\(4 << 20)",
            ], folder: folder.path)
        let descriptors = try Self.ownDescriptors(daemon)
        let soak = Soak(path: daemon.path, expected: pack.expected)
        let clients = soak.start()
        let samples = watch(daemon, pack, soak)
        for client in clients { client.wait() }
        let left = daemon.isRunning ? try Self.ownDescriptors(daemon) - descriptors : 0
        if !daemon.isRunning { soak.tally.fault("aftercared has ended: \(daemon.log.suffix(400))") }
        daemon.stop()
        try report(soak, pack, samples, left, daemon)
    }

    /// How many files and sockets the daemon has open for itself, once it has noticed that all clients but one are gone.
    private static func ownDescriptors(_ daemon: ServerProcess) throws -> Int {
        let connection = try LineConnection(daemon.path)
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            try connection.send(Array(#"{"jsonrpc":"2.0","id":1,"method":"info"}"#.utf8) + [UInt8(ascii: "\n")])
            let reply = try connection.readLine() ?? []
            let isAlone = reply.firstRange(of: Array(#""connections":1,"connections_total""#.utf8)) != nil
            if isAlone || ContinuousClock.now > deadline { return daemon.openDescriptors - 1 }
            _ = poll(nil, 0, 20)
        }
    }

    private static func say(_ text: String) { Surroundings.say(Array("\(text)\n".utf8)) }

    /// Changes the pack and reloads it each second until the time is over.
    ///
    /// - Returns: The resident memory after each second.
    private func watch(_ daemon: ServerProcess, _ pack: ChangingPack, _ soak: Soak) -> [Int] {
        var samples: [Int] = []
        let end = ContinuousClock.now + .seconds(seconds)
        var next = ContinuousClock.now
        while ContinuousClock.now < end, daemon.isRunning {
            next += .seconds(1)
            pack.change()
            daemon.signal(SIGHUP)
            while ContinuousClock.now < next { _ = poll(nil, 0, 10) }
            samples.append(daemon.memory)
            if samples.count % 60 == 0 {
                Self.say("  \(samples.count) s: \(soak.tally.current.summary), \(daemon.memory >> 10) KiB")
            }
        }
        soak.stop()
        return samples
    }

    private func report(
        _ soak: Soak, _ pack: ChangingPack, _ samples: [Int], _ left: Int, _ daemon: ServerProcess
    ) throws {
        let tally = soak.tally.current
        Self.say("\nSoak of \(samples.count) seconds: \(tally.summary)")
        for (name, count) in tally.clients.sorted(by: { $0.key < $1.key }) { Self.say("  \(name): \(count) clients") }
        let reloads = daemon.log.split(separator: "\n").count { $0.hasSuffix("reloaded") }
        Self.say("  packs taken: \(reloads), faulty ones among \(pack.changes) changes refused: \(pack.faultyChanges)")
        var faults = tally.faults
        // The first minute fills caches; a short soak has half of its time for that.
        let warm = samples.dropFirst(min(60, samples.count / 2))
        if let first = warm.prefix(10).max(), let last = warm.suffix(10).max() {
            Self.say("  memory: \(first >> 10) KiB after warming up, \(last >> 10) KiB at the end")
            if Double(last) > Double(first) * Self.allowedGrowth { faults.append("the memory has grown") }
        }
        Self.say("  descriptors left open: \(left)")
        if left > 0 { faults.append("\(left) descriptors were left open") }
        if reloads == 0 { faults.append("no pack was taken") }
        if tally.replies == 0 { faults.append("nothing was answered") }
        for fault in faults.prefix(20) { Surroundings.complain("FAULT: \(fault)") }
        guard faults.isEmpty else { throw ExitCode(1) }
        Self.say("  not one wrong, missing, reordered or foreign reply")
    }
}
