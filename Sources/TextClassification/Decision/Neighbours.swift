package import SentenceEncoding

/// The training texts and how close another text is to each: by sentence vectors where there are any, else by words.
package enum Neighbours: Sendable {
    case lexical(NearestExamples)
    case sentences(VectorIndex)

    package var count: Int {
        switch self {
        case .lexical(let examples): examples.scales.count
        case .sentences(let index): index.count
        }
    }

    /// The cosine to each example, in example order.
    package func cosines(_ features: SparseVector, sentence: [Float]?) -> [Float] {
        switch self {
        case .lexical(let examples): examples.cosines(features)
        case .sentences(let index):
            sentence.map { index.cosines(to: $0) } ?? [Float](repeating: 0, count: index.count)
        }
    }

    /// The closest example and its cosine; the first of equals, example 0 with 0 when there is none.
    package func nearest(_ features: SparseVector, sentence: [Float]?) -> (example: Int, cosine: Float) {
        let cosines = cosines(features, sentence: sentence)
        var best = 0
        for place in cosines.indices where cosines[place] > cosines[best] { best = place }
        return cosines.isEmpty ? (0, 0) : (best, cosines[best])
    }
}
