import Foundation
import ProgramSupport
import SocketClient

/// Measures what the gateway costs beside the bare socket, and how much it takes: a part of `make bench`.
///
/// Processor time is read from the kernel's accounts of the programs, so it counts their work and not the load generator's. A question
/// that is asked again and again is answered from the cache, so what is measured is the way through the programs.
@main
enum GatewayBench {
    private static let seconds = 5
    private static let rounds = 3
    private static let crowd = 64
    private static let overheadWanted = 60e-6
    private static let rateWanted = 15_000.0
    private static let shareOfHello = 0.6

    /// One round of load.
    private struct Load {
        /// Requests a second.
        let rate: Double
        /// Processor time a request, in seconds: one element a server.
        let times: [Double]
    }

    static func main() async throws {
        if CommandLine.arguments.contains("--hello") { return try await HelloServer.run() }
        guard let own = Surroundings.executable, let wrk = Wrk() else {
            Surroundings.complain("This needs wrk: apt-get install wrk")
            exit(Surroundings.ExitStatus.unavailable)
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aftercare-bench-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let beside = URL(fileURLWithPath: own).deletingLastPathComponent()
        let socket = folder.appendingPathComponent("a.sock").path
        let script = try wrk.writeScript(in: folder)

        let daemon = try Server(beside.appendingPathComponent("aftercared"), ["--socket", socket], log: folder)
        let program = beside.appendingPathComponent("aftercare-gateway")
        let gateway = try Server(program, ["--socket", socket, "--port", "0", "--rate", "0"], log: folder)
        let embedded = try Server(program, ["--embedded", "--port", "0", "--rate", "0"], log: folder)
        let hello = try Server(URL(fileURLWithPath: own), ["--hello"], log: folder)
        defer { for server in [daemon, gateway, embedded, hello] { server.stop() } }

        func load(_ server: Server, _ measured: [Server], connections: Int) throws -> Load {
            let before = measured.map(\.processorTime)
            let isHello = server === hello
            let run = try wrk.run(
                server.address + (isHello ? "" : "v1/ask"), script: isHello ? nil : script, connections: connections,
                seconds: seconds)
            return Load(
                rate: run.rate, times: zip(measured, before).map { ($0.processorTime - $1) / Double(run.requests) })
        }
        var bare: [Double] = []
        var loads: [String: [Load]] = [:]
        for _ in 0..<rounds {
            bare.append(try bareSocket(socket, daemon))
            for connections in [1, crowd] {
                loads["gateway \(connections)", default: []].append(
                    try load(gateway, [gateway, daemon], connections: connections))
                loads["embedded \(connections)", default: []].append(
                    try load(embedded, [embedded], connections: connections))
                loads["hello \(connections)", default: []].append(try load(hello, [hello], connections: connections))
            }
        }
        report(bare: median(bare), loads.mapValues { median($0) })
    }

    /// The daemon's processor time a request on its own socket, one request at a time.
    private static func bareSocket(_ path: String, _ daemon: Server) throws -> Double {
        let client = try SocketClient(path: path)
        let params = Array(Wrk.body.utf8)
        let before = daemon.processorTime
        let end = ContinuousClock.now + .seconds(seconds)
        var requests = 0
        while ContinuousClock.now < end {
            _ = try client.call("ask", params)
            requests += 1
        }
        return (daemon.processorTime - before) / Double(requests)
    }

    private static func report(bare: Double, _ loads: [String: Load]) {
        for connections in [1, crowd] {
            guard let gateway = loads["gateway \(connections)"], let embedded = loads["embedded \(connections)"],
                let hello = loads["hello \(connections)"]
            else { continue }
            title(
                "Processor time a cached question, \(connections) kept-alive connection\(connections == 1 ? "" : "s")")
            if connections == 1 { row("aftercared on its bare socket", microseconds(bare)) }
            row("Hummingbird's own \"hello\"", microseconds(hello.times[0]))
            row("aftercare-gateway", microseconds(gateway.times[0]))
            row("aftercared behind it", microseconds(gateway.times[1]))
            row("aftercare-gateway, embedded", microseconds(embedded.times[0]))
            let overhead = gateway.times[0] + gateway.times[1] - bare
            row(
                "over the bare socket", microseconds(overhead),
                verdict(overhead <= overheadWanted, microseconds(overheadWanted)))
        }
        guard let gateway = loads["gateway \(crowd)"], let embedded = loads["embedded \(crowd)"],
            let hello = loads["hello \(crowd)"]
        else { return }
        title("Cached questions a second, \(crowd) connections, the load generator beside it")
        let wanted = min(rateWanted, shareOfHello * hello.rate)
        row("Hummingbird's own \"hello\"", "\(Int(hello.rate))")
        row("over aftercared's socket", "\(Int(gateway.rate))", verdict(gateway.rate >= wanted, "\(Int(wanted))"))
        row("embedded", "\(Int(embedded.rate))", verdict(embedded.rate >= wanted, "\(Int(wanted))"))
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func median(_ loads: [Load]) -> Load {
        Load(
            rate: median(loads.map(\.rate)),
            times: loads[0].times.indices.map { place in median(loads.map { $0.times[place] }) })
    }

    private static func microseconds(_ seconds: Double) -> String { "\((seconds * 1e7).rounded() / 10) µs" }

    private static func verdict(_ isMet: Bool, _ wanted: String) -> String {
        "wanted \(wanted): \(isMet ? "met" : "not met")"
    }

    private static func title(_ text: String) { Surroundings.say(Array("\(text)\n".utf8)) }

    private static func row(_ name: String, _ value: String, _ remark: String = "") {
        let name = name.padding(toLength: 32, withPad: " ", startingAt: 0)
        Surroundings.say(Array("  \(name) \(value)  \(remark)\n".utf8))
    }
}
