/// Cuts a stream of bytes into lines, wherever the reads fall.
///
/// A line ends with a line feed; a carriage return before it is dropped. A line over the limit is reported once and
/// skipped up to its end.
public struct LineFramer: Sendable {
    public enum Event: Sendable, Equatable {
        case line([UInt8])
        case tooLong
    }

    /// The longest line, in bytes without its end.
    public static let defaultLimit = 65_536

    private let limit: Int
    private var buffer: [UInt8] = []
    private var isSkipping = false

    public init(limit: Int = LineFramer.defaultLimit) { self.limit = limit }

    /// Takes bytes as they come and gives the lines that they complete, in order.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        let bytes = Array(bytes)
        var place = 0
        var events: [Event] = []
        while let event = next(in: bytes.span, from: &place) { events.append(event) }
        return events
    }

    /// Takes bytes only as far as the next event, so that a reader may stop between two lines of one read.
    ///
    /// - Parameter place: Where to go on; moved behind what was taken.
    /// - Returns: `nil` when all bytes are taken and more are needed.
    public mutating func next(in bytes: Span<UInt8>, from place: inout Int) -> Event? {
        while place < bytes.count {
            var end = place
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let start = place
            let isComplete = end < bytes.count
            place = isComplete ? end + 1 : end
            if isSkipping {
                if isComplete { isSkipping = false }
                continue
            }
            guard buffer.count + end - start <= limit else {
                buffer = []
                isSkipping = !isComplete
                return .tooLong
            }
            append(bytes, start, end)
            if isComplete { return .line(finished()) }
        }
        return nil
    }

    /// What is left when the stream has ended: a last line without its end.
    public mutating func finish() -> Event? {
        isSkipping || buffer.isEmpty ? nil : .line(finished())
    }

    private mutating func append(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        buffer.reserveCapacity(buffer.count + end - start)
        for place in start..<end { buffer.append(bytes[place]) }
    }

    private mutating func finished() -> [UInt8] {
        if buffer.last == UInt8(ascii: "\r") { buffer.removeLast() }
        defer { buffer = [] }
        return buffer
    }
}
