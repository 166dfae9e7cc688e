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
        var exampleCount: Int
        var textCount: Int
        var gamma: Float
    }

    /// Adds all of the classifier to a file, under names that start with `prefix` and a full stop.
    package func store(in file: inout TensorFileWriter, prefix: String = "classifier") throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(
            featureCount: space.columnCount, labelCount: labelCount, calibration: calibration, phrases: space.phrases,
            words: [space.options.words.lowerBound, space.options.words.upperBound],
            characters: [space.options.characters.lowerBound, space.options.characters.upperBound],
            markWeight: space.options.markWeight, exampleCount: exampleCount, textCount: ridge.texts.rows, gamma: gamma)
        file.add("\(prefix).header", [UInt8](try encoder.encode(header)))
        file.add("\(prefix).index.keys", space.index.keys.array)
        file.add("\(prefix).index.columns", space.index.columns.array)
        file.add("\(prefix).idf", space.idf)
        file.add("\(prefix).lexical", ridge.lexical.bytes)
        file.add("\(prefix).lexical.scales", ridge.lexical.factors)
        file.add("\(prefix).texts", ridge.texts.paddedElements)
        file.add("\(prefix).offsets", ridge.offsets)
        switch neighbours {
        case .lexical(let examples):
            file.add("\(prefix).nearest.starts", examples.starts)
            file.add("\(prefix).nearest.examples", examples.examples)
            file.add("\(prefix).nearest.values", examples.values)
            file.add("\(prefix).nearest.scales", examples.scales)
        case .sentences(let last, let middle):
            file.add("\(prefix).last.panels", last.panelBytes)
            file.add("\(prefix).last.scales", last.scales)
            file.add("\(prefix).middle.panels", middle.panelBytes)
            file.add("\(prefix).middle.scales", middle.scales)
        }
    }

    /// Reads what ``store(in:)`` wrote; the weights stay in the mapped file.
    package init(from file: TensorFile, prefix: String = "classifier") throws(TensorFile.Refusal) {
        let bytes = try file.bytes("\(prefix).header")
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)), header.words.count == 2,
            header.characters.count == 2, header.labelCount > 0, header.labelCount < 1 << 20,
            header.textCount >= 0, header.exampleCount >= 0, header.gamma.isFinite
        else { throw TensorFile.Refusal("its classifier header cannot be read") }
        var options = FeatureOptions()
        options.words = header.words[0]...max(header.words[0], header.words[1])
        options.characters = header.characters[0]...max(header.characters[0], header.characters[1])
        options.markWeight = header.markWeight
        guard
            let index = HashIndex(
                keys: try file.mapped("\(prefix).index.keys", as: UInt64.self),
                columns: try file.mapped("\(prefix).index.columns", as: UInt32.self), count: header.featureCount),
            let space = FeatureSpace(
                index: index, idf: try file.floats("\(prefix).idf"), phrases: header.phrases, options: options),
            let neighbours = try Self.neighbours(from: file, prefix, header),
            case let scales = try file.mappedFloats("\(prefix).lexical.scales"),
            let lexical = ByteRows(
                mapped: try file.mappedBytes("\(prefix).lexical"), scales: (scales.pointer, scales.count),
                rows: header.featureCount, columns: header.labelCount),
            let texts = FloatRows(
                mapped: try file.mappedFloats("\(prefix).texts"), rows: header.textCount, columns: header.labelCount),
            case let offsets = try file.floats("\(prefix).offsets"), offsets.count == header.labelCount,
            header.textCount == 0 || header.textCount == neighbours.count, header.exampleCount <= neighbours.count
        else { throw TensorFile.Refusal("the parts of its classifier do not fit each other") }
        self.init(
            space: space, ridge: KernelRidge(lexical: lexical, texts: texts, offsets: offsets), neighbours: neighbours,
            exampleCount: header.exampleCount, calibration: header.calibration, labelCount: header.labelCount,
            gamma: header.gamma)
    }

    private static func neighbours(
        from file: TensorFile, _ prefix: String, _ header: Header
    ) throws(TensorFile.Refusal) -> Neighbours? {
        if header.textCount > 0 {
            let (lastPanels, middlePanels) = (
                try file.mappedBytes("\(prefix).last.panels"), try file.mappedBytes("\(prefix).middle.panels")
            )
            guard
                let last = VectorIndex(
                    panels: lastPanels.pointer, count: lastPanels.count, owner: lastPanels.owner,
                    scales: try file.floats("\(prefix).last.scales")),
                let middle = VectorIndex(
                    panels: middlePanels.pointer, count: middlePanels.count, owner: middlePanels.owner,
                    scales: try file.floats("\(prefix).middle.scales")), middle.count == last.count
            else { return nil }
            return .sentences(last: last, middle: middle)
        }
        return NearestExamples(
            starts: try file.unsignedIntegers("\(prefix).nearest.starts"),
            examples: try file.unsignedIntegers("\(prefix).nearest.examples"),
            values: try file.floats("\(prefix).nearest.values"),
            scales: try file.floats("\(prefix).nearest.scales")
        ).map { .lexical($0) }
    }
}
