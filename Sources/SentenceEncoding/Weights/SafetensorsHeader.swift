/// The header of a safetensors container: 8 bytes of length (little endian), JSON, then the tensors' bytes.
///
/// The parser takes exactly what the format allows: an object of tensors with `dtype`, `shape` and `data_offsets`,
/// and `__metadata__` with strings. Tensors must fill the payload without gap or overlap.
///
/// Source: https://github.com/huggingface/safetensors#format
package struct SafetensorsHeader: Sendable, Equatable {
    /// The element types that we use.
    package enum ElementType: String, Sendable {
        case u8 = "U8"
        case i8 = "I8"
        case f32 = "F32"
        case u32 = "U32"
        case i64 = "I64"

        /// In bytes.
        var size: Int {
            switch self {
            case .u8, .i8: 1
            case .f32, .u32: 4
            case .i64: 8
            }
        }
    }

    /// Where a tensor is, and what its elements are.
    package struct Tensor: Sendable, Equatable {
        package var type: ElementType
        /// Row-major, the outermost dimension first.
        package var shape: [Int]
        /// In bytes from the start of the payload.
        package var range: Range<Int>

        package init(type: ElementType, shape: [Int], range: Range<Int>) {
            self.type = type
            self.shape = shape
            self.range = range
        }
    }

    package var metadata: [String: String] = [:]
    package var tensors: [String: Tensor] = [:]

    /// The most bytes that we take for a header.
    package static let longest = 1 << 20

    /// Parses the JSON part.
    ///
    /// - Parameter payload: The bytes that follow it in the file.
    package init(json: [UInt8], payload: Int) throws(WeightsError.Reason) {
        var parser = HeaderParser(bytes: json)
        try parser.parse(into: &self)
        var end = 0
        for (name, tensor) in tensors.sorted(by: {
            ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
        }) {
            var size = tensor.type.size
            for extent in tensor.shape {
                let (product, overflow) = size.multipliedReportingOverflow(by: extent)
                guard !overflow else { throw .init("tensor '\(name)' is impossibly large", code: .malformedHeader) }
                size = product
            }
            guard size == tensor.range.count else {
                throw .init(
                    "tensor '\(name)' has \(tensor.range.count) bytes where its shape needs \(size)",
                    code: .malformedHeader)
            }
            guard tensor.range.lowerBound == end else {
                throw .init("tensor '\(name)' does not start where the one before it ends", code: .malformedHeader)
            }
            end = tensor.range.upperBound
        }
        guard end == payload else {
            throw .init("should have \(end) bytes after its header and has \(payload)", code: .truncated)
        }
    }

    init(metadata: [String: String], tensors: [String: Tensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The header's bytes with the length in front, filled up with blanks to a multiple of 64; tensors by offset,
    /// metadata by name.
    package var encoded: [UInt8] {
        var text = "{\"__metadata__\":{"
        text += metadata.sorted { $0.key < $1.key }
            .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }.joined(separator: ",")
        text += "}"
        for (name, tensor) in tensors.sorted(by: { $0.value.range.lowerBound < $1.value.range.lowerBound }) {
            text += ",\(Self.quoted(name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":["
            text += tensor.shape.map(String.init).joined(separator: ",")
            text += "],\"data_offsets\":[\(tensor.range.lowerBound),\(tensor.range.upperBound)]}"
        }
        text += "}"
        var json = Array(text.utf8)
        while (json.count + 8) % 64 != 0 { json.append(0x20) }
        return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A parser for the few shapes of JSON that a safetensors header has.
private struct HeaderParser {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parse(into header: inout SafetensorsHeader) throws(WeightsError.Reason) {
        try object { (parser, name) throws(WeightsError.Reason) in
            if name == "__metadata__" {
                try parser.object { (parser, key) throws(WeightsError.Reason) in
                    header.metadata[key] = try parser.string()
                }
                return
            }
            guard header.tensors[name] == nil else { throw parser.fault("tensor '\(name)' twice") }
            var type: SafetensorsHeader.ElementType?
            var shape: [Int]?
            var offsets: [Int]?
            try parser.object { (parser, key) throws(WeightsError.Reason) in
                switch key {
                case "dtype":
                    let text = try parser.string()
                    type = SafetensorsHeader.ElementType(rawValue: text)
                    if type == nil { throw parser.fault("element type '\(text)'") }
                case "shape": shape = try parser.integers()
                case "data_offsets": offsets = try parser.integers()
                default: throw parser.fault("key '\(key)'")
                }
            }
            guard let type, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
                throw parser.fault("tensor '\(name)' without type, shape or offsets")
            }
            header.tensors[name] = .init(type: type, shape: shape, range: offsets[0]..<offsets[1])
        }
        skipBlanks()
        guard index == bytes.count else { throw fault("text after the end") }
    }

    private func fault(_ what: String) -> WeightsError.Reason {
        .init("has an unreadable header: \(what) at byte \(index + 8)", code: .malformedHeader)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(WeightsError.Reason) {
        guard accept(UInt8(ascii: scalar)) else { throw fault("no '\(scalar)'") }
    }

    private mutating func object(
        _ member: (inout HeaderParser, String) throws(WeightsError.Reason) -> Void
    ) throws(WeightsError.Reason) {
        try expect("{")
        if accept(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            try expect(":")
            try member(&self, name)
        } while accept(UInt8(ascii: ","))
        try expect("}")
    }

    private mutating func integers() throws(WeightsError.Reason) -> [Int] {
        var result: [Int] = []
        try expect("[")
        if accept(UInt8(ascii: "]")) { return result }
        repeat {
            skipBlanks()
            var value = 0
            let first = index
            // 15 digits are 900 TB and cannot overflow.
            while index < bytes.count, index - first < 15, case let digit = bytes[index], (0x30...0x39).contains(digit)
            {
                value = value * 10 + Int(digit - 0x30)
                index += 1
            }
            guard index > first else { throw fault("no whole number") }
            result.append(value)
        } while accept(UInt8(ascii: ","))
        try expect("]")
        return result
    }

    private mutating func string() throws(WeightsError.Reason) -> String {
        try expect("\"")
        var utf8: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            var byte = bytes[index]
            guard byte >= 0x20 else { throw fault("a control character") }
            if byte == UInt8(ascii: "\\") {
                index += 1
                switch index < bytes.count ? bytes[index] : 0 {
                case UInt8(ascii: "\""): byte = 0x22
                case UInt8(ascii: "\\"): byte = 0x5C
                case UInt8(ascii: "/"): byte = 0x2F
                case UInt8(ascii: "n"): byte = 0x0A
                case UInt8(ascii: "r"): byte = 0x0D
                case UInt8(ascii: "t"): byte = 0x09
                case UInt8(ascii: "u"):
                    // Only what our own writer needs; names and notes have no other escapes.
                    guard index + 4 < bytes.count,
                        let text = String(validating: bytes[index + 1...index + 4], as: UTF8.self),
                        let code = UInt8(text, radix: 16), code < 0x80
                    else { throw fault("an escaped character") }
                    byte = code
                    index += 4
                default: throw fault("an escape")
                }
            }
            utf8.append(byte)
            index += 1
        }
        try expect("\"")
        guard let text = String(validating: utf8, as: UTF8.self) else { throw fault("a string that is not UTF-8") }
        return text
    }
}
