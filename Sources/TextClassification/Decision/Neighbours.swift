/// The training texts and how close another text is to each: by sentence where there is an encoder, else by words.
package enum Neighbours: Sendable {
    case lexical(NearestExamples)
    case sentences(SentenceIndex)

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
        case .sentences(let index): sentence.map(index.cosines) ?? [Float](repeating: 0, count: index.count)
        }
    }

    /// How alike a sentence is to each text's, 0...1, as ``KernelRidge`` compares them, and the cosines of ``cosines(_:sentence:)``;
    /// no likenesses where texts are compared by words.
    package func likenesses(
        _ features: SparseVector, sentence: [Float]?, gamma: Float
    ) -> (likenesses: [Float], cosines: [Float]) {
        guard case .sentences(let index) = self else { return ([], cosines(features, sentence: sentence)) }
        guard let sentence else {
            let zeros = [Float](repeating: 0, count: index.count)
            return (zeros, zeros)
        }
        return index.likenesses(sentence, gamma: gamma)
    }
}
