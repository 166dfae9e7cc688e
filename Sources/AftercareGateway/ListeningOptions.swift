import ArgumentParser
import HTTPGateway
import Hummingbird
import UnixSockets

/// Where the gateway listens.
struct ListeningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The address to listen at.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen at; 0 for any that is free.", valueName: "number"))
    var port = 8080

    @Option(help: ArgumentHelp("Listen at a Unix socket instead.", valueName: "path"))
    var unix: String?

    @Option(help: ArgumentHelp("A group whose members may connect to the Unix socket too.", valueName: "name"))
    var group: String?

    /// Whether none but this machine can connect.
    var isLocal: Bool {
        unix != nil || host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    func validate() throws {
        if group != nil, unix == nil {
            throw ValidationError("--group is about the socket of --unix. Add it, or leave --group out.")
        }
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
        if let unix, unix.isEmpty || unix.utf8.count > SocketPath.maximumLength {
            throw ValidationError("--unix is a path of 1 to \(SocketPath.maximumLength) bytes.")
        }
    }

    func apply(to configuration: inout HTTPGateway.Configuration) throws(GatewaySocket.Fault) {
        if let unix { try GatewaySocket.prepare(unix, group: group) }
        configuration.address = unix.map { .unixDomainSocket(path: $0) } ?? .hostname(host, port: port)
    }

    func address(port actual: Int?) -> String {
        if let unix { return unix }
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(actual ?? port)/"
    }
}
