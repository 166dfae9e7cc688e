import Foundation

/// Where a pack and what belongs to it are found.
public struct PackLocation: Sendable, Equatable {
    /// The folder that holds `pack.yaml`.
    public var pack: String
    /// The folder with the warning signs of the pack's language; `nil` for `../safety/<language>`.
    public var safety: String?

    public init(pack: String, safety: String? = nil) {
        self.pack = pack
        self.safety = safety
    }

    /// The pack that is used when none is named.
    public static let bundled = "trigger-point-injections"

    /// Finds a pack: the one named, `$AFTERCARE_PACK`, `./Intents/…`, then `share/aftercare/Intents/…` beside the
    /// executable's folder.
    ///
    /// - Returns: The first of these that was named or exists; the place in the working folder when none does, so that the
    ///   fault that follows names it.
    public static func find(
        named: String?, safety: String? = nil, environment: [String: String], workingFolder: String,
        executable: String?, exists: (String) -> Bool
    ) -> PackLocation {
        if let named { return PackLocation(pack: named, safety: safety) }
        if let named = environment["AFTERCARE_PACK"], !named.isEmpty {
            return PackLocation(pack: named, safety: safety)
        }
        let local = "Intents/\(bundled)"
        if exists("\(workingFolder)/\(local)/pack.yaml") { return PackLocation(pack: local, safety: safety) }
        if let executable {
            let prefix = URL(fileURLWithPath: executable).deletingLastPathComponent().deletingLastPathComponent()
            let installed = prefix.appendingPathComponent("share/aftercare/Intents/\(bundled)").path
            if exists("\(installed)/pack.yaml") { return PackLocation(pack: installed, safety: safety) }
        }
        return PackLocation(pack: local, safety: safety)
    }

    /// The folder beside the pack that holds data for all packs of a language: `safety/en`, `language/en`.
    package func shared(_ kind: String, language: String) -> String { "\(parent)/\(kind)/\(language)" }

    /// The folder beside the pack with what is known of languages, one folder each.
    package var languages: String { "\(parent)/language" }

    /// The folders with everything that a pack is made from; those for other languages too.
    package var folders: [String] { [pack, safety ?? "\(parent)/safety", languages] }

    private var parent: String { URL(fileURLWithPath: pack).deletingLastPathComponent().relativePath }
}
