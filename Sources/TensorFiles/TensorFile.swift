import Foundation

/// A file of named arrays in the safetensors container, mapped into memory.
///
/// Eight bytes give the length of a JSON header, which names each array with its type, shape and place; the arrays follow.
/// Source: https://github.com/huggingface/safetensors, "Format". Ours carry a checksum of the array bytes (XXH64) in
/// `__metadata__`, and each array starts at a multiple of 64 bytes.
public struct TensorFile: Sendable {
    /// Why a file is refused.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        public let description: String
        package init(_ description: String) { self.description = description }
    }

    private struct Entry {
        var dtype: String
        var shape: [Int]
        /// Where the array lies, in bytes behind the header.
        var range: Range<Int>
    }

    /// The header's free fields.
    public let metadata: [String: String]
    private let entries: [String: Entry]
    private let file: MappedFile
    private let start: Int

    /// Opens a file and checks every length, and the checksum when there is one.
    public init(path: String) throws(Refusal) {
        try self.init(unverified: path)
        try verify()
    }

    /// Opens a file and checks every length. Nothing in it can be trusted before ``verify()``.
    package init(unverified path: String) throws(Refusal) {
        guard let file = MappedFile(path: path) else { throw Refusal("it cannot be opened") }
        guard file.count >= 8 else { throw Refusal("it is cut off: \(file.count) bytes") }
        let length = file.values(0..<8, as: UInt64.self, zero: 0)[0]
        guard length >= 2, length <= 16 << 20, Int(length) + 8 <= file.count else {
            throw Refusal("it is no safetensors file: its header would be \(length) bytes long")
        }
        let start = 8 + Int(length)
        let header = Data(file.bytes(8..<start))
        guard let object = try? JSONSerialization.jsonObject(with: header) as? [String: Any] else {
            throw Refusal("its header is not JSON")
        }
        var entries: [String: Entry] = [:]
        for (name, value) in object where name != "__metadata__" {
            guard let value = value as? [String: Any], let dtype = value["dtype"] as? String,
                let shape = value["shape"] as? [Int], let place = value["data_offsets"] as? [Int], place.count == 2,
                let size = Self.sizes[dtype], shape.allSatisfy({ $0 >= 0 && $0 < 1 << 40 })
            else { throw Refusal("array '\(name)' is not described as safetensors has it") }
            var bytes = size
            for extent in shape {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
                guard !overflow else { throw Refusal("array '\(name)' is impossibly large") }
                bytes = product
            }
            guard place[0] >= 0, place[1] >= place[0], place[1] <= file.count - start, place[1] - place[0] == bytes
            else { throw Refusal("array '\(name)' does not lie inside the file; it is cut off or damaged") }
            entries[name] = Entry(dtype: dtype, shape: shape, range: place[0]..<place[1])
        }
        metadata = object["__metadata__"] as? [String: String] ?? [:]
        self.entries = entries
        self.file = file
        self.start = start
    }

    /// Checks the checksum when there is one.
    package func verify() throws(Refusal) {
        guard let expected = metadata["xxh64"] else { return }
        // Most of a compiled pack is weights that no single question asks for; they need not stay in memory.
        let actual = file.withBytes(start..<file.count) { bytes in
            Self.checksum(bytes) { file.letGo(of: 0..<start + $0) }
        }
        file.letGo(of: 0..<file.count)
        guard actual == expected else { throw Refusal("its contents do not match its checksum") }
    }

    private static let sizes = ["U8": 1, "I8": 1, "U16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8]

    fileprivate static func checksum(_ bytes: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> String {
        let digits = String(XXHash64.hash(bytes, passed: passed), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func range(_ name: String, _ dtype: String) throws(Refusal) -> Range<Int> {
        guard let entry = entries[name] else { throw Refusal("it has no array '\(name)'") }
        guard entry.dtype == dtype else { throw Refusal("array '\(name)' is \(entry.dtype), not \(dtype)") }
        return start + entry.range.lowerBound..<start + entry.range.upperBound
    }

    /// The extents of an array; `nil` when there is none of that name.
    public func shape(_ name: String) -> [Int]? { entries[name]?.shape }

    public func bytes(_ name: String) throws(Refusal) -> [UInt8] { file.bytes(try range(name, "U8")) }

    public func unsignedIntegers(_ name: String) throws(Refusal) -> [UInt32] {
        file.values(try range(name, "U32"), as: UInt32.self, zero: 0)
    }

    package func integers(_ name: String) throws(Refusal) -> [Int32] {
        file.values(try range(name, "I32"), as: Int32.self, zero: 0)
    }

    /// Texts that were added as lines.
    package func lines(_ name: String) throws(Refusal) -> [String] {
        file.withBytes(try range(name, "U8")) { bytes in
            var lines: [String] = []
            var start = 0
            for place in bytes.indices where bytes[place] == UInt8(ascii: "\n") {
                lines.append(String(decoding: bytes[start..<place], as: UTF8.self))
                start = place + 1
            }
            return lines
        }
    }

    public func hashes(_ name: String) throws(Refusal) -> [UInt64] {
        file.values(try range(name, "U64"), as: UInt64.self, zero: 0)
    }

    public func floats(_ name: String) throws(Refusal) -> [Float] {
        let values = file.values(try range(name, "F32"), as: Float.self, zero: 0)
        guard values.allSatisfy(\.isFinite) else { throw Refusal("array '\(name)' holds a value that is no number") }
        return values
    }

    /// Numbers that stay in the file.
    package func mapped(_ name: String, as type: UInt64.Type) throws(Refusal) -> MappedArray<UInt64> {
        try mapped(name, "U64")
    }

    /// Numbers that stay in the file.
    package func mapped(_ name: String, as type: UInt16.Type) throws(Refusal) -> MappedArray<UInt16> {
        try mapped(name, "U16")
    }

    /// Numbers that stay in the file.
    package func mapped(_ name: String, as type: UInt32.Type) throws(Refusal) -> MappedArray<UInt32> {
        try mapped(name, "U32")
    }

    /// Numbers that stay in the file.
    package func mapped(_ name: String, as type: Int32.Type) throws(Refusal) -> MappedArray<Int32> {
        try mapped(name, "I32")
    }

    /// Numbers that stay in the file, and may be no numbers.
    package func mapped(_ name: String, as type: Float.Type) throws(Refusal) -> MappedArray<Float> {
        try mapped(name, "F32")
    }

    private func mapped<Element: BitwiseCopyable & Sendable>(
        _ name: String, _ dtype: String
    ) throws(Refusal) -> MappedArray<Element> {
        let range = try range(name, dtype)
        let pointer = file.pointer(at: range.lowerBound)
        guard Int(bitPattern: pointer) % MemoryLayout<Element>.alignment == 0 else {
            throw Refusal("array '\(name)' is not aligned")
        }
        return MappedArray(
            base: pointer.assumingMemoryBound(to: Element.self), count: range.count / MemoryLayout<Element>.stride,
            owner: file)
    }

    /// Lets all pages go from memory; what is looked at again comes back. For when everything has been read and checked once.
    package func letGo() { file.letGo(of: 0..<file.count) }

    /// Where an array of bytes lies, 64-byte aligned, and the object that keeps it mapped.
    package func mappedBytes(_ name: String) throws(Refusal) -> (
        pointer: UnsafeRawPointer, count: Int, owner: MappedFile
    ) {
        let range = try range(name, "U8")
        let pointer = file.pointer(at: range.lowerBound)
        guard Int(bitPattern: pointer) % 64 == 0 else { throw Refusal("array '\(name)' is not aligned") }
        return (pointer, range.count, file)
    }

    /// Where an array of floats lies, 64-byte aligned, and the object that keeps it mapped.
    package func mappedFloats(_ name: String) throws(Refusal) -> (
        pointer: UnsafeRawPointer, count: Int, owner: MappedFile
    ) {
        let range = try range(name, "F32")
        let pointer = file.pointer(at: range.lowerBound)
        guard Int(bitPattern: pointer) % 64 == 0 else { throw Refusal("array '\(name)' is not aligned") }
        return (pointer, range.count / 4, file)
    }
}

/// Collects arrays and writes them as one ``TensorFile``.
public struct TensorFileWriter: Sendable {
    private var order: [(name: String, dtype: String, shape: [Int], range: Range<Int>)] = []
    private var payload: [UInt8] = []
    private let metadata: [String: String]

    /// - Parameter metadata: Free fields for the header; the checksum `xxh64` is added.
    public init(metadata: [String: String]) { self.metadata = metadata }

    public mutating func add(_ name: String, _ values: [UInt8]) { add(name, "U8", [values.count], values) }
    package mutating func add(_ name: String, _ values: [UInt16]) {
        add(name, "U16", [values.count], values.withUnsafeBytes { [UInt8]($0) })
    }
    public mutating func add(_ name: String, _ values: [UInt32]) {
        add(name, "U32", [values.count], values.withUnsafeBytes { [UInt8]($0) })
    }
    package mutating func add(_ name: String, _ values: [Int32]) {
        add(name, "I32", [values.count], values.withUnsafeBytes { [UInt8]($0) })
    }
    /// - Parameter lines: Texts without line feeds.
    package mutating func add(_ name: String, lines: [String]) {
        add(name, lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] })
    }
    public mutating func add(_ name: String, _ values: [UInt64]) {
        add(name, "U64", [values.count], values.withUnsafeBytes { [UInt8]($0) })
    }
    /// - Parameter shape: Extents, the last one running fastest; their product is the count.
    public mutating func add(_ name: String, _ values: [Float], shape: [Int]? = nil) {
        add(name, "F32", shape ?? [values.count], values.withUnsafeBytes { [UInt8]($0) })
    }

    private mutating func add(_ name: String, _ dtype: String, _ shape: [Int], _ bytes: [UInt8]) {
        while payload.count % 64 != 0 { payload.append(0) }
        order.append((name, dtype, shape, payload.count..<payload.count + bytes.count))
        payload += bytes
    }

    /// The file's bytes: the header padded with blanks so that the arrays start at a multiple of 64.
    public func serialized() -> [UInt8] {
        var fields = metadata
        fields["xxh64"] = payload.withUnsafeBytes { TensorFile.checksum($0) }
        let free = fields.keys.sorted().map { "\(quoted($0)):\(quoted(fields[$0] ?? ""))" }
        var parts = ["\"__metadata__\":{\(free.joined(separator: ","))}"]
        for (name, dtype, shape, range) in order {
            let extents = shape.map(String.init).joined(separator: ",")
            parts.append(
                "\(quoted(name)):{\"dtype\":\"\(dtype)\",\"shape\":[\(extents)],"
                    + "\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}")
        }
        var header = Array("{\(parts.joined(separator: ","))}".utf8)
        while (header.count + 8) % 64 != 0 { header.append(0x20) }
        var file: [UInt8] = []
        file.reserveCapacity(8 + header.count + payload.count)
        for shift in stride(from: 0, to: 64, by: 8) { file.append(UInt8(truncatingIfNeeded: header.count >> shift)) }
        return file + header + payload
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
