import Foundation
import IntentMatching
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
    }

    public private(set) var figures: Figures
    public private(set) var intents: [String]
    public private(set) var results: [Result]
    public private(set) var outOfScope: [Result]

    /// Trains and tests.
    ///
    /// - Parameters:
    ///   - outOfScope: Texts that belong to no intent.
    ///   - usesNames: Whether an intent's name is one more example of it.
    ///   - clock: Measures training and each question.
    public init(
        train: LabelledSentences, test: LabelledSentences, outOfScope strangers: LabelledSentences?,
        commonWords: WordList, encoder: SentenceEncoder?, usesNames: Bool = true,
        clock: ContinuousClock = ContinuousClock(),
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        let labelled = LabelledExamples(train.sentences, usesNames: usesNames)
        let start = clock.now
        let matcher = IntentMatcher.train(labelled, commonWords: commonWords, encoder: encoder, progress: progress)
        let seconds = (clock.now - start).seconds
        var latencies: [Double] = []
        func ask(_ sentences: LabelledSentences) -> [Result] {
            sentences.sentences.map { sentence in
                let begin = clock.now
                let matches = matcher.match(Utterance(sentence.text))
                latencies.append((clock.now - begin).seconds * 1e6)
                return Result(
                    text: sentence.text, intent: sentence.intent, predicted: matches.ranked[0].intent,
                    confidence: matches.ranked[0].confidence, gate: matches.ranking.gate,
                    inScope: matches.isInScope)
            }
        }
        results = ask(test)
        outOfScope = strangers.map(ask) ?? []
        intents = labelled.intents
        let places = Dictionary(uniqueKeysWithValues: labelled.intents.enumerated().map { ($1, $0) })
        // A label that training never saw can only be missed.
        let actual = results.map { places[$0.intent] ?? labelled.intents.count }
        let predicted = results.map { places[$0.predicted] ?? 0 }
        let right = zip(actual, predicted).map { $0 == $1 }
        latencies.sort()
        func quantile(_ share: Double) -> Double {
            latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, Int(share * Double(latencies.count)))]
        }
        figures = Figures(
            accuracy: Scores.accuracy(predicted, actual),
            macroF1: Scores.macroF1(predicted, actual, labels: labelled.intents.count + 1),
            outOfScope: strangers == nil ? nil : Self.scope(results, outOfScope),
            ece: Scores.calibrationError(results.map(\.confidence), right),
            latency: Latency(p50: quantile(0.5), p99: quantile(0.99)), trainSeconds: seconds,
            peakMegabytes: Self.peakMegabytes())
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
        func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
        var lines = [
            "Accuracy            \(percent(figures.accuracy)) of \(results.count)",
            "Macro F1            \(percent(figures.macroF1))",
            "Calibration error   \(percent(figures.ece))",
        ]
        if let scope = figures.outOfScope {
            lines += [
                "Out of scope        AUROC \((scope.auroc * 1000).rounded() / 1000)",
                "  refused           \(percent(scope.recall)), with \(percent(scope.rejectedInScope)) of the others",
                "  at 5 % / 10 %     \(percent(scope.recallAt5)) / \(percent(scope.recallAt10))",
            ]
        }
        lines += [
            "Time a question     p50 \(Int(figures.latency.p50)) µs, p99 \(Int(figures.latency.p99)) µs",
            "Training            \((figures.trainSeconds * 10).rounded() / 10) s",
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
