import Foundation
import TensorFiles
import Testing

@Suite("A file of arrays is read whole or refused with the reason")
struct TensorFileTests {
    private func bytes() -> [UInt8] {
        var file = TensorFileWriter(metadata: ["format": "test \"quoted\""])
        file.add("numbers", [1, 2, 3] as [UInt32])
        file.add("weights", [0.5, -1.25] as [Float])
        file.add("hashes", [UInt64.max, 7])
        file.add("text", Array("hi".utf8))
        return file.serialized()
    }

    private func open(_ bytes: [UInt8]) throws -> TensorFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tensors-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try TensorFile(path: path)
    }

    @Test("what was written is read")
    func roundTrip() throws {
        let file = try open(bytes())
        #expect(file.metadata["format"] == "test \"quoted\"")
        #expect(try file.unsignedIntegers("numbers") == [1, 2, 3])
        #expect(try file.floats("weights") == [0.5, -1.25])
        #expect(try file.hashes("hashes") == [UInt64.max, 7])
        #expect(try file.bytes("text") == Array("hi".utf8))
        #expect(throws: TensorFile.Refusal.self) { try file.floats("numbers") }
        #expect(throws: TensorFile.Refusal.self) { try file.floats("none") }
    }

    @Test("numbers that stay in the file are the same, before and after their pages were let go")
    func mapped() throws {
        let file = try open(bytes())
        let (numbers, hashes) = (
            try file.mapped("numbers", as: UInt32.self), try file.mapped("hashes", as: UInt64.self)
        )
        #expect(numbers.array == [1, 2, 3])
        file.letGo()
        #expect(numbers.array == [1, 2, 3])
        #expect(hashes.count == 2)
        #expect(hashes[0] == UInt64.max)
        #expect(!hashes.allSatisfy { $0 > 7 })
        #expect(MappedArray([5, 6] as [UInt32]).array == [5, 6])
        #expect(throws: TensorFile.Refusal.self) { try file.mapped("hashes", as: UInt32.self) }
    }

    @Test("lines and signed numbers come back as they were, empty lines and other alphabets too")
    func lines() throws {
        let texts = ["hot and red", "", "käse 熱", "last"]
        var file = TensorFileWriter(metadata: [:])
        file.add("lines", lines: texts)
        file.add("signed", [-1, 0, Int32.max] as [Int32])
        let read = try open(file.serialized())
        #expect(try read.lines("lines") == texts)
        #expect(try read.integers("signed") == [-1, 0, Int32.max])
    }

    @Test("a large file's checksum finds one changed bit, and its arrays are there after the check let them go")
    func large() throws {
        var file = TensorFileWriter(metadata: [:])
        let values = (0..<700_000).map { UInt32($0) &* 2_654_435_761 }
        file.add("values", values)
        var bytes = file.serialized()
        #expect(try open(bytes).unsignedIntegers("values") == values)
        bytes[bytes.count / 2] ^= 4
        #expect(throws: TensorFile.Refusal("its contents do not match its checksum")) { try open(bytes) }
    }

    @Test("a file cut off anywhere is refused")
    func truncated() {
        let whole = bytes()
        for length in 0..<whole.count {
            #expect(throws: TensorFile.Refusal.self, "\(length)") { try open(Array(whole.prefix(length))) }
        }
    }

    @Test("a single flipped bit is refused, or changes nothing that is read")
    func flipped() throws {
        let whole = bytes()
        for place in whole.indices {
            var spoiled = whole
            spoiled[place] ^= 1 << UInt8(place % 8)
            guard let file = try? open(spoiled), let numbers = try? file.unsignedIntegers("numbers") else { continue }
            #expect(numbers == [1, 2, 3])
        }
    }

    @Test("there is no file without a name on disk")
    func missing() {
        #expect(throws: TensorFile.Refusal.self) { try TensorFile(path: "/nonexistent/file") }
        #expect(throws: TensorFile.Refusal.self) { try TensorFile(path: "/") }
    }
}
