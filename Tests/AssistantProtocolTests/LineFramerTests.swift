import AssistantProtocol
import Testing

@Suite("A stream of bytes is cut into lines, wherever the reads fall")
struct LineFramerTests {
    private static let stream = Array("can I use heat?\n\r\n{\"id\":1}\r\nno – 5 °C\rx\n\nlast".utf8)
    private static let lines: [LineFramer.Event] = [
        "can I use heat?", "", "{\"id\":1}", "no – 5 °C\rx", "", "last",
    ].map { .line(Array($0.utf8)) }

    @Test("split at any two bytes, the lines are the same", arguments: 0...stream.count)
    func splitting(first: Int) {
        for second in first...Self.stream.count {
            var framer = LineFramer()
            var events = framer.feed(Self.stream[..<first])
            events += framer.feed(Self.stream[first..<second])
            events += framer.feed(Self.stream[second...])
            if let last = framer.finish() { events.append(last) }
            #expect(events == Self.lines)
        }
    }

    @Test("byte by byte, the lines are the same")
    func byteByByte() {
        var framer = LineFramer()
        var events = Self.stream.flatMap { framer.feed(CollectionOfOne($0)) }
        if let last = framer.finish() { events.append(last) }
        #expect(events == Self.lines)
    }

    @Test("a reader can stop between two lines of one read")
    func oneAtATime() {
        var framer = LineFramer()
        var place = 0
        let bytes = Array("one\ntwo\nthr".utf8)
        #expect(framer.next(in: bytes.span, from: &place) == .line(Array("one".utf8)))
        #expect(place == 4)
        #expect(framer.next(in: bytes.span, from: &place) == .line(Array("two".utf8)))
        #expect(framer.next(in: bytes.span, from: &place) == nil)
        #expect(place == bytes.count)
        #expect(framer.finish() == .line(Array("thr".utf8)))
        #expect(framer.finish() == nil)
    }

    @Test("a line of exactly the limit is whole; one byte more is reported once and skipped", arguments: 1...13)
    func limit(chunk: Int) {
        let bytes = Array("12345678\n123456789\n1234567890123456\nok\n".utf8)
        var framer = LineFramer(limit: 8)
        var events: [LineFramer.Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            events += framer.feed(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
        }
        #expect(events == [.line(Array("12345678".utf8)), .tooLong, .tooLong, .line(Array("ok".utf8))])
        #expect(framer.finish() == nil)
    }

    @Test("a line over the limit that never ends is no last line")
    func endless() {
        var framer = LineFramer(limit: 8)
        #expect(framer.feed(Array(repeating: UInt8(ascii: "x"), count: 100)) == [.tooLong])
        #expect(framer.feed(Array("more".utf8)).isEmpty)
        #expect(framer.finish() == nil)
    }
}
