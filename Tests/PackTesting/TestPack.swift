package import Aftercare
import Foundation

/// The small pack of `Tests/Fixtures`, with the warning signs of the bundled one.
package enum TestPack {
    /// The folder of the package.
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    package static let folder = "\(root)/Tests/Fixtures/small"

    /// Copies the small pack and the data that it needs into a folder, to be spoilt there.
    ///
    /// - Returns: The copy's folder.
    package static func copy(into folder: String) throws -> String {
        for name in ["small", "safety", "language"] {
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: "\(root)/Tests/Fixtures/\(name)").resolvingSymlinksInPath().path,
                toPath: "\(folder)/\(name)")
        }
        return "\(folder)/small"
    }

    /// The small pack, compiled by words alone, once for all tests of a process.
    package static func compiled() throws -> CompiledPack { try once.get() }

    package static func assistant() throws -> Assistant { try Assistant(compiled(), today: "2026-11-22") }

    private static let once = Result<CompiledPack, any Error> {
        try CompiledPack.open(PackLocation(pack: folder), encoder: nil, cacheFolder: nil, today: "2026-11-22")
    }
}
