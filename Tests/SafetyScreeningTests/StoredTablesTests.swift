import Foundation
import KnowledgePacks
import SafetyScreening
import TensorFiles
import Testing
import TextAnalysis

@Suite("Compiled warning signs that were stored judge as those that were compiled")
struct StoredTablesTests {
    private func stored(_ screener: SafetyScreener) throws -> TensorFile {
        var file = TensorFileWriter(metadata: [:])
        screener.store(in: &file)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("signs-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(file.serialized()).write(to: URL(fileURLWithPath: path))
        return try TensorFile(path: path)
    }

    @Test("every labelled utterance gets the same finding, misspelt or not")
    func same() throws {
        let data = try #require(Bundled.loaded.data)
        let common = try #require(Bundled.common)
        let compiled = SafetyScreener(data: data, commonWords: common)
        let read = try SafetyScreener(from: stored(compiled), data: data.withoutPatterns, commonWords: common)
        #expect(read.size == compiled.size)
        let table = try String(
            contentsOfFile: Bundled.root + "/Tests/SafetyScreeningTests/utterances.tsv", encoding: .utf8)
        var carry: SafetyCarry?
        let lines: [Substring] = table.split(separator: "\n")
        for line in lines where !line.hasPrefix("#") {
            let fields: [Substring] = line.split(separator: "\t")
            let text = String(fields.max { $0.count < $1.count } ?? "")
            for written in [text, text.replacing("th", with: "ht").replacing("ee", with: "e")] {
                let finding = compiled.screen(Utterance(written), carried: carry)
                #expect(read.screen(Utterance(written), carried: carry) == finding, "\(written)")
                carry = finding.carry
            }
        }
    }

    @Test("tables of other data are refused")
    func others() throws {
        var data = try #require(Bundled.loaded.data)
        let common = try #require(Bundled.common)
        let file = try stored(SafetyScreener(data: data, commonWords: common))
        data.concepts.removeLast()
        #expect(throws: TensorFile.Refusal.self) {
            try SafetyScreener(from: file, data: data.withoutPatterns, commonWords: common)
        }
        #expect(throws: TensorFile.Refusal.self) {
            var empty = TensorFileWriter(metadata: [:])
            empty.add("safety.words", lines: [])
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("signs-\(UUID())").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            try Data(empty.serialized()).write(to: URL(fileURLWithPath: path))
            _ = try SafetyScreener(from: TensorFile(path: path), data: data, commonWords: common)
        }
    }
}
