import Evaluation
import Testing

@Suite("The measures agree with what comes out by hand")
struct ScoresTests {
    private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    @Test("accuracy is the share of equal labels")
    func accuracy() {
        #expect(Scores.accuracy([0, 1, 2, 1], [0, 1, 1, 1]) == 0.75)
        #expect(Scores.accuracy([], []) == 0)
    }

    @Test("macro F1 is the mean of the labels' F1, without labels that nobody uses")
    func macroF1() {
        // Label 0: precision 1/2, recall 1, F1 2/3. Label 1: precision 1, recall 2/3, F1 4/5. Label 2: claimed, never true: 0.
        let predicted = [0, 0, 1, 1, 2]
        let actual = [0, 1, 1, 1, 0]
        // With the last row label 0 has recall 1/2 and F1 1/2.
        #expect(isClose(Scores.macroF1(predicted, actual, labels: 4), (0.5 + 0.8 + 0) / 3))
        #expect(Scores.macroF1([], [], labels: 3) == 0)
    }

    @Test("a common label does not hide a rare one")
    func macroIsNotMicro() {
        let actual = [Int](repeating: 0, count: 9) + [1]
        #expect(isClose(Scores.macroF1([Int](repeating: 0, count: 10), actual, labels: 2), (18.0 / 19) / 2))
    }

    @Test(
        "AUROC counts the pairs in which the positive is higher, ties half",
        arguments: [
            ([3, 4], [1, 2], 1), ([1, 2], [3, 4], 0), ([1], [1], 0.5), ([1, 1, 1], [1, 1], 0.5),
            // 3 > 1, 3 > 2, 2 > 1, 2 = 2: 3.5 of 4.
            ([3, 2], [1, 2], 0.875),
            // 5 beats all three; 2 beats 1, ties with 2, loses to 3: 4.5 of 6.
            ([5, 2], [1, 2, 3], 0.75), ([], [1], 0), ([1], [], 0),
        ] as [([Double], [Double], Double)])
    func auroc(_ positives: [Double], _ negatives: [Double], _ expected: Double) {
        #expect(isClose(Scores.areaUnderROC(positives: positives, negatives: negatives), expected))
    }

    @Test("recall at a rejection is taken at the value that this share of positives lies below")
    func recallAtRejection() {
        let positives = (1...20).map(Double.init)
        // 5 % of 20 is one: the threshold is 2, and what lies below it is refused.
        #expect(Scores.recall(negatives: [0, 1, 1.9, 2, 3], positives: positives, rejecting: 0.05) == 0.6)
        #expect(Scores.recall(negatives: [0, 1, 1.9, 2, 3], positives: positives, rejecting: 0.1) == 0.8)
        #expect(Scores.recall(negatives: [], positives: positives, rejecting: 0.1) == 0)
    }

    @Test("the order in which values come does not matter")
    func order() {
        let positives = [5, 1, 4, 2, 3.0]
        #expect(Scores.recall(negatives: [0, 2], positives: positives, rejecting: 0.2) == 0.5)
        #expect(isClose(Scores.areaUnderROC(positives: positives, negatives: [0, 2]), (5 + 3 + 0.5) / 10))
    }

    @Test("the calibration error weighs each bin's gap by its size")
    func calibration() {
        // One bin with .95 stated and 3 of 4 right, one with .25 stated and none of 1 right.
        let stated = [0.95, 0.95, 0.95, 0.95, 0.25]
        let right = [true, true, true, false, false]
        #expect(isClose(Scores.calibrationError(stated, right, bins: 10), 0.8 * 0.2 + 0.2 * 0.25))
        #expect(Scores.calibrationError([], []) == 0)
        #expect(isClose(Scores.calibrationError([1, 1], [true, true]), 0))
    }

    @Test("a confidence of one is in the last bin, zero in the first")
    func bins() {
        let bins = Scores.reliability([0, 1], [false, true], bins: 4)
        #expect(bins.map(\.count) == [1, 0, 0, 1])
        #expect(bins[3].confidence == 1 && bins[3].accuracy == 1)
    }

    @Test(
        "numbers are written the same everywhere",
        arguments: [
            (0.5, 3, "0.500"), (1.0 / 3, 2, "0.33"), (-1.25, 1, "\u{2212}1.3"), (12, 0, "12"), (0.999, 2, "1.00"),
            (-0.001, 2, "0.00"), (0.07, 2, "0.07"),
        ] as [(Double, Int, String)])
    func fixed(_ value: Double, _ digits: Int, _ text: String) {
        #expect(Fixed.text(value, digits: digits) == text)
    }

    @Test("precision, recall and F1 of denial")
    func negation() {
        let judged = [(true, true), (true, true), (true, false), (false, true), (false, false), (false, true)]
        let report = NegationReport(judged.map { (judged: $0.0, isNegated: $0.1) })
        #expect(report.count == 6 && report.negated == 4)
        #expect(isClose(report.figures.precision, 2.0 / 3))
        #expect(isClose(report.figures.recall, 0.5))
        #expect(isClose(report.figures.f1, 4.0 / 7))
        #expect(NegationReport([]).figures.f1 == 0)
    }
}
