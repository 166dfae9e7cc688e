import Dialogue
import KnowledgePacks
import SafetyScreening
import SentenceEncoding
import TextAnalysis
import TextClassification

/// Makes the second opinion from the example messages of the safety data alone, so that an edit of a passage leaves it as it is.
enum SecondOpinionTraining {
    /// Goes up with every change to how it is trained or stored.
    static let version = "8"

    /// What a second opinion is known by: the example messages that it is made from.
    static func key(_ files: PackFiles) -> String {
        PackFiles.sha256(of: [PackFiles(files: files.files.filter { $0.name.hasPrefix("examples/") })])
    }

    /// A classifier and what was encoded for it.
    typealias Trained = (opinion: SecondOpinion, encoded: [String: [Float]])

    /// - Parameters:
    ///   - knownVectors: What this encoder gave before, by what it encoded.
    ///   - earlier: What was trained from the same messages before; it is taken as it is.
    ///   - progress: Called with the share done, 0...1.
    /// - Returns: `nil` without examples of every level.
    static func train(
        _ files: PackFiles, encoder: SentenceEncoder, knownVectors: [String: [Float]], earlier: SecondOpinion?,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) -> Trained? {
        var read: [Utterance] = []
        var labels: [Int] = []
        var groups: [Int] = []
        for level in SecondOpinion.Level.allCases {
            let messages = messages(files, level)
            guard !messages.isEmpty else { return nil }
            for message in messages {
                let utterance = Utterance(message)
                // Where a whole story is harmless so is each of its sentences, which are judged one by one too.
                let parts = level == .none ? QuestionSplitter.sentences(utterance) : []
                let group = (groups.last ?? -1) + 1
                for part in [utterance] + parts {
                    read.append(part)
                    labels.append(level.rawValue)
                    groups.append(group)
                }
            }
        }
        let sentences = read.map(\.sentence)
        var vectors: [String: [Float]] = [:]
        for sentence in sentences { vectors[sentence] = knownVectors[sentence] }
        if let earlier { return (earlier, vectors) }
        let missing = sentences.filter { vectors[$0] == nil }
        let encodingShare = 0.2
        let count = Double(max(1, missing.count))
        let encoded = encoder.features(of: missing, threads: 2) { progress(encodingShare * Double($0) / count) }
        for (text, vector) in zip(missing, encoded) { vectors[text] = vector }
        let set = TrainingSet(
            texts: read.map { $0.terms.map(\.text) }, labels: labels, groups: groups,
            labelCount: SecondOpinion.Level.allCases.count, vectors: sentences.map { vectors[$0] ?? [] })
        let opinion = SecondOpinion(training: set) { progress(encodingShare + (1 - encodingShare) * $0) }
        return (opinion, vectors)
    }

    /// The lines of a level's example file, `#` before remarks.
    private static func messages(_ files: PackFiles, _ level: SecondOpinion.Level) -> [String] {
        guard let file = files["examples/\(level.name).txt"] else { return [] }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
        }
    }
}
