/// Where the sentence encoder's weights are found.
public enum WeightsLocation {
    /// The name of the weights' file.
    public static let fileName = "all-MiniLM-L6-v2.safetensors"

    /// Finds the weights: the file named, `$AFTERCARE_WEIGHTS`, the package's own, then `share/aftercare`.
    ///
    /// The package's own is looked for above the executable, which a build puts into `.build`; an installed binary finds
    /// `../share/aftercare`.
    /// - Returns: The path; `nil` when none was named and none exists.
    public static func find(
        named: String?, environment: [String: String], workingFolder: String, executable: String?,
        exists: (String) -> Bool
    ) -> String? {
        if let named { return named }
        if let named = environment["AFTERCARE_WEIGHTS"], !named.isEmpty { return named }
        return ResourceLocation.find(
            fileName, source: "Sources/SentenceEncoding/Resources", executable: executable, exists: exists)
    }
}
