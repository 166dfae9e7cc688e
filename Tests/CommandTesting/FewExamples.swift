import Foundation

/// The safety data with a few of its example messages, on which the second opinion trains in a blink: for tests whose subject is
/// not what it knows.
package enum FewExamples {
    private static let kept = 60
    /// More harmless ones, or every short question would be half a sign.
    private static let keptHarmless = 400

    /// Copies `Intents/safety` to a path.
    package static func copySafety(from source: String, to target: String) throws {
        let manager = FileManager.default
        try manager.copyItem(atPath: source, toPath: target)
        let folder = target + "/en/examples"
        for name in try manager.contentsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
                .prefix(name == "none.txt" ? keptHarmless : kept)
            try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}
