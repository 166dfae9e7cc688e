import Foundation
import PackTesting
import ProtocolFuzzing
import Testing

@Suite("What the fuzzer found worth keeping is answered as it has to be")
struct CorpusTests {
    private static let folder = "\(TestPack.root)/Tests/ProtocolFuzzing/Corpus"

    @Test("every input of the corpus, and each of its beginnings")
    func corpus() throws {
        let fuzzing = try ProtocolFuzzing()
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
        #expect(names.count >= 16)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)")))
            #expect(throws: Never.self, "\(name)") { try fuzzing.play(bytes) }
            for count in stride(from: 1, to: bytes.count, by: 7) {
                #expect(throws: Never.self, "\(name), \(count) bytes") { try fuzzing.play(Array(bytes[..<count])) }
            }
        }
    }
}
