/// Which intents were taken for which.
package struct Confusions: Sendable {
    /// Questions of one intent that were taken for another.
    package struct Pair: Sendable {
        package let intent: String
        package let predicted: String
        /// The surest first; equal ones in the order of the test.
        package let results: [IntentReport.Result]
    }

    /// All intents: those of training in their order, then those that only the test has, by name.
    package let intents: [String]
    /// `counts[i][p]` questions of intent `i` were taken for `p`, in the order of ``intents``.
    package let counts: [[Int]]
    /// Mistakes, the most frequent pair first; equally frequent ones in the order of ``intents``.
    package let pairs: [Pair]

    package init(_ report: IntentReport) {
        let known = Set(report.intents)
        intents = report.intents + Set(report.results.map(\.intent)).subtracting(known).sorted()
        let places = Dictionary(uniqueKeysWithValues: intents.enumerated().map { ($1, $0) })
        var counts = [[Int]](repeating: [Int](repeating: 0, count: intents.count), count: intents.count)
        var mistakes: [[Int]: [IntentReport.Result]] = [:]
        for result in report.results {
            guard let actual = places[result.intent], let predicted = places[result.predicted] else { continue }
            counts[actual][predicted] += 1
            if actual != predicted { mistakes[[actual, predicted], default: []].append(result) }
        }
        self.counts = counts
        let intents = intents
        let order = mistakes.sorted {
            ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1])
        }
        pairs = order.map { key, results in
            let sorted = results.enumerated().sorted {
                ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset)
            }
            return Pair(intent: intents[key[0]], predicted: intents[key[1]], results: sorted.map(\.element))
        }
    }

    /// The places of the intents to draw: all when there are few, else those with a mistake, and of those the ones with the
    /// most when they are still too many. In the order of ``intents``.
    package func telling(all few: Int = 20, most: Int = 40) -> [Int] {
        if intents.count <= few { return Array(intents.indices) }
        let mistakes = intents.indices.map { place in
            intents.indices.reduce(0) { $0 + ($1 == place ? 0 : counts[place][$1] + counts[$1][place]) }
        }
        let confused = intents.indices.filter { mistakes[$0] > 0 }
        return confused.sorted { (mistakes[$1], $0) < (mistakes[$0], $1) }.prefix(most).sorted()
    }
}
