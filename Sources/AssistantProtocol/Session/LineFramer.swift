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
            let found = ByteSpans.lineEnd(bytes, from: place)
            let end = found ?? bytes.count
            let start = place
            let isComplete = found != nil
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
            ByteSpans.append(bytes, start..<end, to: &buffer)
            if isComplete { return .line(finished()) }
        }
        return nil
    }

    /// The next line where all of it lies in these bytes, to be looked at where it is. Nothing is taken.
    ///
    /// - Returns: The line without its line feed; `nil` when it began earlier, is not complete, or is too long.
    public func wholeLine(in bytes: Span<UInt8>, from place: Int) -> Range<Int>? {
        guard buffer.isEmpty, !isSkipping, let end = ByteSpans.lineEnd(bytes, from: place), end - place <= limit
        else { return nil }
        return place..<end
    }

    /// What is left when the stream has ended: a last line without its end.
    public mutating func finish() -> Event? {
        isSkipping || buffer.isEmpty ? nil : .line(finished())
    }

    private mutating func finished() -> [UInt8] {
        if buffer.last == UInt8(ascii: "\r") { buffer.removeLast() }
        defer { buffer = [] }
        return buffer
    }
}
