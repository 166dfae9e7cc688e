import Dispatch
import SentenceEncoding
import Synchronization

extension TextClassifier {
    /// Trains on all texts, and learns thresholds from what each text scores while its group is held out.
    ///
    /// Uses all processors; the result does not depend on their number.
    /// - Parameter progress: Called with the share done, 0...1.
    package static func train(
        _ set: TrainingSet, phrases: PhraseTable = PhraseTable(), options: Options = Options(),
        progress: (Double) -> Void = { _ in }
    ) -> TextClassifier {
        let counts = (set.texts + set.counterexamples.map(\.terms)).map {
            FeatureSpace.counts($0, phrases: phrases, options: options.features)
        }
        let space = FeatureSpace(Array(counts.prefix(set.texts.count)), phrases: phrases, options: options.features)
        let features = counts.map { space.vector($0) }
        let vectors = set.vectors.map { $0 + set.counterexamples.map { $0.vector ?? [] } }
        let neighbours: Neighbours =
            if let vectors {
                .sentences(SentenceIndex(vectors))
            } else {
                .lexical(NearestExamples(features, featureCount: space.columnCount))
            }
        let sentences: FloatRows? = if case .sentences(let index) = neighbours { index.rows } else { nil }
        let trained = KernelRidge.train(
            features, labels: set.labels, groups: set.groups, counterLabels: set.counterexamples.map(\.label),
            labelCount: set.labelCount, columnCount: space.columnCount, options: options.ridge,
            sentences: sentences, kernel: .radial(gamma: options.gamma), offsetLabels: set.populationLabels,
            progress: progress)
        let cosines = nearestOfOthers(trained.heldOut.map(\.text), set, features, vectors, neighbours)
        let heldOut = zip(trained.heldOut, cosines).map { text, cosine in
            Calibration.HeldOut(logits: text.scores, label: set.labels[text.text], cosine: cosine)
        }
        return TextClassifier(
            space: space, ridge: KernelRidge(trained, sentences: sentences), neighbours: neighbours,
            exampleCount: set.texts.count, calibration: Calibration(heldOut), labelCount: set.labelCount,
            gamma: options.gamma)
    }

    /// For some of the texts the cosine to the nearest of all texts that are not of its group.
    private static func nearestOfOthers(
        _ texts: [Int], _ set: TrainingSet, _ features: [SparseVector], _ vectors: [[Float]]?, _ neighbours: Neighbours
    ) -> [Float] {
        let nearest = Mutex([Float](repeating: 0, count: texts.count))
        DispatchQueue.concurrentPerform(iterations: texts.count) { place in
            let text = texts[place]
            let cosines = neighbours.cosines(features[text], sentence: vectors?[text])
            var best: Float = 0
            for other in set.texts.indices where set.groups[other] != set.groups[text] {
                best = max(best, cosines[other])
            }
            let found = best
            nearest.withLock { $0[place] = found }
        }
        return nearest.withLock { $0 }
    }
}
