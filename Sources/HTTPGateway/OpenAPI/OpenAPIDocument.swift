import AssistantProtocol
import NIOCore

/// The description of the gateway for programs: OpenAPI 3.1, written by hand in the files beside this one.
///
/// What depends on the running service is put in: the chat routes where they are on, and the regions that the pack has.
struct OpenAPIDocument: Sendable {
    private static let regionsMark = Array("\"@regions\"".utf8)

    private let text: [UInt8]

    init(withChat: Bool) {
        let base = EmbeddedFile.bytes("openapi.json")
        text = withChat ? Self.merged(base, EmbeddedFile.bytes("openapi-chat.json")) : base
    }

    func json(regions: [String]) -> ByteBuffer {
        guard let mark = text.firstRange(of: Self.regionsMark) else { return ByteBuffer(bytes: text) }
        var writer = JSONWriter()
        writer.array(regions.map { Optional($0) } + [nil]) { $0.value($1) }
        return ByteBuffer(bytes: text[..<mark.lowerBound] + writer.bytes + text[mark.upperBound...])
    }

    /// The members of both; an object that both have has the members of both.
    private static func merged(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        guard let a = JSONValue(parsing: a[...]), let b = JSONValue(parsing: b[...]) else { return a }
        var writer = JSONWriter()
        write(a, b, to: &writer)
        return writer.bytes
    }

    private static func write(_ a: JSONValue, _ b: JSONValue?, to writer: inout JSONWriter) {
        guard let b, case .object(let first) = a.content, case .object(let second) = b.content else {
            return writer.raw(a.raw)
        }
        writer.object { object in
            for member in first {
                object.key(escaping: member.key)
                write(member.value, b[member.key], to: &object)
            }
            for member in second where a[member.key] == nil {
                object.key(escaping: member.key)
                object.raw(member.value.raw)
            }
        }
    }
}
