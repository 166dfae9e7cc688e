import Aftercare
import ArgumentParser
import AssistantProtocol
import SocketServer

/// The bounds of the service, each with the server's own default.
struct LimitOptions: ParsableArguments {
    private static let defaults = SocketServer.Configuration()

    @Option(help: ArgumentHelp("The longest line; a longer one is refused and skipped.", valueName: "bytes"))
    var lineBytes = Self.defaults.lineBytes

    @Option(
        help: ArgumentHelp(
            "The longest question of a JSON-RPC request, at most \(Assistant.maximumQuestionLength).", valueName: "bytes"))
    var questionBytes = Self.defaults.session.questionBytes

    @Option(help: ArgumentHelp("The most requests of a batch.", valueName: "count"))
    var batchRequests = Self.defaults.session.batchRequests

    @Option(help: ArgumentHelp("How many clients at once; one more is told so and let go.", valueName: "count"))
    var connections = Self.defaults.connections

    @Option(
        help: ArgumentHelp(
            "How many requests of one client may be open; no more are read until a reply has gone out.",
            valueName: "count"))
    var pendingRequests = Self.defaults.pendingRequests

    @Option(
        help: ArgumentHelp(
            "How many first-seen questions may wait for a worker; the next one is refused as busy.", valueName: "count"))
    var queuedQuestions = Self.defaults.queuedQuestions

    @Option(help: ArgumentHelp("When one who was refused as busy shall ask again.", valueName: "milliseconds"))
    var retryMs = 250

    @Option(
        help: ArgumentHelp(
            "How much of its replies a client may leave unread before no more of its requests are read.",
            valueName: "bytes"))
    var unreadBytes = Self.defaults.unreadBytes

    @Option(
        help: ArgumentHelp(
            "How long a client may be silent or leave replies unread before it is let go.", valueName: "seconds"))
    var idleSeconds = 900

    @Option(help: ArgumentHelp("How long replies may take to go out once the service stops.", valueName: "seconds"))
    var stopSeconds = 5

    @Option(help: ArgumentHelp("How much of the replies that were given is kept; 0 for none.", valueName: "bytes"))
    var cacheBytes = Self.defaults.cachedBytes

    @Option(help: ArgumentHelp("Threads that read and write.", valueName: "count"))
    var eventLoops = Self.defaults.eventLoops

    @Option(help: ArgumentHelp("Threads that read first-seen questions.", valueName: "count"))
    var workers = Self.defaults.workers

    func validate() throws {
        let ranges: [(String, Int, ClosedRange<Int>)] = [
            ("line-bytes", lineBytes, 64...(16 << 20)),
            ("question-bytes", questionBytes, 1...Assistant.maximumQuestionLength),
            ("batch-requests", batchRequests, 1...1000),
            ("connections", connections, 1...1_000_000),
            ("pending-requests", pendingRequests, 1...65_536),
            ("queued-questions", queuedQuestions, 0...1_000_000),
            ("retry-ms", retryMs, 1...3_600_000),
            ("unread-bytes", unreadBytes, 1024...(1 << 30)),
            ("idle-seconds", idleSeconds, 1...31_536_000),
            ("stop-seconds", stopSeconds, 0...3600),
            ("cache-bytes", cacheBytes, 0...(1 << 40)),
            ("event-loops", eventLoops, 1...256),
            ("workers", workers, 1...256),
        ]
        let faults = ranges.filter { !$0.2.contains($0.1) }
            .map { "--\($0.0) is a whole number from \($0.2.lowerBound) to \($0.2.upperBound), not \($0.1)." }
        if !faults.isEmpty { throw ValidationError(faults.joined(separator: "\n")) }
    }

    var configuration: SocketServer.Configuration {
        var configuration = SocketServer.Configuration()
        configuration.lineBytes = lineBytes
        configuration.session = Session.Limits(questionBytes: questionBytes, batchRequests: batchRequests)
        configuration.connections = connections
        configuration.pendingRequests = pendingRequests
        configuration.queuedQuestions = queuedQuestions
        configuration.retryAfter = .milliseconds(retryMs)
        configuration.unreadBytes = unreadBytes
        configuration.idleTime = .seconds(idleSeconds)
        configuration.stopTime = .seconds(stopSeconds)
        configuration.cachedBytes = cacheBytes
        configuration.eventLoops = eventLoops
        configuration.workers = workers
        return configuration
    }
}
