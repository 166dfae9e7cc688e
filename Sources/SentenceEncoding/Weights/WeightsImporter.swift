/// Makes our file of weights from the published model.
///
/// Reads `model.safetensors` (32-bit floats) and `vocab.txt` of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0;
/// Wang 2020, arXiv:2002.10957; Reimers & Gurevych 2019, arXiv:1908.10084) and writes the format of
/// ``WeightsFormat``. The same input gives the same bytes.
public struct WeightsImporter: Sendable {
    /// A folder with `model.safetensors` and `vocab.txt`.
    public var directory: String

    public init(directory: String) {
        self.directory = directory
    }

    /// What an import made.
    public struct Summary: Sendable {
        /// The new file's length in bytes.
        public var size: Int
        /// SHA-256 of `model.safetensors` in hexadecimal digits.
        public var sourceHash: String
    }

    /// Writes the file, or nothing.
    ///
    /// A draft without smoothing is made first; it encodes ``Calibration/sentences`` to see which elements of the
    /// rows are large.
    ///
    /// - Parameters:
    ///   - path: The new file; one of that name is replaced.
    ///   - progress: Called with the share done, 0...1.
    /// - Throws: When the source is damaged or another model, or the file cannot be written.
    @discardableResult
    public func write(to path: String, progress: (Double) -> Void = { _ in }) throws(WeightsError) -> Summary {
        let vocabularyPath = directory + "/vocab.txt"
        let vocabulary: PublishedVocabulary
        do throws(WeightsError.Reason) {
            vocabulary = try PublishedVocabulary(path: vocabularyPath)
        } catch {
            throw WeightsError(error, path: vocabularyPath)
        }
        let sourcePath = directory + "/model.safetensors"
        let source: SafetensorsFile
        let sourceHash: String
        let draft: [[UInt8]]
        do throws(WeightsError.Reason) {
            source = try SafetensorsFile(path: sourcePath)
            var hash = SHA256()
            unsafe hash.update(source.headerBytes.span.bytes)
            unsafe hash.update(source.payload.bytes)
            sourceHash = hash.hexadecimal()
            progress(0.2)
            draft = try Self.file(source, sourceHash, vocabulary, calibration: nil) { progress(0.2 + 0.3 * $0) }
        } catch {
            throw WeightsError(error, path: sourcePath)
        }
        do throws(WeightsError.Reason) {
            let draftPath = path + ".draft"
            try writeFile(draft, to: draftPath)
            defer { removeFile(draftPath) }
            let calibration = try Calibration(weightsAt: draftPath)
            progress(0.6)
            let parts = try Self.file(source, sourceHash, vocabulary, calibration: calibration) {
                progress(0.6 + 0.3 * $0)
            }
            try writeFile(parts, to: path)
            progress(1)
            return Summary(size: parts.reduce(0) { $0 + $1.count }, sourceHash: sourceHash)
        } catch {
            throw WeightsError(error, path: path)
        }
    }

    /// The file's bytes in parts.
    private static func file(
        _ source: SafetensorsFile, _ sourceHash: String, _ vocabulary: PublishedVocabulary, calibration: Calibration?,
        progress: (Double) -> Void
    ) throws(WeightsError.Reason) -> [[UInt8]] {
        var builder = WeightsBuilder(calibration: calibration)
        try builder.add(source, progress: progress)
        builder.add(
            WeightsFormat.vocabularyOffsets, .u32, [vocabulary.offsets.count],
            vocabulary.offsets.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
        builder.add(WeightsFormat.vocabularyBytes, .u8, [vocabulary.bytes.count], vocabulary.bytes)
        let payload = builder.payload
        let metadata = unsafe [
            WeightsFormat.Metadata.format: WeightsFormat.name,
            WeightsFormat.Metadata.version: WeightsFormat.version,
            WeightsFormat.Metadata.checksum: Kernels.best.checksum(of: payload),
            WeightsFormat.Metadata.digest: SHA256.hexadecimal(of: payload.span.bytes),
            "license": WeightsFormat.license,
            "model": WeightsFormat.model,
            "source_file": "model.safetensors",
            "source_sha256": sourceHash,
            "vocabulary_sha256": vocabulary.hash,
            "changes":
                "8-bit weights with one scale an output (embeddings: a row), smoothed, reordered in panels; pooler left out",
        ]
        return [SafetensorsHeader(metadata: metadata, tensors: builder.tensors).encoded, payload]
    }
}
