package import TensorFiles
package import TextClassification

/// A second pair of eyes: a classifier of whole messages that may raise a level where the patterns see nothing, and may dismiss
/// what a pattern saw in a word or two.
///
/// It reads the sentence and its words, so it knows dangers in words that no list has ("as if a van were parked on my chest"),
/// and what is none in words that every list has ("I keep bees and three hives need moving"). It speaks only when it is surer
/// than its thresholds, which are set on held-out examples: hardly any harmless one is flagged, and next to no sign is dismissed.
package struct SecondOpinion: Sendable {
    /// What a message may be, in the order of the classifier's labels; the names of the example files.
    package enum Level: Int, Sendable, CaseIterable, Codable {
        case none, urgent, emergency, crisis

        package var name: String {
            switch self {
            case .none: "none"
            case .urgent: "urgent"
            case .emergency: "emergency"
            case .crisis: "crisis"
            }
        }
    }

    /// How sure the classifier has to be, each in 0.4...1.
    package struct Thresholds: Sendable, Codable, Equatable {
        /// Of anything but `none`.
        package var urgent: Double
        /// Of `emergency` or `crisis`.
        package var emergency: Double
        package var crisis: Double

        package init(urgent: Double, emergency: Double, crisis: Double) {
            self.urgent = urgent
            self.emergency = emergency
            self.crisis = crisis
        }

        /// The shares of held-out harmless examples that may be flagged at each level; `crisis` is of all other held-out
        /// examples, emergencies among them.
        struct Shares {
            var urgent: Double
            var emergency: Double
            var crisis: Double

            /// For messages in which the patterns see nothing. The examples were written to be hard to tell from signs: of 450
            /// ordinary questions that were in no training, two were flagged.
            static let unread = Shares(urgent: 0.07, emergency: 0.04, crisis: 0.004)
            /// For messages that surely ask about something else, so that a sign would have to stand beside it.
            static let elsewhere = Shares(urgent: 0.025, emergency: 0.015, crisis: 0.002)
            /// For messages whose every sign the patterns have read and found denied, past, asked about or another's: words are
            /// what the classifier goes by, and a denial has the same words.
            static let dismissed = Shares(urgent: 0.012, emergency: 0.006, crisis: 0.0015)
        }

        /// Chooses the lowest thresholds that keep to the shares.
        init(_ heldOut: [QuadraticClassifier.HeldOut], _ shares: Shares) {
            var harmless: (urgent: [Double], emergency: [Double]) = ([], [])
            var others: [Double] = []
            for text in heldOut {
                let scores = SecondOpinion.Shares(text.scores)
                if text.label == Level.none.rawValue {
                    harmless.urgent.append(scores.urgent)
                    harmless.emergency.append(scores.emergency)
                }
                if text.label != Level.crisis.rawValue { others.append(scores.crisis) }
            }
            urgent = Self.least(harmless.urgent, exceededBy: shares.urgent)
            emergency = Self.least(harmless.emergency, exceededBy: shares.emergency)
            crisis = Self.least(others, exceededBy: shares.crisis)
        }

        /// Never below 0.4: of two doubts the worse counts, but less sure than that is no doubt.
        private static func least(_ values: [Double], exceededBy share: Double) -> Double {
            let sorted = values.sorted(by: >)
            guard !sorted.isEmpty else { return 1 }
            return max(0.4, sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))])
        }
    }

    /// Scores added up from the worst level down: about 1 for a message of that level or a worse one, 0 for another.
    package struct Shares: Sendable {
        package let urgent: Double
        package let emergency: Double
        package let crisis: Double

        init(_ scores: [Float]) {
            crisis = Double(scores[Level.crisis.rawValue])
            emergency = crisis + Double(scores[Level.emergency.rawValue])
            urgent = emergency + Double(scores[Level.urgent.rawValue])
        }

        private init(urgent: Double, emergency: Double, crisis: Double) {
            self.urgent = urgent
            self.emergency = emergency
            self.crisis = crisis
        }

        /// The worst that the message may be taken for.
        package var highest: Double { max(urgent, emergency, crisis) }

        /// The worse of two scores at each level.
        package func worst(_ other: Shares) -> Shares {
            Shares(
                urgent: max(urgent, other.urgent), emergency: max(emergency, other.emergency),
                crisis: max(crisis, other.crisis))
        }

        package func added(to other: Shares) -> Shares {
            Shares(
                urgent: urgent + other.urgent, emergency: emergency + other.emergency, crisis: crisis + other.crisis)
        }
    }

    /// How fast likeness falls with distance. Signs are told in endlessly many words, so a message has to learn from others that
    /// are less like it than an intent's examples are like each other: of 220 unseen messages with a sign, half the intents' γ
    /// told more from 200 harmless ones (area under the curve .986, with 1 .983).
    private static let gamma: Float = 0.5

    package let classifier: QuadraticClassifier
    /// For messages in which the patterns see nothing.
    package let thresholds: Thresholds
    /// For messages that surely ask about something else.
    package let elsewhereThresholds: Thresholds
    /// For messages whose signs the patterns have dismissed.
    package let strictThresholds: Thresholds
    /// What a message has to score less than at every level to read like nothing urgent, and like no emergency; and what a sentence
    /// of such a message has to.
    package struct HarmlessScores: Sendable, Equatable {
        package var urgent: Double
        package var emergency: Double

        /// The shares of held-out examples of these levels that may score less.
        static let messageShares = HarmlessScores(urgent: 0.006, emergency: 0.002)
        /// A sentence sounds worse out of its place, and its message has to be harmless too.
        static let sentenceShares = HarmlessScores(urgent: 0.02, emergency: 0.01)

        init(urgent: Double, emergency: Double) {
            self.urgent = urgent
            self.emergency = emergency
        }

        init(_ heldOut: [QuadraticClassifier.HeldOut], _ shares: HarmlessScores) {
            func highest(of level: Level, at share: Double) -> Double {
                let scores = heldOut.filter { $0.label == level.rawValue }
                    .map { SecondOpinion.Shares($0.scores).highest }.sorted()
                return scores.isEmpty ? 0 : scores[Int(share * Double(scores.count))]
            }
            urgent = highest(of: .urgent, at: shares.urgent)
            emergency = highest(of: .emergency, at: shares.emergency)
        }
    }

    package let harmlessMessage: HarmlessScores
    package let harmlessSentence: HarmlessScores

    /// Trains on labelled messages.
    ///
    /// - Parameters:
    ///   - set: Labels are the raw values of ``Level``.
    ///   - progress: Called with the share done, 0...1.
    package init(training set: TrainingSet, progress: (Double) -> Void = { _ in }) {
        var options = KernelRidge.Options()
        // A threshold is the score of the few harmless messages that sound worst: of thousands.
        options.heldOutLimit = .max
        let (classifier, heldOut) = QuadraticClassifier.train(
            set, gamma: Self.gamma, ridge: options, progress: progress)
        self.classifier = classifier
        thresholds = Thresholds(heldOut, .unread)
        elsewhereThresholds = Thresholds(heldOut, .elsewhere)
        strictThresholds = Thresholds(heldOut, .dismissed)
        harmlessMessage = HarmlessScores(heldOut, .messageShares)
        harmlessSentence = HarmlessScores(heldOut, .sentenceShares)
    }

    /// What a message scores at each level.
    ///
    /// - Parameters:
    ///   - terms: The message's words after spelling repair. Where most of them are unknown, nothing is scored: what the letters
    ///     of another language, or of no language, are like is no reason for an alarm.
    ///   - sentence: What the encoder gave of it.
    /// - Returns: `nil` where nothing is scored.
    package func shares(_ terms: [String], sentence: [Float]?) -> Shares? {
        let known = classifier.space.knownCount(of: terms)
        guard known > 0, Double(known) >= Self.leastKnown * Double(terms.count) else { return nil }
        return Shares(classifier.scores(terms, sentence: sentence))
    }

    /// The share of a message's words that have to be known.
    private static let leastKnown = 0.6

    private static let evenOdds = 0.5

    /// How readily a message is taken for a sign.
    package enum Reading: Sendable {
        /// The patterns see nothing in it.
        case unread
        /// It surely asks about something else.
        case elsewhere
        /// The patterns saw signs and dismissed them all; or it is a few words, which may sound worse than they are.
        case strict
    }

    /// What a message seems to be.
    package func level(_ shares: Shares, _ reading: Reading) -> Level {
        let least =
            switch reading {
            case .unread: thresholds
            case .elsewhere: elsewhereThresholds
            case .strict: strictThresholds
            }
        // Shares add up from the worst level down. Where the sum falls again, the worst level may be an echo of single words, and
        // has to be likelier than not.
        let isLikely =
            shares.emergency >= max(least.emergency, Self.evenOdds) || shares.crisis >= max(least.crisis, Self.evenOdds)
        // That it is anything at all has to be likelier than not; how bad, of two doubts the worse counts.
        guard shares.urgent >= max(least.urgent, Self.evenOdds) || isLikely else { return .none }
        if shares.crisis >= least.crisis { return .crisis }
        return shares.emergency >= least.emergency ? .emergency : .urgent
    }

    /// What a message of several sentences seems to be.
    ///
    /// A sentence out of its place may sound worse than it is, and a sign drowns in a long message; what both score together tells
    /// more than either. Of 412 unseen stories of forty words or more in which no pattern saw anything, 29 of them with a sign, the
    /// sum found 25 and raised 25 others at the threshold at which either alone found 23 and raised 53.
    /// - Parameters:
    ///   - together: What the whole and its worst sentence score, added up.
    ///   - sentences: The more there are, the worse the worst of them sounds by chance.
    package static func level(ofStory together: Shares, sentences: Int, isElsewhere: Bool) -> Level {
        let more = storyScorePerSentence * Double(sentences) + (isElsewhere ? elsewhereScore : 0)
        // That it is anything at all has to be as likely as not before its level is asked for.
        guard together.urgent >= anySignScore else { return .none }
        if together.crisis >= storyScores.crisis + more { return .crisis }
        if together.emergency >= storyScores.emergency + more { return .emergency }
        return together.highest >= storyScores.urgent + more ? .urgent : .none
    }

    private static let storyScores = (urgent: 0.87, emergency: 0.82, crisis: 0.8)
    /// Of 31 unseen messages of several sentences with a sign that no pattern knew one scored less, 0.52, and of ten without one
    /// that sounded like an emergency or a crisis seven did.
    private static let anySignScore = 0.8
    private static let storyScorePerSentence = 0.03
    private static let elsewhereScore = 0.1

    /// A story whose whole and worst sentence together score less outweighs what a pattern found in it by chance. Of 116 unseen
    /// messages in which a pattern had found a real sign none scored less than .9, of 33 without a sign 23 less than this.
    package static let harmlessStory = 0.7
    /// Below this a message of several sentences reads like no sign of any kind.
    package static let harmlessBeyondDoubt = 0.4

    /// Whether a message, or a sentence of one, reads like next to none of a level, ``Urgency/urgent`` or ``Urgency/emergency``.
    package func isHarmless(_ shares: Shares, as level: Urgency, isSentence: Bool) -> Bool {
        let least = isSentence ? harmlessSentence : harmlessMessage
        return shares.highest < (level == .emergency ? least.emergency : least.urgent)
    }

    /// Whether a word stands in the examples.
    package func knows(_ word: String) -> Bool { classifier.space.knownCount(of: [word]) > 0 }

    // MARK: - Storage

    private static let prefix = "opinion"

    package func store(in file: inout TensorFileWriter) throws {
        try classifier.store(in: &file, prefix: Self.prefix)
        let thresholds = [thresholds, elsewhereThresholds, strictThresholds]
        let values =
            thresholds.flatMap { [$0.urgent, $0.emergency, $0.crisis] }
            + [harmlessMessage, harmlessSentence].flatMap { [$0.urgent, $0.emergency] }
        file.add("\(Self.prefix).thresholds", values.map(\.bitPattern))
    }

    package init(from file: TensorFile) throws(TensorFile.Refusal) {
        classifier = try QuadraticClassifier(from: file, prefix: Self.prefix)
        let values = try file.hashes("\(Self.prefix).thresholds").map { Double(bitPattern: $0) }
        guard values.count == 13, values.prefix(9).allSatisfy({ (0...1).contains($0) }),
            values.suffix(4).allSatisfy({ $0 < 0.5 }),
            classifier.labelCount == Level.allCases.count
        else { throw TensorFile.Refusal("its second opinion cannot be read") }
        func thresholds(_ place: Int) -> Thresholds {
            Thresholds(urgent: values[place], emergency: values[place + 1], crisis: values[place + 2])
        }
        self.thresholds = thresholds(0)
        elsewhereThresholds = thresholds(3)
        strictThresholds = thresholds(6)
        harmlessMessage = HarmlessScores(urgent: values[9], emergency: values[10])
        harmlessSentence = HarmlessScores(urgent: values[11], emergency: values[12])
    }
}
