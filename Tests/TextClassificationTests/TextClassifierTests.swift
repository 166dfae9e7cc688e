import Foundation
import TensorFiles
import Testing
import TextClassification

@Suite("A classifier learns labels from examples")
struct TextClassifierTests {
    /// Three labels that share words, ten texts each.
    static let set: TrainingSet = {
        let subjects = ["it", "the shoulder", "my neck", "this", "everything"]
        let labels = [
            ["is {} worse today", "why does {} hurt more"], ["can i put ice on {}", "is a cold pack good for {}"],
            ["may i warm {} up", "is a heat pad ok for {}"],
        ]
        var texts: [[String]] = []
        var numbers: [Int] = []
        for (label, forms) in labels.enumerated() {
            for form in forms {
                for subject in subjects {
                    texts.append(form.replacing("{}", with: subject).split(separator: " ").map(String.init))
                    numbers.append(label)
                }
            }
        }
        return TrainingSet(texts: texts, labels: numbers, labelCount: 3)
    }()

    @Test("it answers questions that it has not seen")
    func generalises() {
        let classifier = TextClassifier.train(Self.set)
        for (text, label) in [("why is my arm worse", 0), ("put some ice on", 1), ("use a warm heat pad", 2)] {
            let ranking = classifier.rank(text.split(separator: " ").map(String.init))
            #expect(ranking.order.first == label, "\(text)")
            #expect(ranking.confidences.reduce(0, +) > 0.999_999)
        }
    }

    @Test("what shares nothing with the examples is out of scope")
    func scope() {
        let classifier = TextClassifier.train(Self.set)
        #expect(!classifier.rank(["zzz", "qqq"]).inScope)
        #expect(!classifier.rank([]).inScope)
        #expect(classifier.rank(["can", "i", "put", "ice", "on", "my", "neck"]).inScope)
    }

    @Test("two trainings give the same bits, and so does a stored and mapped one")
    func determinism() throws {
        let first = TextClassifier.train(Self.set)
        let second = TextClassifier.train(Self.set)
        var file = TensorFileWriter(metadata: [:])
        try first.store(in: &file)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("classifier-\(UUID()).safetensors")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(file.serialized()).write(to: URL(fileURLWithPath: path))
        let mapped = try TextClassifier(from: TensorFile(path: path))
        let terms = ["why", "does", "my", "neck", "hurt"]
        #expect(first.rank(terms).logits.map(\.bitPattern) == second.rank(terms).logits.map(\.bitPattern))
        #expect(first.rank(terms).logits.map(\.bitPattern) == mapped.rank(terms).logits.map(\.bitPattern))
        #expect(first.calibration == mapped.calibration)
    }

    /// In ridge regression what a training text scores, compared as training compares it, is its target less λ times its own weight: no
    /// rounding of the weights may show, though thousands of them, each a little off, would move every score the same way.
    @Test("each training text scores what the regression says, among two thousand")
    func exactWeights() throws {
        var generator = SplitMix64(seed: 7)
        func unit() -> [Float] {
            let values = (0..<384).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
            let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return values.map { $0 / length }
        }
        let count = 2000
        let vectors = (0..<count).map { _ in unit() + unit() }
        let labels = (0..<count).map { _ in Float.random(in: 0...1, using: &generator) < 0.7 ? 0 : 1 }
        let texts = (0..<count).map { ["text", "w\($0)"] }
        let set = TrainingSet(texts: texts, labels: labels, labelCount: 2, vectors: vectors)
        let classifier = TextClassifier.train(set)
        let ridge = KernelRidge.Options().ridge
        guard case .sentences(let index) = classifier.neighbours else { throw Failure.comparesWords }
        let compared = index.rows
        let rows = (0..<count).map { compared.elements(ofRow: $0) }
        var worst: Float = 0
        for text in stride(from: 0, to: count, by: 40) {
            let likenesses = rows.map { row -> Float in
                let cosines = zip(row, rows[text]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                return Float(Elementary.exp(Double(2 * classifier.gamma * (cosines - 2))))
            }
            let scores = classifier.ridge.scores(classifier.space.vector(texts[text]), likenesses: likenesses)
            let weights = classifier.ridge.texts.elements(ofText: text)
            for label in 0..<2 {
                let target: Float = labels[text] == label ? 1 : 0
                worst = max(worst, abs(scores[label] - target + ridge * weights[label]))
            }
        }
        #expect(worst < 0.01)
    }

    private enum Failure: Error { case comparesWords }

    @Test("a counterexample pushes its text away from a label")
    func counterexamples() {
        let terms = ["is", "the", "ice", "warm"]
        let without = TextClassifier.train(Self.set)
        var set = Self.set
        let top = without.rank(terms).order[0]
        set.counterexamples = [.init(terms: terms, label: top)]
        let with = TextClassifier.train(set)
        #expect(with.rank(terms).confidences[top] < without.rank(terms).confidences[top])
    }

    @Test("a template's sentences are never parted by a fold")
    func folds() {
        var set = Self.set
        set.groups = set.groups.map { $0 / 5 }
        let folds = set.folds(5, seed: 7)
        for (text, fold) in folds.enumerated() {
            #expect(fold == folds[text / 5 * 5])
        }
        #expect(set.folds(5, seed: 7) == folds)
        #expect(Set(Self.set.folds(5, seed: 7)).count == 5)
    }
}

@Suite("Principal subspace")
struct PrincipalSubspaceTests {
    /// Forty vectors that differ along six directions of 384.
    private static func vectors(_ generator: inout SplitMix64) -> [[Float]] {
        let directions = (0..<6).map { _ in (0..<384).map { _ in Float.random(in: -1...1, using: &generator) } }
        return (0..<40).map { _ in
            let shares = (0..<6).map { _ in Float.random(in: -1...1, using: &generator) }
            return (0..<384).map { element in
                zip(shares, directions).reduce(0) { $0 + $1.0 * $1.1[element] }
            }
        }
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Float {
        func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
    }

    @Test("vectors of few directions keep their cosines", arguments: [16, 32])
    func cosines(dimension: Int) {
        var generator = SplitMix64(seed: 1)
        let vectors = Self.vectors(&generator)
        let subspace = PrincipalSubspace(fitting: vectors.map { $0[...] }, width: 384, dimension: dimension)
        let projected = vectors.map { subspace.project($0[...]) }
        #expect(projected.allSatisfy { $0.count == dimension })
        for other in 1..<40 {
            let difference = Self.cosine(vectors[0], vectors[other]) - Self.cosine(projected[0], projected[other])
            #expect(abs(difference) < 1e-3)
        }
    }

    @Test("of more directions than fit, the strongest are kept")
    func strongest() {
        var generator = SplitMix64(seed: 2)
        // Element 0 and 1 are large, the others small.
        let vectors = (0..<200).map { _ in
            (0..<384).map { element in Float.random(in: -1...1, using: &generator) * (element < 2 ? 30 : 0.1) }
        }
        let subspace = PrincipalSubspace(fitting: vectors.map { $0[...] }, width: 384, dimension: 16)
        for element in 0..<2 {
            let kept = subspace.directions.elements(ofRow: element).reduce(0) { $0 + $1 * $1 }
            #expect(abs(kept - 1) < 1e-3)
        }
    }

    @Test("no vectors, or only zeros, give no direction and no fault")
    func nothing() {
        for vectors in [[], [[Float](repeating: 0, count: 384)]] {
            let subspace = PrincipalSubspace(fitting: vectors.map { $0[...] }, width: 384, dimension: 16)
            #expect(subspace.project([Float](repeating: 0.05, count: 384)[...]) == [Float](repeating: 0, count: 16))
        }
    }
}
