import Dialogue
import KnowledgePacks
import SafetyScreening
import SentenceEncoding
import TextAnalysis
import TextClassification

/// Makes the second opinion from the example messages of the safety data alone, so that an edit of a passage leaves it as it is.
enum SecondOpinionTraining {
    /// Goes up with every change to how it is trained or stored.
    static let version = "10"

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
        var texts: [Text] = []
        var group = -1
        for level in SecondOpinion.Level.allCases {
            let messages = messages(files, level)
            guard !messages.isEmpty else { return nil }
            for message in messages {
                group += 1
                let utterance = Utterance(message)
                texts.append(Text(utterance, level, group, isPart: false))
                // Where a whole story is harmless so is each of its sentences, which are judged one by one too.
                guard level == .none else { continue }
                for part in QuestionSplitter.sentences(utterance) {
                    texts.append(Text(part, level, group, isPart: true))
                }
            }
        }
        var vectors: [String: [Float]] = [:]
        for text in texts { vectors[text.sentence] = knownVectors[text.sentence] }
        if let earlier { return (earlier, vectors) }
        let missing = texts.map(\.sentence).filter { vectors[$0] == nil }
        let encodingShare = 0.2
        let count = Double(max(1, missing.count))
        let encoded = encoder.features(of: missing, threads: 2) { progress(encodingShare * Double($0) / count) }
        for (text, vector) in zip(missing, encoded) { vectors[text] = vector }
        let chosen = chosen(of: texts) { vectors[$0] ?? [] }
        let set = TrainingSet(
            texts: chosen.map { $0.utterance.terms.map(\.text) }, labels: chosen.map(\.level.rawValue),
            groups: chosen.map(\.group), labelCount: SecondOpinion.Level.allCases.count,
            vectors: chosen.map { vectors[$0.sentence] ?? [] }, populationLabels: texts.map(\.level.rawValue))
        let opinion = SecondOpinion(training: set) { progress(encodingShare + (1 - encodingShare) * $0) }
        return (opinion, vectors)
    }

    /// A message, or a sentence of one that is harmless.
    private struct Text {
        let utterance: Utterance
        let sentence: String
        let level: SecondOpinion.Level
        /// The number of the message.
        let group: Int
        let isPart: Bool

        init(_ utterance: Utterance, _ level: SecondOpinion.Level, _ group: Int, isPart: Bool) {
            self.utterance = utterance
            sentence = utterance.sentence
            self.level = level
            self.group = group
            self.isPart = isPart
        }
    }

    /// How many texts are learned from. Time grows with the cube and memory with the square of it, 10 GiB here, and the program
    /// holds something of each.
    private static let textLimit = 50_000

    /// All messages and, of their sentences, as many as there is room for: those that are most like a message with a sign, since from
    /// the others nobody learns to tell the two apart. In their order.
    private static func chosen(of texts: [Text], vector: (String) -> [Float]) -> [Text] {
        let room = max(0, textLimit - texts.count { !$0.isPart })
        let parts = texts.indices.filter { texts[$0].isPart }
        guard parts.count > room else { return texts }
        let signs = SentenceIndex(texts.filter { $0.level != .none }.map { vector($0.sentence) })
        let likenesses = parts.map { signs.cosines(vector(texts[$0].sentence)).max() ?? 0 }
        let order = parts.indices.sorted { (likenesses[$1], $0) < (likenesses[$0], $1) }
        let kept = Set(order.prefix(room).map { parts[$0] })
        return texts.indices.filter { !texts[$0].isPart || kept.contains($0) }.map { texts[$0] }
    }

    /// The lines of a level's example file, `#` before remarks.
    private static func messages(_ files: PackFiles, _ level: SecondOpinion.Level) -> [String] {
        guard let file = files["examples/\(level.name).txt"] else { return [] }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
        }
    }
}
