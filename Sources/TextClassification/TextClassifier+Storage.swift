import Foundation
import SentenceEncoding
package import TensorFiles

extension TextClassifier {
    /// The parts of the stored form that are not arrays.
    private struct Header: Codable {
        var featureCount: Int
        var labelCount: Int
        var calibration: Calibration
        var phrases: PhraseTable
        var words: [Int]
        var characters: [Int]
        var markWeight: Float
        var sentenceWeight: Float
    }

    /// Adds all of the classifier to a file, under names that start with `classifier.`.
    package func store(in file: inout TensorFileWriter) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(
            featureCount: space.columnCount, labelCount: labelCount, calibration: calibration, phrases: space.phrases,
            words: [space.options.words.lowerBound, space.options.words.upperBound],
            characters: [space.options.characters.lowerBound, space.options.characters.upperBound],
            markWeight: space.options.markWeight, sentenceWeight: sentenceWeight)
        file.add("classifier.header", [UInt8](try encoder.encode(header)))
        file.add("classifier.index.keys", space.index.keys)
        file.add("classifier.index.columns", space.index.columns)
        file.add("classifier.idf", space.idf)
        file.add("classifier.weights", regression.weights.padded(), shape: [regression.weights.rows, paddedWidth])
        switch neighbours {
        case .lexical(let examples):
            file.add("classifier.nearest.starts", examples.starts)
            file.add("classifier.nearest.examples", examples.examples)
            file.add("classifier.nearest.values", examples.values)
            file.add("classifier.nearest.scales", examples.scales)
        case .sentences(let last, let middle):
            file.add("classifier.last.panels", last.panelBytes)
            file.add("classifier.last.scales", last.scales)
            file.add("classifier.middle.panels", middle.panelBytes)
            file.add("classifier.middle.scales", middle.scales)
        }
    }

    private var paddedWidth: Int { regression.weights.width * 16 }

    /// Reads what ``store(in:)`` wrote; the weights stay in the mapped file.
    package init(from file: TensorFile) throws(TensorFile.Refusal) {
        let bytes = try file.bytes("classifier.header")
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)), header.words.count == 2,
            header.characters.count == 2, header.labelCount > 0, header.labelCount < 1 << 20
        else { throw TensorFile.Refusal("its classifier header cannot be read") }
        var options = FeatureOptions()
        options.words = header.words[0]...max(header.words[0], header.words[1])
        options.characters = header.characters[0]...max(header.characters[0], header.characters[1])
        options.markWeight = header.markWeight
        guard
            let index = HashIndex(
                keys: try file.hashes("classifier.index.keys"),
                columns: try file.unsignedIntegers("classifier.index.columns"), count: header.featureCount),
            let space = FeatureSpace(
                index: index, idf: try file.floats("classifier.idf"), phrases: header.phrases, options: options),
            let neighbours = try Self.neighbours(from: file, usesSentences: header.sentenceWeight != 0),
            let weights = FloatRows(
                mapped: try file.mappedFloats("classifier.weights"),
                rows: header.featureCount + (header.sentenceWeight != 0 ? SentenceEncoder.featureCount : 0) + 1,
                columns: header.labelCount)
        else { throw TensorFile.Refusal("the parts of its classifier do not fit each other") }
        self.init(
            space: space, regression: SoftmaxRegression(weights: weights), neighbours: neighbours,
            calibration: header.calibration, labelCount: header.labelCount, sentenceWeight: header.sentenceWeight)
    }

    private static func neighbours(
        from file: TensorFile, usesSentences: Bool
    ) throws(TensorFile.Refusal) -> Neighbours? {
        if usesSentences {
            guard
                let last = VectorIndex(
                    panels: try file.bytes("classifier.last.panels"), scales: try file.floats("classifier.last.scales")),
                let middle = VectorIndex(
                    panels: try file.bytes("classifier.middle.panels"),
                    scales: try file.floats("classifier.middle.scales")), middle.count == last.count
            else { return nil }
            return .sentences(last: last, middle: middle)
        }
        return NearestExamples(
            starts: try file.unsignedIntegers("classifier.nearest.starts"),
            examples: try file.unsignedIntegers("classifier.nearest.examples"),
            values: try file.floats("classifier.nearest.values"),
            scales: try file.floats("classifier.nearest.scales")
        ).map { .lexical($0) }
    }
}
