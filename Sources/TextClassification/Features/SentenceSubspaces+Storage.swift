import SentenceEncoding
import TensorFiles

extension SentenceSubspaces {
    /// Adds the directions to a file, under names that start with `prefix` and a full stop.
    func store(in file: inout TensorFileWriter, prefix: String) {
        for (name, subspace) in [("last", last), ("middle", middle)] {
            file.add("\(prefix).\(name).directions", subspace.directions.bytes)
            file.add("\(prefix).\(name).directions.scales", subspace.directions.factors)
        }
    }

    /// Reads what ``store(in:prefix:)`` wrote; the directions stay in the mapped file.
    init(from file: TensorFile, prefix: String) throws(TensorFile.Refusal) {
        func subspace(_ name: String, _ dimension: Int) throws(TensorFile.Refusal) -> PrincipalSubspace? {
            let scales = try file.mappedFloats("\(prefix).\(name).directions.scales")
            return QuantizedRows(
                mapped: try file.mappedBytes("\(prefix).\(name).directions"), scales: (scales.pointer, scales.count),
                rows: SentenceEncoder.dimension, columns: dimension, .sixteenBits
            ).map { PrincipalSubspace(directions: $0) }
        }
        guard let last = try subspace("last", Self.dimensions.last),
            let middle = try subspace("middle", Self.dimensions.middle),
            let subspaces = SentenceSubspaces(last: last, middle: middle)
        else { throw TensorFile.Refusal("its directions do not fit the encoder") }
        self = subspaces
    }
}
