/// Measures of a classifier, each a plain function of predictions.
package enum Scores {
    /// The share of equal elements, 0...1.
    package static func accuracy(_ predicted: [Int], _ actual: [Int]) -> Double {
        actual.isEmpty ? 0 : Double(zip(predicted, actual).count { $0 == $1 }) / Double(actual.count)
    }

    /// The mean over labels of the harmonic mean of precision and recall; labels that stand in neither are left out.
    package static func macroF1(_ predicted: [Int], _ actual: [Int], labels: Int) -> Double {
        var hits = [Int](repeating: 0, count: labels)
        var claims = hits
        var truths = hits
        for (p, a) in zip(predicted, actual) {
            claims[p] += 1
            truths[a] += 1
            if p == a { hits[p] += 1 }
        }
        var sum = 0.0
        var counted = 0
        for label in 0..<labels where claims[label] + truths[label] > 0 {
            sum += 2 * Double(hits[label]) / Double(claims[label] + truths[label])
            counted += 1
        }
        return counted == 0 ? 0 : sum / Double(counted)
    }

    /// The chance that a positive scores above a negative, ties counting half.
    ///
    /// Source: Fawcett 2006, *An introduction to ROC analysis*, doi:10.1016/j.patrec.2005.10.010.
    package static func areaUnderROC(positives: [Double], negatives: [Double]) -> Double {
        guard !positives.isEmpty, !negatives.isEmpty else { return 0 }
        let sorted = negatives.sorted()
        func below(_ value: Double, _ isBelow: (Double) -> Bool) -> Int {
            var low = 0
            var high = sorted.count
            while low < high {
                let middle = (low + high) / 2
                if isBelow(sorted[middle]) { low = middle + 1 } else { high = middle }
            }
            return low
        }
        var sum = 0.0
        for value in positives {
            sum += Double(below(value) { $0 < value }) + Double(below(value) { $0 <= value })
        }
        return sum / 2 / Double(positives.count) / Double(negatives.count)
    }

    /// The share of negatives below the value that `rejected` of the positives lie below.
    package static func recall(negatives: [Double], positives: [Double], rejecting rejected: Double) -> Double {
        guard !positives.isEmpty, !negatives.isEmpty else { return 0 }
        let sorted = positives.sorted()
        let threshold = sorted[min(sorted.count - 1, Int(rejected * Double(sorted.count)))]
        return Double(negatives.count { $0 < threshold }) / Double(negatives.count)
    }

    /// How far confidence and accuracy lie apart, over 15 bins of equal width, 0...1.
    ///
    /// Source: Naeini et al. 2015, *Obtaining Well Calibrated Probabilities Using Bayesian Binning*, AAAI.
    package static func calibrationError(_ confidences: [Double], _ right: [Bool], bins: Int = 15) -> Double {
        var error = 0.0
        for bin in reliability(confidences, right, bins: bins) where bin.count > 0 {
            error += Double(bin.count) / Double(max(1, confidences.count)) * abs(bin.accuracy - bin.confidence)
        }
        return error
    }

    /// Mean confidence and accuracy of each bin of equal width.
    package static func reliability(
        _ confidences: [Double], _ right: [Bool], bins: Int = 15
    ) -> [(count: Int, confidence: Double, accuracy: Double)] {
        var counts = [Int](repeating: 0, count: bins)
        var sums = [Double](repeating: 0, count: bins)
        var hits = [Int](repeating: 0, count: bins)
        for (confidence, isRight) in zip(confidences, right) {
            let bin = min(bins - 1, max(0, Int(confidence * Double(bins))))
            counts[bin] += 1
            sums[bin] += confidence
            if isRight { hits[bin] += 1 }
        }
        return counts.indices.map { bin in
            let count = Double(max(1, counts[bin]))
            return (counts[bin], sums[bin] / count, Double(hits[bin]) / count)
        }
    }
}
