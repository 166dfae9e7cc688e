/// Where the parts of a plain `ask` request stand in its line, found in one pass and without building a value.
///
/// Takes only what most clients send: the four members `jsonrpc`, `id`, `method` and `params`, each once and in any order,
/// without escapes outside of `params`, an id of printable ASCII. What it does not take is not wrong; it is for
/// ``JSONValue`` to say. The inside of `params` is only walked over, not checked: whoever uses it knows these very bytes to be
/// good.
struct AskRequest {
    /// The id as it was sent.
    let id: Range<Int>
    /// The object with the parameters, from brace to brace.
    let parameters: Range<Int>

    /// - Returns: `nil` for anything but such a request.
    init?(_ line: Span<UInt8>, _ range: Range<Int>) {
        var scan = Scan(place: range.lowerBound, end: range.upperBound)
        scan.skipBlanks(line)
        guard scan.take(UInt8(ascii: "{"), line) else { return nil }
        var id: Range<Int>?
        var parameters: Range<Int>?
        var hasVersion = false
        var hasMethod = false
        repeat {
            scan.skipBlanks(line)
            guard let key = scan.string(line) else { return nil }
            scan.skipBlanks(line)
            guard scan.take(UInt8(ascii: ":"), line) else { return nil }
            scan.skipBlanks(line)
            switch key.count {
            case 2 where id == nil && Self.holds(line, key, "id"): id = scan.string(line, quoted: true) ?? scan.number(line)
                guard id != nil else { return nil }
            case 6 where parameters == nil && Self.holds(line, key, "params"):
                parameters = scan.object(line)
                guard parameters != nil else { return nil }
            case 6 where !hasMethod && Self.holds(line, key, "method"):
                guard let method = scan.string(line), Self.holds(line, method, "ask") else { return nil }
                hasMethod = true
            case 7 where !hasVersion && Self.holds(line, key, "jsonrpc"):
                guard let version = scan.string(line), Self.holds(line, version, "2.0") else { return nil }
                hasVersion = true
            default: return nil
            }
            scan.skipBlanks(line)
        } while scan.take(UInt8(ascii: ","), line)
        guard scan.take(UInt8(ascii: "}"), line) else { return nil }
        scan.skipBlanks(line)
        guard scan.place == range.upperBound, hasVersion, hasMethod, let id, let parameters else { return nil }
        self.id = id
        self.parameters = parameters
    }

    private static func holds(_ line: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in
            for (offset, byte) in word.enumerated() where line[range.lowerBound + offset] != byte { return false }
            return true
        }
    }

    private struct Scan {
        var place: Int
        let end: Int

        mutating func skipBlanks(_ line: Span<UInt8>) {
            while place < end, line[place] == 0x20 || line[place] == 0x09 || line[place] == 0x0D { place += 1 }
        }

        mutating func take(_ byte: UInt8, _ line: Span<UInt8>) -> Bool {
            guard place < end, line[place] == byte else { return false }
            place += 1
            return true
        }

        /// The inside of a string of printable ASCII without escapes, or all of it with its quotes.
        mutating func string(_ line: Span<UInt8>, quoted: Bool = false) -> Range<Int>? {
            let start = place
            guard take(UInt8(ascii: "\""), line) else { return nil }
            while place < end {
                let byte = line[place]
                if byte == UInt8(ascii: "\"") {
                    place += 1
                    return quoted ? start..<place : start + 1..<place - 1
                }
                guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return nil }
                place += 1
            }
            return nil
        }

        /// A whole number.
        mutating func number(_ line: Span<UInt8>) -> Range<Int>? {
            let start = place
            _ = take(UInt8(ascii: "-"), line)
            let digits = place
            while place < end, line[place] >= UInt8(ascii: "0"), line[place] <= UInt8(ascii: "9") { place += 1 }
            guard place > digits, line[digits] != UInt8(ascii: "0") || place == digits + 1 else { return nil }
            return start..<place
        }

        /// An object from brace to brace, its strings passed over.
        mutating func object(_ line: Span<UInt8>) -> Range<Int>? {
            let start = place
            guard take(UInt8(ascii: "{"), line) else { return nil }
            var depth = 1
            var isInString = false
            while place < end {
                let byte = line[place]
                place += 1
                if isInString {
                    if byte == UInt8(ascii: "\\") { place += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
                } else if byte == UInt8(ascii: "\"") {
                    isInString = true
                } else if byte == UInt8(ascii: "{") {
                    depth += 1
                } else if byte == UInt8(ascii: "}") {
                    depth -= 1
                    if depth == 0 { return start..<place }
                }
            }
            return nil
        }
    }
}
