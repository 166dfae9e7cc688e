import Foundation
import TensorFiles

extension FeatureSpace {
    /// The parts of the stored form that are not arrays.
    private struct Header: Codable {
        var phrases: PhraseTable
        var words: [Int]
        var characters: [Int]
        var markWeight: Float
    }

    /// Adds the space to a file, under names that start with `prefix` and a full stop.
    func store(in file: inout TensorFileWriter, prefix: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(
            phrases: phrases, words: [options.words.lowerBound, options.words.upperBound],
            characters: [options.characters.lowerBound, options.characters.upperBound], markWeight: options.markWeight)
        file.add("\(prefix).features", [UInt8](try encoder.encode(header)))
        file.add("\(prefix).index", index.slots.array)
        file.add("\(prefix).idf", idf.array)
    }

    /// Reads what ``store(in:prefix:)`` wrote; the table stays in the mapped file.
    init(from file: TensorFile, prefix: String) throws(TensorFile.Refusal) {
        let bytes = try file.bytes("\(prefix).features")
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)), header.words.count == 2,
            header.characters.count == 2,
            let index = HashTable(slots: try file.mapped("\(prefix).index", as: UInt64.self))
        else { throw TensorFile.Refusal("its features cannot be read") }
        var options = FeatureOptions()
        options.words = header.words[0]...max(header.words[0], header.words[1])
        options.characters = header.characters[0]...max(header.characters[0], header.characters[1])
        options.markWeight = header.markWeight
        self.init(
            index: index, idf: try file.mapped("\(prefix).idf", as: Float.self), phrases: header.phrases,
            options: options)
    }
}
