package import TensorFiles

extension QuadraticClassifier {
    /// Adds all of the classifier to a file, under names that start with `prefix` and a full stop.
    package func store(in file: inout TensorFileWriter, prefix: String) throws {
        try space.store(in: &file, prefix: prefix)
        subspaces.store(in: &file, prefix: prefix)
        file.add("\(prefix).lexical", lexical.bytes)
        file.add("\(prefix).lexical.scales", lexical.factors)
        file.add("\(prefix).forms", forms.rows.bytes)
        file.add("\(prefix).forms.scales", forms.rows.factors)
        file.add("\(prefix).forms.constants", forms.constants)
        file.add("\(prefix).offsets", offsets)
    }

    /// Reads what ``store(in:prefix:)`` wrote; the weights stay in the mapped file.
    package init(from file: TensorFile, prefix: String) throws(TensorFile.Refusal) {
        let space = try FeatureSpace(from: file, prefix: prefix)
        let subspaces = try SentenceSubspaces(from: file, prefix: prefix)
        let offsets = try file.floats("\(prefix).offsets")
        let lexicalScales = try file.mappedFloats("\(prefix).lexical.scales")
        let formScales = try file.mappedFloats("\(prefix).forms.scales")
        guard
            let lexical = QuantizedRows(
                mapped: try file.mappedBytes("\(prefix).lexical"), scales: (lexicalScales.pointer, lexicalScales.count),
                rows: space.columnCount, columns: offsets.count, .eightBits),
            let rows = QuantizedRows(
                mapped: try file.mappedBytes("\(prefix).forms"), scales: (formScales.pointer, formScales.count),
                rows: subspaces.dimension + 1, columns: subspaces.dimension * offsets.count, .sixteenBits),
            let forms = QuadraticForms(
                width: subspaces.dimension, rows: rows, constants: try file.floats("\(prefix).forms.constants")),
            let classifier = QuadraticClassifier(
                space: space, subspaces: subspaces, lexical: lexical, forms: forms, offsets: offsets)
        else { throw TensorFile.Refusal("the parts of its classifier do not fit each other") }
        self = classifier
    }
}
