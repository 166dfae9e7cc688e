import Foundation
public import IntentMatching
public import KnowledgePacks
public import SentenceEncoding
public import TextAnalysis

/// How a matcher trained on one set of labelled sentences does on another.
public struct IntentReport: Sendable {
    public struct OutOfScope: Sendable, Codable, Equatable {
        public var auroc: Double
        /// The share of out-of-scope texts refused when 5 % of the others are.
        public var recallAt5: Double
        public var recallAt10: Double
        /// At the threshold that training chose: the share refused of either kind.
        public var recall: Double
        public var rejectedInScope: Double

        enum CodingKeys: String, CodingKey {
            case auroc, recall
            case recallAt5 = "recall_at_5"
            case recallAt10 = "recall_at_10"
            case rejectedInScope = "rejected_in_scope"
        }
    }

    public struct Latency: Sendable, Codable, Equatable {
        public var p50: Double
        public var p99: Double
    }

    /// The figures, as `--json` prints them; shares in 0...1.
    public struct Figures: Sendable, Codable, Equatable {
        public var accuracy: Double
        public var macroF1: Double
        public var outOfScope: OutOfScope?
        public var ece: Double
        public var latency: Latency
        public var trainSeconds: Double
        public var peakMegabytes: Double

        enum CodingKeys: String, CodingKey {
            case accuracy, ece
            case macroF1 = "macro_f1"
            case outOfScope = "out_of_scope"
            case latency = "latency_us"
            case trainSeconds = "train_seconds"
            case peakMegabytes = "peak_rss_mb"
        }
    }

    /// One tested sentence.
    public struct Result: Sendable {
        public let text: String
        public let intent: String
        public let predicted: String
        public let confidence: Double
        public let gate: Double
        public let inScope: Bool

        package init(
            text: String, intent: String, predicted: String, confidence: Double, gate: Double, inScope: Bool
        ) {
            self.text = text
            self.intent = intent
            self.predicted = predicted
            self.confidence = confidence
            self.gate = gate
            self.inScope = inScope
        }

        /// Whether the intent is the right one, in scope or not.
        public var isRight: Bool { intent == predicted }
    }

    public private(set) var figures: Figures
    public private(set) var intents: [String]
    public private(set) var results: [Result]
    public private(set) var outOfScope: [Result]
    /// The gate's threshold of each matcher that was trained: one, or one a fold.
    public private(set) var thresholds: [Double]

    /// The share of the work that training is, for the progress bar.
    private static let trainingShare = 0.9

    /// Trains and tests.
    ///
    /// - Parameters:
    ///   - outOfScope: Texts that belong to no intent.
    ///   - usesNames: Whether an intent's name is one more example of it.
    ///   - clock: Measures training and each question.
    ///   - progress: Called with the share done, 0...1, one call at a time.
    public init(
        train: LabelledSentences, test: LabelledSentences, outOfScope strangers: LabelledSentences?,
        commonWords: WordList, encoder: SentenceEncoder?, usesNames: Bool = true,
        clock: ContinuousClock = ContinuousClock(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        let labelled = LabelledExamples(train.sentences, usesNames: usesNames)
        let start = clock.now
        let matcher = IntentMatcher.train(labelled, commonWords: commonWords, encoder: encoder) {
            progress($0 * Self.trainingShare)
        }
        let seconds = (clock.now - start).seconds
        var examination = Examination(clock: clock)
        let all = test.sentences.count + (strangers?.sentences.count ?? 0)
        func ask(_ sentence: (intent: String, text: String)) -> Result {
            let result = examination.ask(matcher, sentence)
            let share = Double(examination.latencies.count) / Double(max(1, all))
            progress(Self.trainingShare + share * (1 - Self.trainingShare))
            return result
        }
        self.init(
            intents: labelled.intents, results: test.sentences.map(ask), outOfScope: strangers?.sentences.map(ask),
            thresholds: [matcher.classifier.calibration.threshold], latencies: examination.latencies,
            trainSeconds: seconds)
    }

    /// Tests a pack on its own examples and titles; see ``init(crossValidating:outOfScope:folds:commonWords:encoder:clock:progress:)``.
    public init(
        crossValidating pack: KnowledgePack, outOfScope strangers: LabelledSentences?, commonWords: WordList,
        encoder: SentenceEncoder?, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        self.init(
            crossValidating: LabelledExamples(pack), outOfScope: strangers, commonWords: commonWords, encoder: encoder,
            progress: progress)
    }

    /// Trains on all folds of some examples but one and tests on that, for each fold in turn.
    ///
    /// Sentences of one group, a template's, are never parted; every intent spreads over all folds as evenly as its groups
    /// allow. Out-of-scope texts are dealt to the folds' matchers in turn. A counterexample that is also a tested sentence is
    /// left out of that fold's training.
    ///
    /// - Parameters:
    ///   - outOfScope: Texts that belong to no intent.
    ///   - folds: At least 2.
    ///   - clock: Measures training and each question; the time of training is the mean of a fold.
    ///   - progress: Called with the share done, 0...1, one call at a time.
    public init(
        crossValidating labelled: LabelledExamples, outOfScope strangers: LabelledSentences?, folds: Int = 5,
        commonWords: WordList, encoder: SentenceEncoder?, clock: ContinuousClock = ContinuousClock(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        precondition(folds >= 2)
        let places = labelled.folds(folds)
        var examination = Examination(clock: clock)
        var results = [Result?](repeating: nil, count: labelled.examples.count)
        var strange = [Result?](repeating: nil, count: strangers?.sentences.count ?? 0)
        var thresholds: [Double] = []
        var known: [String: [Float]] = [:]
        var seconds = 0.0
        for fold in 0..<folds {
            let start = clock.now
            let part = labelled.leavingOut(fold, of: places)
            let matcher = IntentMatcher.train(part, commonWords: commonWords, encoder: encoder, knownVectors: known) {
                progress((Double(fold) + $0 * Self.trainingShare) / Double(folds))
            }
            seconds += (clock.now - start).seconds
            for (text, vector) in zip(matcher.encodedTexts, matcher.encodedVectors) { known[text] = vector }
            thresholds.append(matcher.classifier.calibration.threshold)
            for (place, example) in labelled.examples.enumerated() where places[place] == fold {
                results[place] = examination.ask(matcher, (labelled.intents[example.intent], example.text))
            }
            for place in strange.indices where place % folds == fold {
                strange[place] = strangers.map { examination.ask(matcher, $0.sentences[place]) }
            }
            progress(Double(fold + 1) / Double(folds))
        }
        self.init(
            intents: labelled.intents, results: results.compactMap { $0 },
            outOfScope: strangers == nil ? nil : strange.compactMap { $0 }, thresholds: thresholds,
            latencies: examination.latencies, trainSeconds: seconds / Double(folds))
    }

    /// Draws the figures from what was asked.
    ///
    /// - Parameter latencies: Microseconds a question, in any order.
    package init(
        intents: [String], results: [Result], outOfScope strangers: [Result]?, thresholds: [Double],
        latencies: [Double], trainSeconds: Double
    ) {
        self.intents = intents
        self.results = results
        self.thresholds = thresholds
        outOfScope = strangers ?? []
        let places = Dictionary(uniqueKeysWithValues: intents.enumerated().map { ($1, $0) })
        // A label that training never saw can only be missed.
        let actual = results.map { places[$0.intent] ?? intents.count }
        let predicted = results.map { places[$0.predicted] ?? 0 }
        let right = zip(actual, predicted).map { $0 == $1 }
        let sorted = latencies.sorted()
        func quantile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        figures = Figures(
            accuracy: Scores.accuracy(predicted, actual),
            macroF1: Scores.macroF1(predicted, actual, labels: intents.count + 1),
            outOfScope: strangers.map { Self.scope(results, $0) },
            ece: Scores.calibrationError(results.map(\.confidence), right),
            latency: Latency(p50: quantile(0.5), p99: quantile(0.99)), trainSeconds: trainSeconds,
            peakMegabytes: Self.peakMegabytes())
    }

    /// Asks matchers and takes the time of it.
    private struct Examination {
        let clock: ContinuousClock
        /// Microseconds, one a question.
        var latencies: [Double] = []

        mutating func ask(_ matcher: IntentMatcher, _ sentence: (intent: String, text: String)) -> Result {
            let begin = clock.now
            let matches = matcher.match(Utterance(sentence.text))
            latencies.append((clock.now - begin).seconds * 1e6)
            return Result(
                text: sentence.text, intent: sentence.intent, predicted: matches.ranked.first?.intent ?? "",
                confidence: matches.ranked.first?.confidence ?? 0, gate: matches.ranking.gate,
                inScope: matches.isInScope)
        }
    }

    private static func scope(_ known: [Result], _ strange: [Result]) -> OutOfScope {
        let positives = known.map(\.gate)
        let negatives = strange.map(\.gate)
        return OutOfScope(
            auroc: Scores.areaUnderROC(positives: positives, negatives: negatives),
            recallAt5: Scores.recall(negatives: negatives, positives: positives, rejecting: 0.05),
            recallAt10: Scores.recall(negatives: negatives, positives: positives, rejecting: 0.1),
            recall: Double(strange.count { !$0.inScope }) / Double(max(1, strange.count)),
            rejectedInScope: Double(known.count { !$0.inScope }) / Double(max(1, known.count)))
    }

    /// The most memory that the process has had, in megabytes; 0 where the system does not say.
    static func peakMegabytes() -> Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return (kilobytes / 1024 * 10).rounded() / 10
    }

    /// The figures as lines for a person.
    public var summary: String {
        func percent(_ share: Double) -> String { Fixed.percent(share) }
        var lines = [
            "Accuracy            \(percent(figures.accuracy)) of \(results.count)",
            "Macro F1            \(percent(figures.macroF1))",
            "Calibration error   \(percent(figures.ece))",
        ]
        if let scope = figures.outOfScope {
            lines += [
                "Out of scope        AUROC \(Fixed.text(scope.auroc, digits: 3))",
                "  refused           \(percent(scope.recall)), with \(percent(scope.rejectedInScope)) of the others",
                "  at 5 % / 10 %     \(percent(scope.recallAt5)) / \(percent(scope.recallAt10))",
            ]
        }
        lines += [
            "Time a question     p50 \(Int(figures.latency.p50)) µs, p99 \(Int(figures.latency.p99)) µs",
            "Training            \(Fixed.text(figures.trainSeconds, digits: 1)) s\(thresholds.count > 1 ? " a fold" : "")",
            "Peak memory         \(figures.peakMegabytes) MB",
        ]
        return lines.joined(separator: "\n")
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
