import Foundation
import SentenceEncoding
import Testing

@Suite struct WeightsImporterTests {
    @Test func `quantises rows to the nearest of 255 steps`() {
        let (values, scales) = Quantization.rows([1, -0.5, 0.25, 0, 0, 0, 0, 0, -254, 1, 3, 2], width: 4)
        #expect(values == [127, -64, 32, 0, 0, 0, 0, 0, -127, 0, 2, 1])
        #expect(scales == [1 / 127, 0, 2])
    }

    @Test func `lays panels out by 16 outputs and 4 inputs`() {
        let depth = 8
        let values = (0..<32 * depth).map { Int8(truncatingIfNeeded: $0 * 7 % 255 - 127) }
        let panels = Quantization.panels(values, depth: depth)
        for output in 0..<32 {
            for k in 0..<depth {
                let place = ((output / 16 * (depth / 4) + k / 4) * 16 + output % 16) * 4 + k % 4
                #expect(Int(panels[place]) == Int(values[output * depth + k]) + 128)
            }
        }
    }

    @Test func `says which file is missing or wrong`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let target = folder.appendingPathComponent("out.safetensors").path
        func failure() -> WeightsError? {
            do throws(WeightsError) {
                try WeightsImporter(directory: folder.path).write(to: target)
                return nil
            } catch {
                return error
            }
        }
        #expect(failure()?.path == folder.path + "/vocab.txt")
        #expect(failure()?.code == .cannotOpen)
        try Data("[PAD]\n[CLS]\n".utf8).write(to: folder.appendingPathComponent("vocab.txt"))
        #expect(failure()?.reason == "has 2 lines, not 30522")
        let pieces = ["[CLS]", "[SEP]", "[UNK]"] + (3..<30_522).map { "w\($0)" }
        try Data(pieces.joined(separator: "\n").utf8).write(to: folder.appendingPathComponent("vocab.txt"))
        #expect(failure()?.path == folder.path + "/model.safetensors")
        // Another safetensors file, ours for one, is not the published model.
        try FileManager.default.copyItem(atPath: weightsPath, toPath: folder.path + "/model.safetensors")
        #expect(failure()?.code == .foreign)
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    /// Needs the published model, which is not in the repository.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["AFTERCARE_MODEL"] != nil))
    func `makes the bundled file again from the published model`() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["AFTERCARE_MODEL"])
        try withTemporaryFile([]) { path in
            let summary = try WeightsImporter(directory: folder).write(to: path)
            let made = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(summary.size == made.count)
            #expect(try made == Data(contentsOf: URL(fileURLWithPath: weightsPath)))
        }
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `hashes like FIPS 180-4`(text: String, digest: String) {
        #expect(SHA256.hexadecimal(of: Array(text.utf8).span.bytes) == digest)
        var hash = SHA256()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 37) {
            hash.update(Array(bytes[start..<min(start + 37, bytes.count)]).span.bytes)
        }
        #expect(hash.hexadecimal() == digest)
    }
}
