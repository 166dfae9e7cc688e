/// A JSON text as it was sent: every value knows its own bytes, so that an id can be echoed as it came.
///
/// Strict in what it accepts (RFC 8259), and bounded: deeper than ``maximumDepth`` is refused. `JSONDecoder` takes 4 µs for a
/// request of one line and loses how a number was written.
package struct JSONValue: Sendable, Equatable {
    package indirect enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case number
        case string(String)
        case array([JSONValue])
        /// In the order of the text; a key that stands twice counts as its last value.
        case object([Member])
    }

    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: JSONValue
    }

    package let content: Content
    /// The bytes of the value, without blanks around it.
    package let raw: ArraySlice<UInt8>

    /// How deep arrays and objects may nest.
    package static let maximumDepth = 32

    /// Reads one JSON text; `nil` when it is none.
    package init?(parsing bytes: ArraySlice<UInt8>) {
        var parser = Parser(bytes: bytes, place: bytes.startIndex)
        parser.skipBlanks()
        guard let value = parser.value(depth: 0) else { return nil }
        parser.skipBlanks()
        guard parser.place == bytes.endIndex else { return nil }
        self = value
    }

    private init(_ content: Content, _ raw: ArraySlice<UInt8>) {
        self.content = content
        self.raw = raw
    }

    /// The value of a key of an object.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.last { $0.key == key }?.value
    }

    package var string: String? {
        if case .string(let text) = content { return text }
        return nil
    }

    package var isNull: Bool { content == .null }

    package var isObject: Bool {
        if case .object = content { return true }
        return false
    }

    /// The value of a whole number of at most nine digits.
    package var integer: Int? {
        guard case .number = content, raw.count <= 10 else { return nil }
        return Int(String(decoding: raw, as: UTF8.self))
    }

    private struct Parser {
        let bytes: ArraySlice<UInt8>
        var place: Int

        var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

        mutating func skipBlanks() {
            while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            place += 1
            return true
        }

        mutating func take(_ word: StaticString) -> Bool {
            let length = word.utf8CodeUnitCount
            guard bytes.endIndex - place >= length else { return false }
            let matches = word.withUTF8Buffer { buffer in
                (0..<length).allSatisfy { bytes[place + $0] == buffer[$0] }
            }
            if matches { place += length }
            return matches
        }

        mutating func value(depth: Int) -> JSONValue? {
            guard depth < JSONValue.maximumDepth, let first = next else { return nil }
            let start = place
            let content: Content
            switch first {
            case UInt8(ascii: "{"):
                guard let members = object(depth) else { return nil }
                content = .object(members)
            case UInt8(ascii: "["):
                guard let values = array(depth) else { return nil }
                content = .array(values)
            case UInt8(ascii: "\""):
                guard let text = string() else { return nil }
                content = .string(text)
            case UInt8(ascii: "t"):
                guard take("true") else { return nil }
                content = .bool(true)
            case UInt8(ascii: "f"):
                guard take("false") else { return nil }
                content = .bool(false)
            case UInt8(ascii: "n"):
                guard take("null") else { return nil }
                content = .null
            default:
                guard number() else { return nil }
                content = .number
            }
            return JSONValue(content, bytes[start..<place])
        }

        private mutating func object(_ depth: Int) -> [Member]? {
            place += 1
            var members: [Member] = []
            skipBlanks()
            if take(UInt8(ascii: "}")) { return members }
            while true {
                skipBlanks()
                guard next == UInt8(ascii: "\""), let key = string() else { return nil }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { return nil }
                skipBlanks()
                guard let value = value(depth: depth + 1) else { return nil }
                members.append(Member(key: key, value: value))
                skipBlanks()
                if take(UInt8(ascii: "}")) { return members }
                guard take(UInt8(ascii: ",")) else { return nil }
            }
        }

        private mutating func array(_ depth: Int) -> [JSONValue]? {
            place += 1
            var values: [JSONValue] = []
            skipBlanks()
            if take(UInt8(ascii: "]")) { return values }
            while true {
                skipBlanks()
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
                skipBlanks()
                if take(UInt8(ascii: "]")) { return values }
                guard take(UInt8(ascii: ",")) else { return nil }
            }
        }

        private mutating func number() -> Bool {
            _ = take(UInt8(ascii: "-"))
            if take(UInt8(ascii: "0")) {
                // No digit may follow a leading zero.
            } else if digits() == 0 {
                return false
            }
            if take(UInt8(ascii: ".")), digits() == 0 { return false }
            if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
                place += 1
                if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
                if digits() == 0 { return false }
            }
            return true
        }

        private mutating func digits() -> Int {
            let start = place
            while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
            return place - start
        }

        private mutating func string() -> String? {
            place += 1
            let start = place
            while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                if byte < 0x20 { return nil }
                place += 1
            }
            if next == UInt8(ascii: "\"") {
                defer { place += 1 }
                return String(validating: bytes[start..<place], as: UTF8.self)
            }
            var text = Array(bytes[start..<place])
            while let byte = next {
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
                case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
                case 0..<0x20: return nil
                default: text.append(byte)
                }
            }
            return nil
        }

        private mutating func escape(into text: inout [UInt8]) -> Bool {
            guard let byte = next else { return false }
            place += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                guard var scalar = hex() else { return false }
                if (0xD800..<0xDC00).contains(scalar) {
                    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let low = hex(),
                        (0xDC00..<0xE000).contains(low)
                    else { return false }
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                }
                guard let scalar = Unicode.Scalar(scalar) else { return false }
                text += Array(String(scalar).utf8)
            default: return false
            }
            return true
        }

        private mutating func hex() -> UInt32? {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
                value = value << 4 | UInt32(digit)
                place += 1
            }
            return value
        }
    }
}
