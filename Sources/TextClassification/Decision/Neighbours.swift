package import SentenceEncoding

/// The training texts and how close another text is to each: by sentence where there is an encoder, else by words.
package enum Neighbours: Sendable {
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
        case .lexical(let examples): examples.cosines(features)
        case .sentences(let last, _):
            sentence.map { last.cosines(to: Self.lastLayer($0)) } ?? [Float](repeating: 0, count: last.count)
        }
    }

    /// How alike a sentence is to each text's, 0...1, as ``KernelRidge`` compares them, and the cosines of ``cosines(_:sentence:)``;
    /// no likenesses where texts are compared by words.
    package func likenesses(
        _ features: SparseVector, sentence: [Float]?, gamma: Float
    ) -> (likenesses: [Float], cosines: [Float]) {
        guard case .sentences(let last, let middle) = self else {
            return ([], cosines(features, sentence: sentence))
        }
        guard let sentence else {
            let zeros = [Float](repeating: 0, count: last.count)
            return (zeros, zeros)
        }
        return VectorIndex.likenesses(
            of: (Self.lastLayer(sentence), Array(sentence.dropFirst(SentenceEncoder.dimension))), to: last, middle,
            gamma: gamma)
    }
}
