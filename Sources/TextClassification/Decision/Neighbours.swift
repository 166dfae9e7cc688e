package import SentenceEncoding

/// The training texts and how close another text is to each: by sentence where there is an encoder, else by words.
package enum Neighbours: Sendable {
    /// None are kept: the classifier has no gate.
    case none
    case lexical(NearestExamples)
    /// The last layer's halves of the texts' features, by which sentences are compared, and the third layer's, which are kept so
    /// that a text equal to an example need not be encoded.
    case sentences(last: VectorIndex, middle: VectorIndex)

    /// - Parameter features: One element a text, ``SentenceEncoder/featureCount`` numbers each.
    package static func sentences(_ features: [[Float]]) -> Neighbours {
        .sentences(
            last: VectorIndex(features.map(lastLayer)),
            middle: VectorIndex(features.map { Array($0.dropFirst(SentenceEncoder.dimension)) }))
    }

    private static func lastLayer(_ features: [Float]) -> [Float] {
        Array(features.prefix(SentenceEncoder.dimension))
    }

    package var count: Int {
        switch self {
        case .none: 0
        case .lexical(let examples): examples.scales.count
        case .sentences(let last, _): last.count
        }
    }

    /// The features of an example, off by the rounding to 8 bits; `nil` where none are kept.
    package func features(ofExample place: Int) -> [Float]? {
        guard case .sentences(let last, let middle) = self, place < last.count else { return nil }
        return last.vector(at: place) + middle.vector(at: place)
    }

    /// The cosine to each example, in example order.
    package func cosines(_ features: SparseVector, sentence: [Float]?) -> [Float] {
        switch self {
        case .none: []
        case .lexical(let examples): examples.cosines(features)
        case .sentences(let last, _):
            sentence.map { last.cosines(to: Self.lastLayer($0)) } ?? [Float](repeating: 0, count: last.count)
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
