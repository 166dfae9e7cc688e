import AssistantProtocol
import CommandTesting
import Foundation
import PackTesting
import SocketTesting

/// The built `aftercare-gateway` at a Unix socket in a folder of its own.
final class RunningGateway {
    let path: String
    let program: RunningProgram

    /// What the small pack is served with.
    static let pack = ["--pack", TestPack.folder, "--matcher", "lexical"]

    /// - Parameter arguments: Options beside where to listen; the small pack is embedded unless they name a socket.
    init(_ arguments: [String] = [], folder: TemporaryFolder? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        path = "\(folder.path)/g.sock"
        let engine = arguments.contains("--socket") || arguments.contains("--pack") ? [] : ["--embedded"] + Self.pack
        program = try RunningProgram("aftercare-gateway", ["--unix", path] + engine + arguments, folder: folder)
    }

    func connect() throws -> RawHTTP { try RawHTTP(path) }

    /// Sends one request on a connection of its own.
    func exchange(_ request: String) throws -> RawHTTP.Response { try connect().exchange(request) }

    func get(_ target: String, _ headers: String...) throws -> RawHTTP.Response {
        try exchange(RawHTTP.head("GET \(target) HTTP/1.1", headers) + "\r\n")
    }

    func ask(_ question: String, conversation: String? = nil) throws -> RawHTTP.Response {
        var writer = JSONWriter()
        writer.object { object in
            object.key("question")
            object.value(question)
            object.key("conversation")
            object.value(conversation)
        }
        return try post("/v1/ask", String(decoding: writer.bytes, as: UTF8.self))
    }

    func post(_ target: String, _ body: String, _ headers: String...) throws -> RawHTTP.Response {
        try exchange(RawHTTP.post(target, body, headers))
    }
}

/// HTTP as bytes: requests are sent as they are written, and responses are read no further than they say.
final class RawHTTP {
    struct Response {
        let status: Int
        /// Names in lower case.
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { JSONValue(parsing: body[...]) }
        var errorCode: String? { json?["error"]?["code"]?.string }
        var message: String { json?["error"]?["message"]?.string ?? "" }

        subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    let client: RawClient

    init(_ path: String) throws { client = try RawClient(path) }

    static func head(_ line: String, _ headers: [String]) -> String {
        let host = headers.contains { $0.lowercased().hasPrefix("host:") } ? [] : ["Host: localhost"]
        return ([line] + host + headers).map { $0 + "\r\n" }.joined()
    }

    static func post(_ target: String, _ body: String, _ headers: [String]) -> String {
        let type =
            headers.contains { $0.lowercased().hasPrefix("content-type:") } ? [] : ["Content-Type: application/json"]
        return head("POST \(target) HTTP/1.1", type + headers + ["Content-Length: \(body.utf8.count)"]) + "\r\n" + body
    }

    func exchange(_ request: String, hasBody: Bool = true) throws -> Response {
        try client.send(request)
        return try receive(hasBody: hasBody)
    }

    /// - Parameter hasBody: `false` for the response to HEAD.
    func receive(hasBody: Bool = true) throws -> Response {
        let lines = try client.read(until: "\r\n\r\n").split(separator: "\r\n").map(String.init)
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                name: line[..<colon].lowercased(),
                value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
            )
        }
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        var body: [UInt8] = []
        if hasBody, let length = headers.first(where: { $0.name == "content-length" }).flatMap({ Int($0.value) }) {
            body = try client.read(count: length)
        } else if hasBody, headers.contains(where: { $0.name == "transfer-encoding" && $0.value == "chunked" }) {
            while let length = Int(try client.read(until: "\r\n").dropLast(1).filter { $0 != "\r\n" }, radix: 16) {
                body += try client.read(count: length)
                _ = try client.read(count: 2)
                if length == 0 { break }
            }
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// Whether the server ends the connection, with nothing more behind what was read.
    func hasEnded() throws -> Bool { try client.readToEnd().isEmpty }
}
