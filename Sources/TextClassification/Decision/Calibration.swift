/// What held-out texts teach about scores: how sure a score is, and how low is too low.
package struct Calibration: Sendable, Codable, Equatable {
    /// Scores are divided by this before they become probabilities.
    package var temperature: Double
    /// Mean and standard deviation of the highest score of held-out texts.
    package var scoreMean: Double
    package var scoreDeviation: Double
    /// Mean and standard deviation of the cosine to the nearest example.
    package var cosineMean: Double
    package var cosineDeviation: Double
    /// Below this gate value a text is out of scope: the 5 % quantile of held-out texts.
    package var threshold: Double
    /// Below this lead in confidence over the runner-up a text is unclear: see ``marginShare``.
    package var margin: Double

    /// The share of in-scope texts that the gate may refuse.
    package static let rejectedShare = 0.05
    /// The share of rightly answered texts that may lie below the margin.
    package static let marginShare = 0.05

    /// One text that the classifier had not been trained on.
    package struct HeldOut: Sendable {
        package let logits: [Float]
        package let label: Int
        package let cosine: Float

        package init(logits: [Float], label: Int, cosine: Float) {
            self.logits = logits
            self.label = label
            self.cosine = cosine
        }

        var best: Int {
            var best = 0
            for place in logits.indices where logits[place] > logits[best] { best = place }
            return best
        }
    }

    /// Fits all values to held-out texts; neutral values when there are none.
    package init(_ heldOut: [HeldOut]) {
        let temperature = Self.fitTemperature(heldOut)
        self.temperature = temperature
        (scoreMean, scoreDeviation) = Self.moments(heldOut.map { Double($0.logits[$0.best]) })
        (cosineMean, cosineDeviation) = Self.moments(heldOut.map { Double($0.cosine) })
        threshold = -.infinity
        margin = 0
        let gates = heldOut.map { gate(score: $0.logits[$0.best], cosine: $0.cosine) }
        threshold = Self.quantile(gates, Self.rejectedShare) ?? -100
        let leads = heldOut.filter { $0.best == $0.label }.map { text -> Double in
            let sorted = Softmax.probabilities(text.logits, temperature: temperature).sorted(by: >)
            return sorted.count > 1 ? sorted[0] - sorted[1] : 1
        }
        margin = Self.quantile(leads, Self.marginShare) ?? 0
    }

    /// How much a text looks like those that the classifier knows: 0 for an average one, lower for a stranger one.
    package func gate(score: Float, cosine: Float) -> Double {
        (Double(score) - scoreMean) / scoreDeviation + (Double(cosine) - cosineMean) / cosineDeviation
    }

    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        guard values.count > 1 else { return (values.first ?? 0, 1) }
        var sum = 0.0
        for value in values { sum += value }
        let mean = sum / Double(values.count)
        var squares = 0.0
        for value in values { squares += (value - mean) * (value - mean) }
        return (mean, max((squares / Double(values.count)).squareRoot(), 1e-6))
    }

    package static func quantile(_ values: [Double], _ share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    /// The temperature of the highest likelihood, by golden-section search over its logarithm.
    ///
    /// Source: Guo et al. 2017, *On Calibration of Modern Neural Networks*, arXiv:1706.04599.
    private static func fitTemperature(_ heldOut: [HeldOut]) -> Double {
        guard !heldOut.isEmpty else { return 1 }
        func loss(_ logTemperature: Double) -> Double {
            let temperature = Elementary.exp(logTemperature)
            var total = 0.0
            for text in heldOut {
                let p = Softmax.probabilities(text.logits, temperature: temperature)[text.label]
                total -= Elementary.log(max(p, 1e-300))
            }
            return total
        }
        let ratio = 0.6180339887498949
        var (low, high) = (-3.0, 3.0)
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (leftLoss, rightLoss) = (loss(left), loss(right))
        for _ in 0..<28 {
            if leftLoss < rightLoss {
                (high, right, rightLoss) = (right, left, leftLoss)
                left = high - ratio * (high - low)
                leftLoss = loss(left)
            } else {
                (low, left, leftLoss) = (left, right, rightLoss)
                right = low + ratio * (high - low)
                rightLoss = loss(right)
            }
        }
        return Elementary.exp((low + high) / 2)
    }
}
