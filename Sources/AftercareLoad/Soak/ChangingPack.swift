import Aftercare
import AssistantProtocol
import Foundation

/// A copy of a pack that is changed between two good states and, at times, into one that is faulty.
final class ChangingPack {
    let folder: String
    /// What either good state answers.
    let expected: ExpectedReplies
    private let file: String
    private let texts: [String]
    private(set) var changes = 0
    private(set) var faultyChanges = 0

    struct Unsuitable: Error, CustomStringConvertible {
        let folder: String
        var description: String { "\(folder) has no manage/heat.md with 'first few days'. Name Tests/Fixtures/small with --pack." }
    }

    init(copyOf original: String, in place: WorkFolder) throws {
        let source = URL(fileURLWithPath: original).resolvingSymlinksInPath()
        for name in ["safety", "language"] {
            let shared = source.deletingLastPathComponent().appendingPathComponent(name).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: shared, toPath: "\(place.path)/\(name)")
        }
        folder = "\(place.path)/pack"
        try FileManager.default.copyItem(atPath: source.path, toPath: folder)
        file = "\(folder)/manage/heat.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let other = text.replacing("first few days", with: "first two days")
        guard other != text else { throw Unsuitable(folder: original) }
        texts = [text, other]
        var backends: [Session.Backend] = []
        for text in texts.reversed() {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let compiled = try CompiledPack.open(
                PackLocation(pack: folder), encoder: nil, cacheFolder: nil, today: Self.today)
            backends.append(.assistant(try Assistant(compiled, today: Self.today)))
        }
        expected = ExpectedReplies(backends)
    }

    /// The pack is a draft, so nothing that it says depends on the day.
    private static let today = "2026-01-01"

    /// Writes the next state; each fifth is faulty.
    func change() {
        changes += 1
        var text = texts[changes % 2]
        if changes % 5 == 0 {
            faultyChanges += 1
            text = text.replacing("source: {", with: "sauce: {")
        }
        // Put in place at once, so that nobody reads half of it.
        try? text.write(toFile: file, atomically: true, encoding: .utf8)
    }
}
