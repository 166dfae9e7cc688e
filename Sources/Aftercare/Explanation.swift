import IntentMatching
import SafetyScreening
import TextAnalysis
import TextClassification

/// How an answer came about: what was read, what was weighed and what decided.
public struct Explanation: Sendable, Codable, Equatable {
    public struct Repair: Sendable, Codable, Equatable {
        public var from: String
        public var to: String
    }

    public struct Mention: Sendable, Codable, Equatable {
        public var concept: String
        public var evidence: String
        public var assertion: String
        /// The words that decided the assertion; `nil` when it is asserted by default.
        public var cue: String?
        public var rule: String
    }

    public struct Score: Sendable, Codable, Equatable {
        public var intent: String
        /// Unbounded.
        public var score: Double
        /// 0...1.
        public var confidence: Double
    }

    /// One feature of the utterance and how far it moves an intent's score from the mean of all intents.
    public struct Feature: Sendable, Codable, Equatable {
        public var feature: String
        public var weight: Double
    }

    public struct Neighbour: Sendable, Codable, Equatable {
        public var example: String
        public var intent: String
        /// 0...1.
        public var cosine: Double
    }

    /// How much the whole message reads like a danger to the second opinion: about 0...1, added up from the worst level down.
    public struct Opinion: Sendable, Codable, Equatable {
        public var urgent: Double
        public var emergency: Double
        public var crisis: Double
    }

    /// The words as they were compared, after spelling repair.
    public var tokens: [String]
    public var repairs: [Repair]
    public var mentions: [Mention]
    /// `nil` where there is none, as without an encoder.
    public var opinion: Opinion?
    /// The five best intents.
    public var scores: [Score]
    /// What speaks most for the best intent, and for the one after it.
    public var strongest: [Feature]
    public var runnerUpStrongest: [Feature]
    /// What speaks most for the best intent against the runner-up: why the runner-up lost.
    public var difference: [Feature]
    public var nearest: [Neighbour]
    /// How much the utterance looks like the examples, and the least that counts as in scope.
    public var gate: Double
    public var gateThreshold: Double
    /// The lead of the best intent, and the least that needs no question back.
    public var lead: Double
    public var leadThreshold: Double
    public var inScope: Bool

    enum CodingKeys: String, CodingKey {
        case tokens, repairs, mentions, opinion, scores, strongest, difference, nearest, gate, lead
        case runnerUpStrongest = "runner_up_strongest"
        case gateThreshold = "gate_threshold"
        case leadThreshold = "lead_threshold"
        case inScope = "in_scope"
    }

    init(
        _ utterance: Utterance, _ finding: SafetyFinding, _ shares: SecondOpinion.Shares?, _ matches: Matches,
        _ matcher: IntentMatcher
    ) {
        tokens = matches.terms
        repairs = matches.repairs.map { Repair(from: $0.from, to: $0.to) }
        mentions = finding.mentions.map {
            Mention(
                concept: $0.concept, evidence: $0.evidence, assertion: $0.assertion.rawValue, cue: $0.cue,
                rule: $0.rule)
        }
        opinion = shares.map {
            Opinion(
                urgent: Self.rounded($0.urgent), emergency: Self.rounded($0.emergency),
                crisis: Self.rounded($0.crisis))
        }
        scores = matches.ranked.prefix(5).map {
            Score(intent: $0.intent, score: Self.rounded(Double($0.score)), confidence: Self.rounded($0.confidence))
        }
        let best = matcher.contributions(matches, rank: 0)
        let second = matcher.contributions(matches, rank: 1)
        strongest = Self.top(best)
        runnerUpStrongest = Self.top(second)
        difference = Self.top(zip(best, second).map { ($0.name, $0.weight - $1.weight) })
        nearest = matcher.nearestExamples(matches, limit: 5).map {
            Neighbour(example: $0.text, intent: $0.intent, cosine: Self.rounded(Double($0.cosine)))
        }
        let calibration = matcher.classifier.calibration
        gate = Self.rounded(matches.ranking.gate)
        gateThreshold = Self.rounded(calibration.threshold)
        lead =
            matches.ranked.count > 1
            ? Self.rounded(matches.ranked[0].confidence - matches.ranked[1].confidence) : 1
        leadThreshold = Self.rounded(calibration.margin)
        inScope = matches.isInScope
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    private static func top(_ features: [(name: String, weight: Float)]) -> [Feature] {
        let order = features.indices.filter { features[$0].weight > 0 }
            .sorted { (features[$1].weight, $0) < (features[$0].weight, $1) }
        return order.prefix(6).map {
            Feature(feature: features[$0].name, weight: rounded(Double(features[$0].weight)))
        }
    }
}

extension Explanation: CustomStringConvertible {
    /// The explanation as lines for a person at a terminal.
    public var description: String {
        var lines = ["Words       \(tokens.joined(separator: " "))"]
        for repair in repairs { lines.append("Read as     \(repair.from) → \(repair.to)") }
        for mention in mentions {
            let cue = mention.cue.map { ", because of '\($0)'" } ?? ""
            lines.append(
                "Sign        \(mention.concept): '\(mention.evidence)' is \(mention.assertion)\(cue) (\(mention.rule))")
        }
        if mentions.isEmpty { lines.append("Signs       none") }
        if let opinion {
            lines.append(
                "2nd opinion urgent \(opinion.urgent), emergency \(opinion.emergency), crisis \(opinion.crisis)")
        }
        for (place, score) in scores.enumerated() {
            lines.append(
                "\(place == 0 ? "Intents  " : "         ")   \(score.intent)  score \(score.score)  confidence \(score.confidence)"
            )
        }
        func list(_ features: [Feature]) -> String {
            features.map { "\($0.feature) +\($0.weight)" }.joined(separator: ", ")
        }
        if !strongest.isEmpty { lines.append("For it      \(list(strongest))") }
        if scores.count > 1, !difference.isEmpty {
            lines.append("Runner-up   \(scores[1].intent) lost on: \(list(difference))")
        }
        for (place, neighbour) in nearest.enumerated() {
            lines.append(
                "\(place == 0 ? "Nearest  " : "         ")   \(neighbour.cosine)  \(neighbour.example)  (\(neighbour.intent))"
            )
        }
        lines.append(
            "Scope       gate \(gate), at least \(gateThreshold) needed: \(inScope ? "in scope" : "out of scope")")
        lines.append("Lead        \(lead), at least \(leadThreshold) needed to answer without asking back")
        return lines.joined(separator: "\n")
    }
}
