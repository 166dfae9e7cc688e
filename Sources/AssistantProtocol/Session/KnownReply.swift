/// The reply to a request that was answered before, found by its bytes alone.
///
/// This is the way of most requests, and it allocates nothing: the line is walked over once, the `params` are looked up as they
/// were sent, and the reply is put together from parts that are already encoded.
public struct KnownReply: Sendable {
    /// Where the id stands in the line; to be echoed as it is.
    public let id: Range<Int>
    /// The encoded result.
    public let result: [UInt8]
    public let summary: ReplySummary

    /// What stands before the id, between it and the result, and behind that.
    public static let head = Array(#"{"jsonrpc":"2.0","id":"#.utf8)
    public static let middle = Array(#","result":"#.utf8)
    public static let tail = Array("}\n".utf8)

    /// - Returns: `nil` when the line has to be read as a whole; it may still be known then.
    public init?(_ line: Span<UInt8>, _ range: Range<Int>, cache: ReplyCache) {
        guard let request = AskRequest(line, range),
            let entry = cache.entry(forParameters: request.parameters, of: line)
        else { return nil }
        id = request.id
        result = entry.bytes
        summary = entry.summary
    }

    /// How many bytes the reply has.
    public var count: Int { Self.head.count + id.count + Self.middle.count + result.count + Self.tail.count }

    /// The reply as one array.
    public func bytes(_ line: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        bytes += Self.head
        ByteSpans.append(line, id, to: &bytes)
        bytes += Self.middle
        bytes += result
        bytes += Self.tail
        return bytes
    }
}
