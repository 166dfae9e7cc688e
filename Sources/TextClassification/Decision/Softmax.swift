/// Scores as probabilities.
package enum Softmax {
    /// exp(score / temperature), scaled to a sum of 1 but for rounding; one element a score.
    package static func probabilities(_ scores: [Float], temperature: Double = 1) -> [Double] {
        var highest = scores.first ?? 0
        for score in scores where score > highest { highest = score }
        var probabilities = [Double](repeating: 0, count: scores.count)
        var sum = 0.0
        for place in scores.indices {
            let value = Elementary.exp((Double(scores[place]) - Double(highest)) / temperature)
            probabilities[place] = value
            sum += value
        }
        for place in probabilities.indices { probabilities[place] /= sum }
        return probabilities
    }
}
