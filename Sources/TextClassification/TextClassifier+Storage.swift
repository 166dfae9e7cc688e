import Foundation
import SentenceEncoding
package import TensorFiles

extension TextClassifier {
    /// The parts of the stored form that are not arrays.
    private struct Header: Codable {
        var labelCount: Int
        var calibration: Calibration
        var exampleCount: Int
        var textCount: Int
        var gamma: Float
    }

    /// Adds all of the classifier to a file, under names that start with `prefix` and a full stop.
    package func store(in file: inout TensorFileWriter, prefix: String = "classifier") throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(
            labelCount: labelCount, calibration: calibration, exampleCount: exampleCount,
            textCount: ridge.texts.texts, gamma: gamma)
        file.add("\(prefix).header", [UInt8](try encoder.encode(header)))
        try space.store(in: &file, prefix: prefix)
        file.add("\(prefix).lexical", ridge.lexical.bytes)
        file.add("\(prefix).lexical.scales", ridge.lexical.factors)
        file.add("\(prefix).texts", ridge.texts.bytes)
        file.add("\(prefix).texts.scales", ridge.texts.factors)
        file.add("\(prefix).offsets", ridge.offsets)
        switch neighbours {
        case .lexical(let examples):
            file.add("\(prefix).nearest.starts", examples.starts)
            file.add("\(prefix).nearest.gaps", examples.gaps.array)
            file.add("\(prefix).nearest.shares", examples.shares.array)
            file.add("\(prefix).nearest.largest", examples.largest)
            file.add("\(prefix).nearest.count", [UInt32(examples.count)])
        case .sentences(let sentences):
            sentences.subspaces.store(in: &file, prefix: prefix)
            for (name, index) in [("last", sentences.last), ("middle", sentences.middle)] {
                file.add("\(prefix).\(name).panels", index.panelBytes)
                file.add("\(prefix).\(name).steps", index.steps)
                file.add("\(prefix).\(name).middles", index.middles)
            }
        }
    }

    /// Reads what ``store(in:)`` wrote; the weights stay in the mapped file.
    package init(from file: TensorFile, prefix: String = "classifier") throws(TensorFile.Refusal) {
        let bytes = try file.bytes("\(prefix).header")
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)), header.labelCount > 0,
            header.labelCount < 1 << 20, header.textCount >= 0, header.exampleCount >= 0, header.gamma.isFinite
        else { throw TensorFile.Refusal("its classifier header cannot be read") }
        let space = try FeatureSpace(from: file, prefix: prefix)
        guard let neighbours = try Self.neighbours(from: file, prefix, header),
            case let scales = try file.mappedFloats("\(prefix).lexical.scales"),
            let lexical = QuantizedRows(
                mapped: try file.mappedBytes("\(prefix).lexical"), scales: (scales.pointer, scales.count),
                rows: space.columnCount, columns: header.labelCount, .eightBits),
            case let textScales = try file.mappedFloats("\(prefix).texts.scales"),
            let texts = TextWeights(
                mapped: try file.mappedBytes("\(prefix).texts"), scales: (textScales.pointer, textScales.count),
                texts: header.textCount, labels: header.labelCount),
            case let offsets = try file.floats("\(prefix).offsets"), offsets.count == header.labelCount,
            header.textCount == 0 || header.textCount == neighbours.count, header.exampleCount <= neighbours.count
        else { throw TensorFile.Refusal("the parts of its classifier do not fit each other") }
        self.init(
            space: space,
            ridge: KernelRidge(lexical: lexical, texts: texts, offsets: offsets), neighbours: neighbours,
            exampleCount: header.exampleCount, calibration: header.calibration, labelCount: header.labelCount,
            gamma: header.gamma)
    }

    private static func neighbours(
        from file: TensorFile, _ prefix: String, _ header: Header
    ) throws(TensorFile.Refusal) -> Neighbours? {
        if header.textCount > 0 {
            let subspaces = try SentenceSubspaces(from: file, prefix: prefix)
            guard let last = try index("last", width: subspaces.last.dimension, of: file, prefix, header),
                let middle = try index("middle", width: subspaces.middle.dimension, of: file, prefix, header)
            else { return nil }
            return SentenceIndex(subspaces: subspaces, last: last, middle: middle).map { .sentences($0) }
        }
        return NearestExamples(
            starts: try file.unsignedIntegers("\(prefix).nearest.starts"),
            gaps: try file.mapped("\(prefix).nearest.gaps", as: UInt16.self),
            shares: try file.mapped("\(prefix).nearest.shares", as: UInt16.self),
            largest: try file.floats("\(prefix).nearest.largest"),
            count: Int(try file.unsignedIntegers("\(prefix).nearest.count").first ?? 0)
        ).map { .lexical($0) }
    }

    /// One layer of a ``SentenceIndex``; `nil` when its parts do not fit each other.
    private static func index(
        _ name: String, width: Int, of file: TensorFile, _ prefix: String, _ header: Header
    ) throws(TensorFile.Refusal) -> VectorIndex? {
        let panels = try file.mappedBytes("\(prefix).\(name).panels")
        return VectorIndex(
            panels: panels.pointer, count: panels.count, owner: panels.owner,
            steps: try file.floats("\(prefix).\(name).steps"), middles: try file.floats("\(prefix).\(name).middles"),
            count: header.textCount, width: width)
    }
}
