import Dialogue
import IntentMatching
import KnowledgePacks
import SafetyScreening
import SentenceEncoding
import TextAnalysis
import TextClassification

/// Makes the second opinion from the example messages of the safety data, and from the pack's own questions as harmless ones.
enum SecondOpinionTraining {
    /// Groups of intents whose examples may themselves report a danger, and are left out.
    private static let dangerous: Set<WellKnownIntent.Group> = [.redflag, .emergency]

    /// - Parameter knownVectors: What this encoder gave before, by what it encoded.
    /// - Returns: The classifier and what was encoded for it; `nil` without an encoder, or without examples of every level.
    static func train(
        _ files: PackFiles, matcher: IntentMatcher, pack: KnowledgePack, knownVectors: [String: [Float]]
    ) -> (opinion: SecondOpinion, encoded: [String: [Float]])? {
        guard let encoder = matcher.encoder else { return nil }
        var read: [Utterance] = []
        var labels: [Int] = []
        var groups: [Int] = []
        func add(_ message: String, _ level: SecondOpinion.Level) {
            let utterance = matcher.spelling.repair(Utterance(message)).utterance
            // Where a whole story is harmless so is each of its sentences, which are judged one by one too.
            let parts = level == .none ? QuestionSplitter.sentences(utterance) : []
            for part in [utterance] + parts {
                read.append(part)
                labels.append(level.rawValue)
                groups.append(group)
            }
            group += 1
        }
        var group = 0
        for level in SecondOpinion.Level.allCases {
            let messages = messages(files, level)
            guard !messages.isEmpty else { return nil }
            for message in messages { add(message, level) }
        }
        for intent in pack.intents {
            if let group = WellKnownIntent.group(intent.id), dangerous.contains(group) { continue }
            for line in intent.examples {
                if let message = line.first { add(message, .none) }
            }
        }
        let sentences = read.map(\.sentence)
        var known = knownVectors
        for (text, vector) in zip(matcher.encodedTexts, matcher.encodedVectors) { known[text] = vector }
        let missing = sentences.filter { known[$0] == nil }
        for (text, vector) in zip(missing, encoder.features(of: missing, threads: 2)) { known[text] = vector }
        let set = TrainingSet(
            texts: read.map { $0.terms.map(\.text) }, labels: labels, groups: groups,
            labelCount: SecondOpinion.Level.allCases.count,
            vectors: sentences.map { known[$0] ?? [] })
        let packs = Set(matcher.encodedTexts)
        let own = sentences.filter { !packs.contains($0) }
        return (
            SecondOpinion(training: set), Dictionary(own.map { ($0, known[$0] ?? []) }) { first, _ in first }
        )
    }

    /// The lines of a level's example file, `#` before remarks.
    private static func messages(_ files: PackFiles, _ level: SecondOpinion.Level) -> [String] {
        guard let file = files["examples/\(level.name).txt"] else { return [] }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
        }
    }
}
