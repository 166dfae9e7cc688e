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
        var events: [Event] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !isSkipping { events.append(.line(finished())) }
                isSkipping = false
                buffer.removeAll(keepingCapacity: true)
            } else if !isSkipping {
                if buffer.count == limit {
                    isSkipping = true
                    buffer.removeAll()
                    events.append(.tooLong)
                } else {
                    buffer.append(byte)
                }
            }
        }
        return events
    }

    /// What is left when the stream has ended: a last line without its end.
    public mutating func finish() -> Event? {
        defer { buffer.removeAll() }
        return isSkipping || buffer.isEmpty ? nil : .line(finished())
    }

    private func finished() -> [UInt8] {
        buffer.last == UInt8(ascii: "\r") ? Array(buffer.dropLast()) : buffer
    }
}
