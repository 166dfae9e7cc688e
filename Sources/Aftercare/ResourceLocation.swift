import Foundation

/// Where a file is found that comes with the program and belongs to no pack.
enum ResourceLocation {
    /// Finds `share/aftercare/NAME` beside an installed executable's folder, or a source folder's own file above an executable
    /// that a build put into `.build`.
    ///
    /// - Parameter source: The folder below the package's root.
    static func find(
        _ fileName: String, source: String, executable: String?, exists: (String) -> Bool
    ) -> String? {
        guard let executable else { return nil }
        var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appendingPathComponent("share/aftercare/\(fileName)").path
        if exists(installed) { return installed }
        for _ in 0..<6 where folder.path != "/" {
            let own = folder.appendingPathComponent("\(source)/\(fileName)").path
            if exists(own) { return own }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }
}
