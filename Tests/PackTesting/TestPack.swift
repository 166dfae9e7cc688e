package import Aftercare
import Foundation

/// The small pack of `Tests/Fixtures`, with the warning signs of the bundled one.
package enum TestPack {
    /// The folder of the package.
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    package static let folder = "\(root)/Tests/Fixtures/small"

    /// The assistant of the small pack, compiled once for all tests of a process.
    package static func assistant() throws -> Assistant { try compiled.get() }

    private static let compiled = Result<Assistant, any Error> {
        try Assistant(
            CompiledPack.open(PackLocation(pack: folder), encoder: nil, cacheFolder: nil, today: "2026-11-22"),
            today: "2026-11-22")
    }
}
