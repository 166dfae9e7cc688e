/// From a text's terms and its sentence vector to label scores, in a time that does not depend on how many texts it was trained on.
///
/// The regression of a ``TextClassifier`` with a quadratic kernel, ``SentenceKernel``, for those who need many texts, few labels, and
/// neither a gate nor the nearest text. Immutable once trained; any number of threads may use it.
package struct QuadraticClassifier: Sendable {
    package let space: FeatureSpace
    package let subspaces: SentenceSubspaces
    /// Lexical features a row, labels a column.
    package let lexical: QuantizedRows
    package let forms: QuadraticForms
    /// What every text has before it is looked at; one element a label.
    package let offsets: [Float]

    package var labelCount: Int { offsets.count }

    /// `nil` when the parts do not fit each other.
    package init?(
        space: FeatureSpace, subspaces: SentenceSubspaces, lexical: QuantizedRows, forms: QuadraticForms,
        offsets: [Float]
    ) {
        guard lexical.rows == space.columnCount, lexical.columns == offsets.count, forms.labels == offsets.count,
            forms.width == subspaces.dimension, offsets.allSatisfy(\.isFinite)
        else { return nil }
        self.space = space
        self.subspaces = subspaces
        self.lexical = lexical
        self.forms = forms
        self.offsets = offsets
    }

    /// About 1 for the label that a text has and 0 for the others, but unbounded; one element a label.
    ///
    /// - Parameter sentence: What the encoder gave of the text; `nil` where there is none.
    /// - Complexity: O(*n* · *L* + *w*² · *L*) in features, labels and the vector's elements.
    package func scores(_ terms: [String], sentence: [Float]?) -> [Float] {
        let sum = FloatRows(rows: 1, columns: labelCount)
        sum.write(offsets, toRow: 0)
        lexical.add(space.vector(terms), to: sum)
        let scores = sum.elements(ofRow: 0)
        guard let sentence else { return scores }
        return zip(scores, forms.values(subspaces.project(sentence))).map { $0 + $1 }
    }
}
