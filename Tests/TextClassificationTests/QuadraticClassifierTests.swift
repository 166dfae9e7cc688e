import Foundation
import SentenceEncoding
import TensorFiles
import Testing
import TextClassification

@Suite("A classifier whose cost does not grow with its training texts")
struct QuadraticClassifierTests {
    /// Texts of two labels whose vectors lie around one of two directions.
    private static func set(_ count: Int) -> TrainingSet {
        var generator = SplitMix64(seed: 5)
        let labels = (0..<count).map { $0 % 2 }
        let vectors = labels.map { vector(near: $0, &generator) }
        return TrainingSet(
            texts: (0..<count).map { ["text", "w\($0)"] }, labels: labels, labelCount: 2, vectors: vectors)
    }

    /// Two unit vectors, one for each layer of the encoder.
    private static func vector(near label: Int, _ generator: inout SplitMix64) -> [Float] {
        (0..<2).flatMap { _ in
            var values = (0..<SentenceEncoder.dimension).map { _ in Float.random(in: -1...1, using: &generator) }
            values[label] += 12
            values[2] += 12
            let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return values.map { $0 / length }
        }
    }

    @Test("it tells texts apart that it has not seen")
    func generalises() {
        let (classifier, heldOut) = QuadraticClassifier.train(Self.set(200), gamma: 0.5)
        var generator = SplitMix64(seed: 99)
        for number in 0..<40 {
            let scores = classifier.scores(["other"], sentence: Self.vector(near: number % 2, &generator))
            #expect(scores[number % 2] > scores[1 - number % 2])
        }
        #expect(heldOut.count == 200)
        for text in heldOut { #expect(text.scores[text.label] > text.scores[1 - text.label]) }
    }

    @Test("its quadratic forms are the sum of all texts' likenesses")
    func formsAreSums() {
        var generator = SplitMix64(seed: 3)
        let (texts, width, gamma) = (300, 32, Float(0.5))
        func row() -> [Float] {
            let values = (0..<width).map { _ in Float.random(in: -1...1, using: &generator) }
            let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return values.map { $0 / length * 1.41 }
        }
        let sentences = FloatRows(rows: texts, columns: width)
        let weights = FloatRows(rows: texts, columns: 3)
        for text in 0..<texts {
            sentences.write(row(), toRow: text)
            weights.write((0..<3).map { _ in Float.random(in: -1...1, using: &generator) }, toRow: text)
        }
        let forms = QuadraticForms(weights, sentences, gamma: gamma)
        let query = row()
        let products = FloatRows(rows: 1, columns: texts)
        for text in 0..<texts {
            products[row: 0, text] = zip(sentences.elements(ofRow: text), query).reduce(0) { $0 + $1.0 * $1.1 }
        }
        SentenceKernel.quadratic(gamma: gamma).apply(to: products, row: 0, count: texts)
        let values = forms.values(query)
        for label in 0..<3 {
            var sum: Float = 0
            for text in 0..<texts { sum += products[row: 0, text] * weights[row: text, label] }
            #expect(abs(values[label] - sum) < 2e-3)
        }
    }

    @Test("for the cosines that messages have, the quadratic kernel is close to the radial one")
    func kernels() {
        let sums: [Float] = [0.4, 0.6, 0.8, 1, 1.2, 1.3]
        let quadratic = FloatRows(rows: 1, columns: sums.count)
        quadratic.write(sums, toRow: 0)
        SentenceKernel.quadratic(gamma: 0.5).apply(to: quadratic, row: 0, count: sums.count)
        for (place, sum) in sums.enumerated() {
            let radial = Float(Elementary.exp(Double(sum - 2)))
            #expect(abs(quadratic[row: 0, place] / radial - 1) < 0.02, "\(sum)")
        }
    }

    @Test("two trainings give the same bits, and so does a stored and mapped one")
    func determinism() throws {
        let first = QuadraticClassifier.train(Self.set(100), gamma: 0.5).classifier
        let second = QuadraticClassifier.train(Self.set(100), gamma: 0.5).classifier
        let mapped = try QuadraticClassifier(from: Self.stored(first, prefix: "classifier"), prefix: "classifier")
        var generator = SplitMix64(seed: 8)
        let vector = Self.vector(near: 1, &generator)
        let expected = first.scores(["text", "w7"], sentence: vector).map(\.bitPattern)
        #expect(second.scores(["text", "w7"], sentence: vector).map(\.bitPattern) == expected)
        #expect(mapped.scores(["text", "w7"], sentence: vector).map(\.bitPattern) == expected)
    }

    @Test("a file without its parts is refused")
    func refused() throws {
        let classifier = QuadraticClassifier.train(Self.set(40), gamma: 0.5).classifier
        let stored = try Self.stored(classifier, prefix: "other")
        #expect(throws: TensorFile.Refusal.self) { try QuadraticClassifier(from: stored, prefix: "classifier") }
    }

    /// A classifier in a file, which stays mapped when its name is gone.
    private static func stored(_ classifier: QuadraticClassifier, prefix: String) throws -> TensorFile {
        var file = TensorFileWriter(metadata: [:])
        try classifier.store(in: &file, prefix: prefix)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("quadratic-\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(file.serialized()).write(to: URL(fileURLWithPath: path))
        return try TensorFile(path: path)
    }
}
