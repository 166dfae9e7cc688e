import TextAnalysis
import TextClassification

extension LabelledExamples {
    /// The fold of each example, so that every intent spreads over all folds as evenly as its groups allow and no group is
    /// parted; the same in every run.
    package func folds(_ count: Int) -> [Int] {
        TrainingSet(
            texts: [[String]](repeating: [], count: examples.count), labels: examples.map(\.intent),
            groups: examples.map(\.group), labelCount: intents.count
        ).folds(count, seed: Self.foldSeed)
    }

    /// Another one than training uses, so that folds within folds are drawn afresh.
    private static let foldSeed: UInt64 = 2

    /// What there is to train on when one fold is kept for testing.
    ///
    /// - Parameter places: The fold of each example, from ``folds(_:)``.
    /// - Returns: All else; without counterexamples that are tested sentences, as those would tell what is asked.
    package func leavingOut(_ fold: Int, of places: [Int]) -> LabelledExamples {
        precondition(places.count == examples.count)
        var part = self
        part.examples = zip(examples, places).filter { $1 != fold }.map(\.0)
        let tested = Set(zip(examples, places).filter { $1 == fold }.map { Utterance($0.0.text).normalized })
        part.counterexamples = counterexamples.filter { !tested.contains(Utterance($0.text).normalized) }
        return part
    }
}
