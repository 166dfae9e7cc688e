/// The training texts and how close another text is to each: by sentence where there is an encoder, else by words.
package enum Neighbours: Sendable {
    case lexical(NearestExamples)
    case sentences(SentenceIndex)

    package var count: Int {
        switch self {
        case .lexical(let examples): examples.count
        case .sentences(let index): index.count
        }
    }

    /// The cosine to each example, in example order.
    package func cosines(_ features: SparseVector, sentence: [Float]?) -> [Float] {
        switch self {
        case .lexical(let examples): examples.cosines(features)
        case .sentences(let index): sentence.map(index.cosines) ?? [Float](repeating: 0, count: index.count)
        }
    }

    /// How alike a sentence is to each text's, 0...1, as ``KernelRidge`` compares them; none where texts are compared by words.
    package func likenesses(sentence: [Float]?, gamma: Float) -> [Float] {
        guard case .sentences(let index) = self else { return [] }
        guard let sentence else { return [Float](repeating: 0, count: index.count) }
        return index.likenesses(sentence, gamma: gamma, givesCosines: false).likenesses
    }

    /// The likenesses, and of the first texts the one with the largest cosine; the first of equals, text 0 with 0 when there is
    /// none.
    package func compare(
        _ features: SparseVector, sentence: [Float]?, gamma: Float, nearestAmong count: Int
    ) -> (likenesses: [Float], nearest: (example: Int, cosine: Float)) {
        switch self {
        case .lexical(let examples):
            return ([], examples.nearest(features, among: count))
        case .sentences(let index):
            guard let sentence else { return ([Float](repeating: 0, count: index.count), (0, 0)) }
            let (likenesses, cosines) = index.likenesses(sentence, gamma: gamma, givesCosines: true)
            let (place, cosine) = cosines.withUnsafeBufferPointer { Largest.element(of: $0, first: count) }
            return (likenesses, (place, cosine))
        }
    }
}
