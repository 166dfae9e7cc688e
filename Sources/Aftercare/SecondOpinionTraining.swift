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

    /// - Returns: `nil` without an encoder, or without examples of every level.
    static func train(_ files: PackFiles, matcher: IntentMatcher, pack: KnowledgePack) -> SecondOpinion? {
        guard let encoder = matcher.encoder else { return nil }
        var texts: [String] = []
        var labels: [Int] = []
        for level in SecondOpinion.Level.allCases {
            let messages = messages(files, level)
            guard !messages.isEmpty else { return nil }
            texts += messages
            labels += messages.map { _ in level.rawValue }
        }
        for intent in pack.intents {
            if let group = WellKnownIntent.group(intent.id), dangerous.contains(group) { continue }
            for line in intent.examples {
                texts += line.prefix(1)
                labels += line.prefix(1).map { _ in SecondOpinion.Level.none.rawValue }
            }
        }
        let read = texts.map { matcher.spelling.repair(Utterance($0)).utterance }
        let set = TrainingSet(
            texts: read.map { $0.terms.map(\.text) }, labels: labels, labelCount: SecondOpinion.Level.allCases.count,
            vectors: encoder.features(of: read.map(\.sentence), threads: 2))
        return SecondOpinion(training: set)
    }

    /// The lines of a level's example file, `#` before remarks.
    private static func messages(_ files: PackFiles, _ level: SecondOpinion.Level) -> [String] {
        guard let file = files["examples/\(level.name).txt"] else { return [] }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
        }
    }
}
