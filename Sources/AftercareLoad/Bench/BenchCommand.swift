import Aftercare
import ArgumentParser
import Foundation
import ProgramSupport
import SentenceEncoding

/// What the daemon costs, as ratios within one run: against redis-server, against its own encoder, against itself at ease.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures what a request costs, beside redis-server on the same machine.")

    @Option(help: ArgumentHelp("How long each measurement takes.", valueName: "seconds"))
    var seconds = 1.5

    @Option(help: ArgumentHelp("How often each measurement is made; medians are shown.", valueName: "count"))
    var rounds = 5

    @OptionGroup var packOptions: PackOptions

    func run() throws {
        let folder = try WorkFolder()
        var report = Report()
        let options = try serverOptions()
        let daemon = try ServerProcess.aftercared(options, folder: folder.path)
        let known = try knownExchange(daemon.path)
        let redis = try Self.redis(folder)
        try compare(with: daemon, known, redis, &report)
        try steady([("a known answer", daemon, known)] + (redis.map { [("redis PING", $0, Self.ping)] } ?? []), &report)
        redis?.stop()
        try firstSeen(daemon, known, &report)
        daemon.stop()
        try crowd(options, folder, &report)
        report.title(report.misses == 0 ? "All figures are as wanted." : "\(report.misses) figures are not as wanted.")
    }

    private func serverOptions() throws -> [String] {
        let location = packOptions.location
        var options = ["--pack", location.pack, "--watch-seconds", "0"]
        guard let weights = MatcherOptions.weightsPath(named: packOptions.matcher.weights) else { return options }
        options += ["--weights", weights]
        return options
    }

    // MARK: - Against redis-server

    /// The question among a few whose reply is nearest to 700 bytes, asked once so that it is known.
    private func knownExchange(_ path: String) throws -> Load.Exchange {
        let connection = try LineConnection(path)
        var best: Load.Exchange?
        for question in [
            "hello", "thanks", "bye", "are you a human", "who are you", "can I use heat?", "quantum physics",
        ] {
            let request = Questions.request(1, question, limit: 1)
            try connection.send(request)
            guard let reply = try connection.readLine() else { continue }
            if best == nil || abs(reply.count - 700) < abs((best?.reply.count ?? 0) - 700) {
                best = Load.Exchange(request: request, reply: reply)
            }
        }
        guard let best else { throw ExitCode(Surroundings.ExitStatus.unavailable) }
        return best
    }

    private static let ping = Load.Exchange(request: Array("PING\r\n".utf8), reply: Array("+PONG\r\n".utf8))

    /// `nil` where there is no redis-server.
    private static func redis(_ folder: WorkFolder) throws -> ServerProcess? {
        let program = "/usr/bin/redis-server"
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        let path = "\(folder.path)/r.sock"
        return try ServerProcess(
            program, ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"], socket: path,
            folder: folder.path)
    }

    private func compare(
        with daemon: ServerProcess, _ known: Load.Exchange, _ redis: ServerProcess?, _ report: inout Report
    ) throws {
        report.title(
            "Processor time of the server for a request, 50 connections (medians of \(rounds) interleaved rounds)")
        guard let redis else {
            return report.note("redis-server is not here", "install it: apt-get install redis-server")
        }
        for (depth, wanted) in [(1, 2.5), (16, 4.0)] {
            var times: [[Double]] = [[], []]
            for round in 0...rounds {
                for (place, (server, exchange)) in [(redis, Self.ping), (daemon, known)].enumerated() {
                    let before = server.processorSeconds
                    let outcome = Load(path: server.path, depth: depth, exchanges: [exchange], seconds: seconds).run()
                    try check(outcome)
                    // The first round warms up.
                    if round > 0 { times[place].append((server.processorSeconds - before) / Double(outcome.replies)) }
                }
            }
            let way = depth == 1 ? "one at a time" : "\(depth) pipelined"
            let medians = times.map { Self.median($0) }
            report.row("redis PING, \(way)", medians[0] * 1e6, unit: " µs")
            report.row("a known answer of \(known.reply.count) bytes, \(way)", medians[1] * 1e6, unit: " µs")
            report.row("  as a multiple of redis PING", medians[1] / medians[0], unit: "×", most: wanted)
        }
    }

    private func check(_ outcome: Load.Outcome) throws {
        guard outcome.wrong == 0, outcome.fault == nil, outcome.replies > 0 else {
            Surroundings.complain(
                "The load failed: \(outcome.wrong) wrong of \(outcome.replies) replies\(outcome.fault.map { ", \($0)" } ?? "")."
            )
            throw ExitCode(1)
        }
    }

    // MARK: - At half the peak

    private func steady(
        _ servers: [(name: String, server: ServerProcess, exchange: Load.Exchange)], _ report: inout Report
    ) throws {
        report.title("Latency at half the peak rate, 50 connections, the load on a processor of its own")
        // A steady rate is kept by looking at the clock again and again. On a processor that it shares, the load would take the
        // server's time a scheduler's slice at a time, and measure that.
        let processors = 0..<ProcessInfo.processInfo.activeProcessorCount
        func spread(_ own: Range<Int>, _ load: Range<Int>) {
            for (_, server, _) in servers { server.keep(on: own) }
            Load.keep(on: load)
        }
        if processors.count > 1 { spread(processors.dropLast(), processors.suffix(1)) }
        defer { spread(processors, processors) }
        let peaks = servers.map { _, server, exchange in
            Self.median(
                (0..<3).map { _ in Load(path: server.path, exchanges: [exchange], seconds: seconds).run().rate })
        }
        var runs = servers.map { _ in [(middle: Double, high: Double)]() }
        for _ in 0..<rounds {
            for (place, (_, server, exchange)) in servers.enumerated() {
                let outcome = Load(path: server.path, exchanges: [exchange], seconds: seconds, rate: peaks[place] / 2)
                    .run()
                try check(outcome)
                runs[place].append((outcome.quantile(0.5), outcome.quantile(0.99)))
            }
        }
        for (place, (name, _, _)) in servers.enumerated() {
            report.row("\(name): peak rate", peaks[place], unit: " /s")
            report.row("  median", Self.median(runs[place].map(\.middle)) * 1e6, unit: " µs")
            report.row("  99th percentile", Self.median(runs[place].map(\.high)) * 1e6, unit: " µs")
            let multiple = Self.median(runs[place].map { $0.high / $0.middle })
            // Only our own server's figure is wanted; the other says what the machine lets be.
            report.row("  as a multiple of the median", multiple, unit: "×", most: place == 0 ? 4 : nil)
        }
    }

    // MARK: - First-seen questions

    private func firstSeen(_ daemon: ServerProcess, _ known: Load.Exchange, _ report: inout Report) throws {
        report.title("First-seen questions, 50 connections")
        guard let weights = MatcherOptions.weightsPath(named: packOptions.matcher.weights) else {
            return report.note("the sentence encoder's weights are not here", "name them with --weights")
        }
        let encoder = try SentenceEncoder(contentsOf: weights)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var next = 1000
        func fresh(_ count: Int) -> Range<Int> {
            defer { next += count }
            return next..<next + count
        }
        let count = Int(seconds * 1000) * cores
        var alone: [Double] = []
        var rates: [Double] = []
        var known99: [Double] = []
        // Processor time says the same on a machine that does other things beside this.
        var costs: [Double] = []
        for _ in 0..<rounds {
            // The encoder on all cores at once, since two of them may be one core's threads.
            let texts = fresh(count).map { Questions.different($0) }
            let before = clock()
            let encoding = ContinuousClock().measure { _ = encoder.features(of: texts, threads: cores) }
            let own = Double(clock() - before) / Double(CLOCKS_PER_SEC)
            alone.append(Double(count) / Self.seconds(encoding))
            // Known questions beside first-seen ones, few enough to take nothing away.
            let path = daemon.path
            let time = Double(count) / (alone.last ?? 1)
            let beside = Parallel {
                Load(path: path, connections: 4, exchanges: [known], seconds: time, rate: 200).run()
            }
            let exchanges = fresh(count).map {
                Load.Exchange(request: Questions.request($0, Questions.different($0)), reply: [])
            }
            var load = Load(path: path, exchanges: exchanges, seconds: time * 8)
            load.once = true
            let start = daemon.processorSeconds
            let outcome = load.run()
            costs.append(own / Double(count) * Double(outcome.replies) / (daemon.processorSeconds - start))
            let cached = beside.wait()
            try check(outcome)
            try check(cached)
            rates.append(outcome.rate)
            known99.append(cached.quantile(0.99))
        }
        report.row("the encoder alone on \(cores) cores", Self.median(alone), unit: " /s")
        report.row("first-seen questions answered", Self.median(rates), unit: " /s")
        report.row("  as a share", Self.median(zip(rates, alone).map { $0 / $1 }), unit: "", least: 0.8)
        report.row("  the encoder's share of a question's processor time", Self.median(costs), unit: "")
        report.row("99th percentile of known answers beside them", Self.median(known99) * 1e3, unit: " ms", most: 2)
    }

    // MARK: - Many connections

    private func crowd(_ options: [String], _ folder: WorkFolder, _ report: inout Report) throws {
        report.title("2000 connections, 200 of them slow or silent")
        let daemon = try ServerProcess.aftercared(options, folder: folder.path)
        let known = try knownExchange(daemon.path)
        try memory(daemon, known, &report)
        let rate = Load(path: daemon.path, connections: 50, exchanges: [known], seconds: seconds).run().rate / 4
        func others() throws -> Double {
            let runs = try (0..<rounds).map { _ in
                let outcome = Load(
                    path: daemon.path, connections: 1800, exchanges: [known], seconds: seconds, rate: rate
                ).run()
                try check(outcome)
                return outcome.quantile(0.99)
            }
            return Self.median(runs)
        }
        let alone = try others()
        let crowd = try Crowd(daemon.path, silent: 100, slow: 100, request: known.request)
        let beside = try others()
        crowd.leave()
        report.row("99th percentile of 1800 clients alone", alone * 1e6, unit: " µs")
        report.row("  beside 200 slow and silent ones", beside * 1e6, unit: " µs")
        report.row("  as a multiple", beside / alone, unit: "×", most: 2)
        daemon.stop()
    }

    private func memory(_ daemon: ServerProcess, _ known: Load.Exchange, _ report: inout Report) throws {
        // Each asks once, so that all that a connection needs is there.
        let before = daemon.memory
        let open = try (0..<2000).map { _ in
            let connection = try LineConnection(daemon.path)
            try connection.send(known.request)
            _ = try connection.readLine()
            return connection
        }
        let grown = Double(daemon.memory - before) / 1024
        report.row("memory for a connection", grown / Double(open.count), unit: " KiB", most: 40)
        withExtendedLifetime(open) {}
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
