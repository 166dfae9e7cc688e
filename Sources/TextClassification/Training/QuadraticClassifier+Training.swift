extension QuadraticClassifier {
    /// What a text scored while its group was held out.
    package struct HeldOut: Sendable {
        package let scores: [Float]
        package let label: Int

        package init(scores: [Float], label: Int) {
            self.scores = scores
            self.label = label
        }
    }

    /// Trains on texts with their vectors, and gives what each scores while its group is held out.
    ///
    /// Uses all processors; the result does not depend on their number.
    /// - Parameters:
    ///   - set: With vectors and without counterexamples.
    ///   - gamma: That of ``SentenceKernel/quadratic(gamma:)``.
    ///   - progress: Called with the share done, 0...1.
    package static func train(
        _ set: TrainingSet, gamma: Float, features: FeatureOptions = FeatureOptions(),
        ridge: KernelRidge.Options = KernelRidge.Options(), progress: (Double) -> Void = { _ in }
    ) -> (classifier: QuadraticClassifier, heldOut: [HeldOut]) {
        guard let vectors = set.vectors, set.counterexamples.isEmpty else {
            preconditionFailure("a quadratic classifier compares sentences, and texts of known labels alone")
        }
        let counts = set.texts.map { FeatureSpace.counts($0, phrases: PhraseTable(), options: features) }
        let space = FeatureSpace(counts, phrases: PhraseTable(), options: features)
        let subspaces = SentenceSubspaces(fitting: vectors)
        let sentences = FloatRows(rows: vectors.count, columns: subspaces.dimension)
        for (text, vector) in vectors.enumerated() { sentences.write(subspaces.project(vector), toRow: text) }
        let trained = KernelRidge.train(
            counts.map { space.vector($0) }, labels: set.labels, groups: set.groups, counterLabels: [],
            labelCount: set.labelCount, columnCount: space.columnCount, options: ridge, sentences: sentences,
            kernel: .quadratic(gamma: gamma), offsetLabels: set.populationLabels, progress: progress)
        let classifier = QuadraticClassifier(
            space: space, subspaces: subspaces, lexical: trained.lexical,
            forms: QuadraticForms(trained.weights, sentences, gamma: gamma), offsets: trained.offsets)
        guard let classifier else { preconditionFailure("what was trained together fits") }
        return (classifier, trained.heldOut.map { HeldOut(scores: $0.scores, label: set.labels[$0.text]) })
    }
}
