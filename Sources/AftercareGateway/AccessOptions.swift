import ArgumentParser
import Foundation
import HTTPGateway

/// Who may ask, and how much.
struct AccessOptions: ParsableArguments {
    @Flag(
        name: .customLong("public"),
        help: "Let others than this machine connect. Needs --origin or --token-file, and a pack that is approved.")
    var isPublic = false

    @Option(
        name: .customLong("origin"),
        help: ArgumentHelp(
            "A web site whose pages may ask and may show the chat in a frame, as https://clinic.example; may be repeated.",
            valueName: "origin"))
    var origins: [String] = []

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp("A name under which the gateway is reached; may be repeated.", valueName: "name"))
    var hosts: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the token that clients have to send as 'Authorization: Bearer'.", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Show a pack that no clinician has approved to the public.")
    var allowDraft = false

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp(
            "The address of a proxy whose X-Forwarded-For says who asks, or 'unix' for who connects to --unix; may be repeated.",
            valueName: "address"))
    var proxies: [String] = []

    @Option(help: ArgumentHelp("Requests of one client a second in the long run; 0 for no limit.", valueName: "number"))
    var rate = 5.0

    @Option(help: ArgumentHelp("Requests of one client at once.", valueName: "number"))
    var burst = 40

    @Option(help: ArgumentHelp("How long a request may take to arrive.", valueName: "seconds"))
    var requestSeconds = 10.0

    @Option(help: ArgumentHelp("How many connections at once.", valueName: "number"))
    var connections = 12_000

    func validate() throws {
        for origin in origins where Origin(origin) == nil {
            throw ValidationError("'\(origin)' is no origin. Write it as https://clinic.example, without a path.")
        }
        guard rate >= 0, rate.isFinite else { throw ValidationError("--rate is 0 or more.") }
        guard burst >= 1 else { throw ValidationError("--burst is 1 or more.") }
        guard (0.01...3600).contains(requestSeconds) else {
            throw ValidationError("--request-seconds is a number from 0.01 to 3600.")
        }
        guard connections >= 1 else { throw ValidationError("--connections is 1 or more.") }
    }

    /// What depends on where the gateway listens.
    func validate(with listening: ListeningOptions) throws {
        guard listening.isLocal || isPublic else {
            throw ValidationError(
                "'\(listening.host)' can be reached by others than this machine. If that is meant, add --public, and --origin or --token-file."
            )
        }
        guard !isPublic || !origins.isEmpty || tokenFile != nil else {
            throw ValidationError(
                "--public lets everybody ask. Say who may: --origin with the pages' address, or --token-file for programs."
            )
        }
    }

    func apply(to configuration: inout HTTPGateway.Configuration) throws {
        configuration.rules.isPublic = isPublic
        configuration.rules.allowsDraft = allowDraft
        configuration.rules.origins = origins.compactMap { Origin($0) }
        for origin in configuration.rules.origins { configuration.rules.hosts.insert(origin.hostname) }
        for host in hosts { configuration.rules.hosts.insert(host.lowercased()) }
        if let tokenFile { configuration.rules.token = try Self.token(in: tokenFile) }
        for proxy in proxies {
            guard configuration.proxies.add(proxy) else {
                throw ValidationError("'\(proxy)' is no IP address. Name the proxy's own, or 'unix'.")
            }
        }
        configuration.requestsPerSecond = rate
        configuration.burst = Double(burst)
        configuration.requestTime = .seconds(requestSeconds)
        configuration.connections = connections
    }

    private static func token(in file: String) throws -> BearerToken {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("\(file): cannot be read. --token-file names a file with one line.")
        }
        guard let token = BearerToken(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw ValidationError(
                "\(file): a token is one line of at least \(BearerToken.minimumLength) letters, digits and signs, without blanks."
            )
        }
        return token
    }
}
