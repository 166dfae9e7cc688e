import Aftercare
import Foundation
import KnowledgePacks
import PackTesting
import Synchronization
import Testing

@Suite("A pack is compiled once, and a compiled file is trusted only when it is whole")
struct CompiledPackTests {
    private let cache = FileManager.default.temporaryDirectory.appendingPathComponent("aftercare-\(UUID())").path

    private func open(_ folder: String = TestPack.folder) throws -> (pack: CompiledPack, trained: Bool) {
        let trained = Mutex(false)
        let pack = try CompiledPack.open(
            PackLocation(pack: folder, safety: "\(TestPack.root)/Intents/safety/en"), encoder: nil, cacheFolder: cache,
            today: nil
        ) { _ in trained.withLock { $0 = true } }
        return (pack, trained.withLock { $0 })
    }

    private func stored() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache).map { "\(cache)/\($0)" }
    }

    @Test("the second start maps what the first one made, and answers with the same bytes")
    func stores() throws {
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let first = try open()
        let second = try open()
        #expect(first.trained)
        #expect(!second.trained)
        for question in ["can I use heat?", "there is pus", "thanks", "is beer ok"] {
            #expect(
                try Assistant(first.pack, today: "2026-11-22").reply(to: question)
                    == Assistant(second.pack, today: "2026-11-22").reply(to: question))
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: cache)
        #expect((attributes[.posixPermissions] as? Int) == 0o700)
    }

    @Test("a damaged, cut, empty or foreign file is refused and made again")
    func refuses() throws {
        defer { try? FileManager.default.removeItem(atPath: cache) }
        _ = try open()
        let path = try #require(try stored().first)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var flipped = whole
        flipped[whole.count / 2] ^= 1
        for spoiled in [
            Data(), whole.prefix(100), whole.prefix(whole.count - 1), flipped, Data(repeating: 7, count: 4096),
        ] {
            try Data(spoiled).write(to: URL(fileURLWithPath: path))
            #expect(try open().trained)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole, "the same bytes are made again")
        }
    }

    @Test("a passage on a sign that the screener does not know is an error that names its file")
    func unknownSign() throws {
        let folder = NSTemporaryDirectory() + "aftercare-signs-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pack = try TestPack.copy(into: folder)
        let file = "\(pack)/manage/heat.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("title:", with: "signs: [infection, infektion]\ntitle:", maxReplacements: 1)
            .write(toFile: file, atomically: true, encoding: .utf8)
        let failure = #expect(throws: CompiledPack.Failure.self) {
            try CompiledPack.open(PackLocation(pack: pack), encoder: nil, cacheFolder: nil, today: nil)
        }
        let errors = (failure?.diagnostics.sorted ?? []).map(\.description).filter { $0.contains("error:") }
        #expect(errors.count == 1)
        #expect(errors.first?.contains("heat.md: error: 'signs' names 'infektion', which is no sign.") == true)
    }

    @Test("a changed file of the pack is another pack")
    func changed() throws {
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("packs-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: TestPack.folder, toPath: "\(folder)/small")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/language", withDestinationPath: "\(TestPack.root)/Intents/language")
        let before = try open("\(folder)/small")
        let heat = URL(fileURLWithPath: "\(folder)/small/manage/heat.md")
        try (String(contentsOf: heat, encoding: .utf8) + "\nOne more line.\n").write(
            to: heat, atomically: true, encoding: .utf8)
        let after = try open("\(folder)/small")
        #expect(after.trained)
        #expect(before.pack.sha256 != after.pack.sha256)
    }

    @Test("a pack that is not there, or is a file, is a fault with its place")
    func missing() throws {
        let empty = NSTemporaryDirectory() + "aftercare-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: empty) }
        for (folder, message) in [
            ("/nowhere", "/nowhere: error: there is no such folder."), ("/etc/passwd", "this is a file, not a folder."),
            (empty, "pack.yaml: error: there is no such file."),
        ] {
            do {
                _ = try CompiledPack.open(PackLocation(pack: folder), encoder: nil, cacheFolder: nil, today: nil)
                Issue.record("\(folder) was opened")
            } catch {
                #expect(error.description.contains(message))
            }
        }
    }

    @Test("a cache folder that cannot be written costs time, not answers")
    func readOnly() throws {
        let pack = try CompiledPack.open(
            PackLocation(pack: TestPack.folder), encoder: nil,
            cacheFolder: "/proc/nothing/here", today: nil)
        #expect(try Assistant(pack, today: "2026-11-22").reply(to: "can I use heat?").outcome == .answered)
    }
}
