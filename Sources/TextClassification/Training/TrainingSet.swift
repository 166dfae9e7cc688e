/// Texts with their labels, as numbers.
package struct TrainingSet: Sendable {
    /// The terms of each text.
    package var texts: [[String]]
    /// One element a text, `0..<labelCount`.
    package var labels: [Int]
    /// One element a text: texts of one group are near-copies (a template's sentences) and are never parted by a fold.
    package var groups: [Int]
    package var labelCount: Int
    /// What the encoder gave of each text, ``SentenceEncoder/featureCount`` elements; `nil` to classify by words alone.
    package var vectors: [[Float]]?
    /// Texts that are known not to belong to a label.
    package var counterexamples: [Counterexample]
    /// The labels of all the texts from which these were drawn, whose shares every text has before it is looked at; `nil` for those
    /// of these texts.
    package var populationLabels: [Int]?

    /// A text that does not belong to a label.
    package struct Counterexample: Sendable {
        package var terms: [String]
        package var label: Int
        package var vector: [Float]?

        package init(terms: [String], label: Int, vector: [Float]? = nil) {
            self.terms = terms
            self.label = label
            self.vector = vector
        }
    }

    package init(
        texts: [[String]], labels: [Int], groups: [Int]? = nil, labelCount: Int,
        vectors: [[Float]]? = nil, counterexamples: [Counterexample] = [], populationLabels: [Int]? = nil
    ) {
        precondition(texts.count == labels.count && (groups?.count ?? texts.count) == texts.count)
        precondition((vectors?.count ?? texts.count) == texts.count)
        self.texts = texts
        self.labels = labels
        self.groups = groups ?? Array(texts.indices)
        self.labelCount = labelCount
        self.vectors = vectors
        self.counterexamples = counterexamples
        self.populationLabels = populationLabels
    }

    /// The fold of each text, so that every label spreads over all folds as evenly as its groups allow.
    ///
    /// Groups are dealt out in an order drawn from `seed`, the same for every run.
    package func folds(_ count: Int, seed: UInt64) -> [Int] {
        var folds = [Int](repeating: 0, count: texts.count)
        var random = SplitMix64(seed: seed)
        var next = 0
        var members = [[Int]](repeating: [], count: labelCount)
        for (text, label) in labels.enumerated() { members[label].append(text) }
        for label in 0..<labelCount {
            var order: [Int] = []
            for text in members[label] where order.last != groups[text] && !order.contains(groups[text]) {
                order.append(groups[text])
            }
            for place in order.indices.reversed() where place > 0 {
                order.swapAt(place, Int(random.next() % UInt64(place + 1)))
            }
            for group in order {
                for text in members[label] where groups[text] == group { folds[text] = next % count }
                next += 1
            }
        }
        return folds
    }
}
