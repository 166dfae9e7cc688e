/// The lines of a published `vocab.txt`, run together.
struct PublishedVocabulary {
    /// All pieces in UTF-8, without line ends.
    private(set) var bytes: [UInt8] = []

    /// The start of each piece, and the end of the last.
    private(set) var offsets: [UInt32] = [0]

    /// SHA-256 of the file.
    let hash: String

    init(path: String) throws(WeightsError.Reason) {
        let file = try MappedFile(path: path)
        let contents = unsafe Array(file.bytes)
        hash = unsafe SHA256.hexadecimal(of: contents.span.bytes)
        for line in contents.split(separator: 0x0A, omittingEmptySubsequences: true) {
            bytes += line.last == 0x0D ? line.dropLast() : line
            offsets.append(UInt32(bytes.count))
        }
        guard offsets.count == WeightsFormat.pieces + 1 else {
            throw .init("has \(offsets.count - 1) lines, not \(WeightsFormat.pieces)", code: .foreign)
        }
        _ = try Vocabulary(bytes: bytes, offsets: offsets)
    }
}
