import AssistantProtocol

/// One client's side of the Model Context Protocol: a line in, the line of its response out. No I/O.
///
/// Speaks revision 2025-06-18, and 2025-03-26 and 2024-11-05 to clients that ask for them. Offers the tools of ``Tool`` and
/// the pack's passages as resources. Each request is answered before the next is read, so there is nothing to cancel and
/// no progress to tell.
///
/// Source: https://modelcontextprotocol.io/specification/2025-06-18.
package struct ModelContextSession {
    private var service: any AssistantService
    private let version: String
    /// `nil` until the client has said `initialize`.
    private var revision: ProtocolRevision?

    /// - Parameter version: The version of this program.
    package init(_ service: any AssistantService, version: String) {
        self.service = service
        self.version = version
    }

    /// Answers one line, without its end.
    ///
    /// - Returns: One line with its end; nothing for a notification or an empty line.
    package mutating func respond(to line: [UInt8]) -> [UInt8] {
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return [] }
        guard let value = JSONValue(parsing: line[...]) else {
            return JSONRPC.failure(
                ProtocolError(.parseError, "This line is not valid JSON. Send one JSON object a line, as UTF-8.")
            ).bytes
        }
        if case .array(let requests) = value.content { return respond(toBatch: requests) }
        let bytes = JSONRPC.respond(to: value) { method, params throws(ProtocolError) in
            (try call(method, params), .other)
        }.bytes
        return bytes.map { $0 + [UInt8(ascii: "\n")] } ?? []
    }

    /// What a line over the framer's limit is answered with.
    package static func tooLong(limit: Int) -> [UInt8] { Session.tooLong(limit: limit).bytes }

    private mutating func respond(toBatch requests: [JSONValue]) -> [UInt8] {
        guard revision?.hasBatches == true, !requests.isEmpty, requests.count <= Session.batchLimit else {
            let reason =
                revision?.hasBatches == true
                ? "A batch holds 1 to \(Session.batchLimit) requests."
                : "This revision of the protocol has no batches. Send one request a line."
            return JSONRPC.failure(ProtocolError(.invalidRequest, reason)).bytes
        }
        return JSONRPC.respond(toBatch: requests) { method, params throws(ProtocolError) in
            (try call(method, params), .other)
        }.bytes
    }

    // MARK: - Methods

    private mutating func call(_ method: String, _ params: JSONValue?) throws(ProtocolError) -> [UInt8] {
        if method.hasPrefix("notifications/") { return Self.nothing }
        switch method {
        case "ping": return Self.nothing
        case "initialize": return try initialize(params)
        case "tools/list", "tools/call", "resources/list", "resources/templates/list", "resources/read": break
        default:
            throw ProtocolError(
                .methodNotFound,
                "There is no such method. Use tools/list, tools/call, resources/list or resources/read."
            )
        }
        guard revision != nil else {
            throw ProtocolError(.invalidRequest, "The first request is 'initialize'.")
        }
        switch method {
        case "tools/list": return Tool.list()
        case "tools/call": return try Tool.call(params, service: &service)
        case "resources/list": return try PassageResources.list(&service)
        case "resources/templates/list": return PassageResources.templates()
        default: return try PassageResources.read(params, &service)
        }
    }

    private static let nothing = Array("{}".utf8)

    private mutating func initialize(_ params: JSONValue?) throws(ProtocolError) -> [UInt8] {
        guard let wanted = params?["protocolVersion"]?.string else {
            throw ProtocolError(.invalidParameters, "params has no 'protocolVersion', or it is not a string.")
        }
        let revision = ProtocolRevision.negotiated(wanted)
        self.revision = revision
        var writer = JSONWriter()
        writer.object { object in
            object.key("protocolVersion")
            object.value(revision.rawValue)
            object.key("capabilities")
            object.raw(#"{"tools":{"listChanged":false},"resources":{"subscribe":false,"listChanged":false}}"#)
            object.key("serverInfo")
            object.object { server in
                server.key("name")
                server.value("aftercare")
                server.key("title")
                server.value("Aftercare")
                server.key("version")
                server.value(version)
            }
            object.key("instructions")
            object.value(Self.instructions)
        }
        return writer.bytes
    }

    /// For the model behind the client: how to pass on what it gets here.
    private static let instructions = """
        Aftercare answers questions about pain after a treatment from passages that people wrote. It runs offline and keeps \
        nothing. Give 'ask' each message of the person unchanged, with the 'conversation' of the reply before. Show alerts \
        first and before anything else. Show the text word for word: do not shorten it, change it or add advice of your \
        own. When the outcome is not_covered or not_understood, say so and do not answer from other knowledge. Show the \
        notice. No person reads along, and nobody is called.
        """
}
