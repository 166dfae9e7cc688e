import KnowledgePacks
import SafetyScreening
public import SentenceEncoding
import TensorFiles

/// The second opinion as it comes with the program: trained once from the example messages of the safety data.
///
/// Training takes minutes, as every message is compared with every other; so it is done by whoever edits the messages
/// (`aftercare model opinion`) and not by everybody who starts the program. The file says which messages, weights and method it
/// was made with; made with others it is passed over, and the second opinion is trained anew where it is needed.
public enum SecondOpinionFile {
    /// The name of the file.
    public static let fileName = "second-opinion.safetensors"

    private static let format = "aftercare-second-opinion"

    /// The package's own file, then that of `share/aftercare`; see ``WeightsLocation``.
    public static func find(executable: String?, exists: (String) -> Bool) -> String? {
        ResourceLocation.find(
            fileName, source: "Sources/SafetyScreening/Resources", executable: executable, exists: exists)
    }

    /// The bytes of a file.
    ///
    /// - Parameter key: What ``SecondOpinionTraining/key(_:)`` gives for the messages.
    static func bytes(_ opinion: SecondOpinion, key: String, _ encoder: SentenceEncoder) throws -> [UInt8] {
        var file = TensorFileWriter(metadata: [
            "format": format, "version": SecondOpinionTraining.version, "weights": encoder.weightsHash, "opinion": key,
        ])
        try opinion.store(in: &file)
        return file.serialized()
    }

    /// Reads a file; `nil` when it is damaged, or made from other messages, with other weights or by another version.
    static func load(_ path: String, key: String, _ encoder: SentenceEncoder) -> SecondOpinion? {
        guard let file = try? TensorFile(path: path), file.metadata["format"] == format,
            file.metadata["version"] == SecondOpinionTraining.version,
            file.metadata["weights"] == encoder.weightsHash, file.metadata["opinion"] == key
        else { return nil }
        return try? SecondOpinion(from: file)
    }
}

extension CompiledPack {
    /// Trains the second opinion of the safety data that a pack uses, whatever was trained before.
    ///
    /// - Parameter progress: Called with the share done, 0...1.
    /// - Returns: The bytes of a ``SecondOpinionFile``; `nil` when there are no example messages of every level.
    /// - Complexity: O(*n*³) in the messages and their sentences: minutes for 20,000, and 4 *n*² bytes of memory.
    public static func trainSecondOpinion(
        _ location: PackLocation, encoder: SentenceEncoder, progress: @escaping @Sendable (Double) -> Void
    ) throws(Failure) -> [UInt8]? {
        var diagnostics = Diagnostics()
        guard let sources = Sources.read(location, &diagnostics) else { throw Failure(diagnostics: diagnostics) }
        let trained = SecondOpinionTraining.train(
            sources.safety, encoder: encoder, knownVectors: [:], earlier: nil, progress: progress)
        let key = SecondOpinionTraining.key(sources.safety)
        return trained.flatMap { try? SecondOpinionFile.bytes($0.opinion, key: key, encoder) }
    }
}
