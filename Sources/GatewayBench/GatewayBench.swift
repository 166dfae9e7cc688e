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
    private static let overheadWanted = 60e-6
    private static let rateWanted = 15_000.0
    private static let shareOfHello = 0.6

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
        let gateway = try Server(
            beside.appendingPathComponent("aftercare-gateway"), ["--socket", socket, "--port", "0", "--rate", "0"],
            log: folder)
        let embedded = try Server(
            beside.appendingPathComponent("aftercare-gateway"), ["--embedded", "--port", "0", "--rate", "0"],
            log: folder)
        let hello = try Server(URL(fileURLWithPath: own), ["--hello"], log: folder)
        defer { for server in [daemon, gateway, embedded, hello] { server.stop() } }

        var costs: [(socket: Double, gateway: Double, daemon: Double)] = []
        var rates: [(hello: Double, gateway: Double, embedded: Double)] = []
        for _ in 0..<rounds {
            let bare = try bareSocket(socket, daemon)
            let before = (gateway.processorTime, daemon.processorTime)
            let single = try wrk.run(gateway.address + "v1/ask", script: script, connections: 1, seconds: seconds)
            let requests = Double(single.requests)
            costs.append(
                (bare, (gateway.processorTime - before.0) / requests, (daemon.processorTime - before.1) / requests))
            rates.append(
                (
                    try wrk.run(hello.address, script: nil, connections: 64, seconds: seconds).rate,
                    try wrk.run(gateway.address + "v1/ask", script: script, connections: 64, seconds: seconds).rate,
                    try wrk.run(embedded.address + "v1/ask", script: script, connections: 64, seconds: seconds).rate
                ))
        }
        print(costs: costs)
        print(rates: rates)
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

    private static func print(costs: [(socket: Double, gateway: Double, daemon: Double)]) {
        let socket = median(costs.map(\.socket))
        let overhead = median(costs.map { $0.gateway + $0.daemon - $0.socket })
        row("Processor time a request, one kept-alive connection")
        row("  aftercared on its bare socket", microseconds(socket))
        row("  aftercared behind the gateway", microseconds(median(costs.map(\.daemon))))
        row("  aftercare-gateway", microseconds(median(costs.map(\.gateway))))
        row(
            "  over the bare socket", microseconds(overhead),
            verdict(overhead <= overheadWanted, microseconds(overheadWanted)))
    }

    private static func print(rates: [(hello: Double, gateway: Double, embedded: Double)]) {
        let hello = median(rates.map(\.hello))
        let wanted = min(rateWanted, shareOfHello * hello)
        row("Cached questions a second, 64 connections, the load generator beside it")
        row("  Hummingbird's own \"hello\"", "\(Int(hello))")
        for (name, rate) in [
            ("over aftercared's socket", median(rates.map(\.gateway))), ("embedded", median(rates.map(\.embedded))),
        ] {
            row("  aftercare-gateway, \(name)", "\(Int(rate))", verdict(rate >= wanted, "\(Int(wanted))"))
        }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func microseconds(_ seconds: Double) -> String { "\((seconds * 1e7).rounded() / 10) µs" }

    private static func verdict(_ isMet: Bool, _ wanted: String) -> String {
        "wanted \(wanted): \(isMet ? "met" : "not met")"
    }

    private static func row(_ name: String, _ value: String = "", _ remark: String = "") {
        Surroundings.say(
            Array("\(name.padding(toLength: 48, withPad: " ", startingAt: 0)) \(value)  \(remark)\n".utf8))
    }
}
