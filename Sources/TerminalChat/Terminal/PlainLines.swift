#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Lines from a file or a pipe, as bytes, in bounded memory.
struct PlainLines {
    /// How much of a line is kept, in bytes; the rest of a longer one is read and dropped. Beyond what is ever screened,
    /// and so far above the longest question that the reply says so.
    static let limit = 65_536

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var place = 0
    private var isAtEnd = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its line feed and carriage return; `nil` behind the last.
    mutating func next() -> [UInt8]? {
        var line: [UInt8] = []
        var hasLine = false
        while true {
            if place == buffer.count, !fill() { return hasLine ? trimmed(line) : nil }
            hasLine = true
            let end = buffer[place...].firstIndex(of: 0x0A)
            line += buffer[place..<(end ?? buffer.count)].prefix(Self.limit - line.count)
            place = end.map { $0 + 1 } ?? buffer.count
            if end != nil { return trimmed(line) }
        }
    }

    private func trimmed(_ line: [UInt8]) -> [UInt8] { line.last == 0x0D ? line.dropLast() : line }

    /// Reads what is there; `false` at the end of input or when it cannot be read.
    private mutating func fill() -> Bool {
        guard !isAtEnd else { return false }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        var count: Int
        repeat {
            count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        isAtEnd = count <= 0
        buffer = Array(bytes.prefix(max(0, count)))
        place = 0
        return count > 0
    }
}
