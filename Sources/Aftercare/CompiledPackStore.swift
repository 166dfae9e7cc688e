import Foundation
import IntentMatching
import KnowledgePacks
import SafetyScreening
import SentenceEncoding
import TensorFiles
import TextAnalysis
import TextClassification

/// The folder of compiled packs: one file for each state of a pack, a few of the newest kept.
///
/// The sentence vectors of the examples lie in a second file beside it, which only the next compilation opens: a start must not
/// pay for their checksum and their memory.
struct CompiledPackStore {
    let folder: String

    /// How many compiled states of packs are kept.
    private static let kept = 8
    private static let ending = ".aftercare-pack"
    /// Follows a compiled pack's path in that of its vectors.
    private static let vectorsEnding = ".vectors"

    /// The file of a pack's state: named by the compiler's version, the weights and the pack's hash.
    private func path(_ sha256: String, _ encoder: SentenceEncoder?) -> String {
        let weights = encoder.map { String($0.weightsHash.prefix(8)) } ?? "words"
        return "\(folder)/\(CompiledPack.compilerVersion)-\(weights)-\(sha256.prefix(32))\(Self.ending)"
    }

    /// The compiled pack of these contents; `nil` when there is none, or it is refused.
    func load(_ sha256: String, _ encoder: SentenceEncoder?) -> CompiledPack? {
        guard let file = try? TensorFile(unverified: path(sha256, encoder)) else { return nil }
        defer { file.letGo() }
        return try? CompiledPack(fromUnverified: file, expecting: sha256, encoder: encoder)
    }

    /// The sentence vectors of the newest file that was compiled with these weights, by what was encoded.
    func knownVectors(_ encoder: SentenceEncoder) -> [String: [Float]] {
        for (path, _) in newestFirst() {
            guard let file = try? TensorFile(path: path + Self.vectorsEnding),
                file.metadata["weights"] == encoder.weightsHash,
                let texts = try? JSONDecoder().decode([String].self, from: Data(file.bytes("encoded.texts"))),
                let values = try? file.floats("encoded.vectors"),
                values.count == texts.count * SentenceEncoder.featureCount
            else { continue }
            let vectors = texts.indices.map {
                Array(values[$0 * SentenceEncoder.featureCount..<($0 + 1) * SentenceEncoder.featureCount])
            }
            return Dictionary(zip(texts, vectors)) { first, _ in first }
        }
        return [:]
    }

    /// The second opinion of the newest file that has one made from the same messages by this compiler and these weights.
    func opinion(_ key: String, _ encoder: SentenceEncoder) -> SecondOpinion? {
        for (path, _) in newestFirst() {
            guard let file = try? TensorFile(path: path), file.metadata["version"] == CompiledPack.compilerVersion,
                file.metadata["weights"] == encoder.weightsHash, file.metadata["opinion"] == key,
                file.metadata["opinion_version"] == SecondOpinionTraining.version,
                let opinion = try? SecondOpinion(from: file)
            else { continue }
            return opinion
        }
        return nil
    }

    /// Writes a compiled pack aside and moves it into place; a folder that cannot be written is no fault, only slower.
    func save(_ compiled: CompiledPack) {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let target = path(compiled.sha256, compiled.matcher.encoder)
        let (isSaved, _) = inParallel(
            { Self.write({ try compiled.serialized() }, to: target) },
            and: { Self.write({ try compiled.serializedVectors() }, to: target + Self.vectorsEnding) })
        // Vectors without a pack would never be pruned.
        if isSaved {
            prune(keeping: target)
        } else {
            try? FileManager.default.removeItem(atPath: target + Self.vectorsEnding)
        }
    }

    /// Whether there were bytes, and now are in a file.
    private static func write(_ bytes: () throws -> [UInt8]?, to path: String) -> Bool {
        guard let bytes = try? bytes() else { return false }
        return (try? Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)) != nil
    }

    private func prune(keeping newest: String) {
        for (path, _) in newestFirst().dropFirst(Self.kept) where path != newest {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: path + Self.vectorsEnding)
        }
    }

    private func newestFirst() -> [(path: String, date: Date)] {
        let manager = FileManager.default
        let names = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(Self.ending) }
        let dated = names.map { name -> (path: String, date: Date) in
            let path = "\(folder)/\(name)"
            let date = (try? manager.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            return (path, date ?? .distantPast)
        }
        return dated.sorted { ($1.date, $0.path) < ($0.date, $1.path) }
    }
}

extension CompiledPack {
    /// The parts of the stored form that are not arrays. The pack's examples are lines, which are read many times faster.
    private struct Header: Codable {
        var sha256: String
        var pack: KnowledgePack
        var language: LanguageData
        var safety: SafetyData
    }

    /// The bytes of a compiled pack's file.
    func serialized() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var file = TensorFileWriter(
            metadata: [
                "format": "aftercare-pack", "version": Self.compilerVersion,
                "weights": matcher.encoder?.weightsHash ?? "", "opinion": opinionKey,
                "opinion_version": SecondOpinionTraining.version,
            ])
        var pack = pack
        for place in pack.intents.indices { pack.intents[place].examples = [] }
        let header = Header(sha256: sha256, pack: pack, language: language, safety: safety.withoutPatterns)
        file.add("header", [UInt8](try encoder.encode(header)))
        let examples = matcher.examples
        file.add("examples.texts", lines: examples.map(\.text))
        file.add("examples.intents", examples.map { UInt32($0.intent) })
        file.add("examples.groups", examples.map { UInt32($0.group) })
        file.add("examples.keys", matcher.exampleKeys)
        if let features = matcher.exampleFeatures {
            file.add("examples.features", features.bytes)
            file.add("examples.features.scales", features.factors)
        }
        file.add("words.domain", matcher.spelling.domain.table.slots.array)
        file.add("words.common", matcher.spelling.common.table.slots.array)
        try matcher.classifier.store(in: &file)
        try opinion?.store(in: &file)
        screener.store(in: &file)
        return file.serialized()
    }

    /// The bytes of the file of what was encoded and its vectors; `nil` without an encoder.
    func serializedVectors() throws -> [UInt8]? {
        guard let weights = matcher.encoder?.weightsHash else { return nil }
        var file = TensorFileWriter(metadata: ["format": "aftercare-vectors", "weights": weights])
        let others = encoded.keys.sorted()
        file.add("encoded.texts", [UInt8](try JSONEncoder().encode(matcher.encodedTexts + others)))
        file.add("encoded.vectors", matcher.encodedVectors.flatMap { $0 } + others.flatMap { encoded[$0] ?? [] })
        return file.serialized()
    }

    /// Reads what ``serialized()`` wrote, after checking that it is undamaged.
    ///
    /// People wait for this at every start, so it uses two processors.
    init(fromUnverified file: TensorFile, expecting sha256: String, encoder: SentenceEncoder?)
        throws(TensorFile.Refusal)
    {
        guard file.metadata["format"] == "aftercare-pack", file.metadata["version"] == Self.compilerVersion,
            file.metadata["opinion_version"] == SecondOpinionTraining.version
        else { throw TensorFile.Refusal("it is no compiled pack of this version") }
        guard file.metadata["weights"] == encoder?.weightsHash ?? "" else {
            throw TensorFile.Refusal("it was compiled with other weights")
        }
        // Decoding JSON is safe with any bytes.
        let (verified, decoded) = inParallel(
            { Result { () throws(TensorFile.Refusal) in try file.verify() } },
            and: { Result { () throws(TensorFile.Refusal) in try Self.header(of: file, expecting: sha256) } })
        try verified.get()
        var header = try decoded.get()
        let (scorers, readers) = inParallel(
            {
                Result { () throws(TensorFile.Refusal) in
                    (try TextClassifier(from: file), encoder == nil ? nil : try SecondOpinion(from: file))
                }
            }, and: { [header] in Result { () throws(TensorFile.Refusal) in try Self.readers(from: file, header) } })
        let (classifier, opinion) = try scorers.get()
        let read = try readers.get()
        header.pack = read.pack
        let exampleKeys = try file.hashes("examples.keys")
        guard classifier.labelCount == header.pack.intents.count,
            classifier.exampleCount == read.examples.count, exampleKeys.count == read.examples.count,
            (classifier.ridge.texts.texts > 0) == (encoder != nil)
        else { throw TensorFile.Refusal("its parts do not fit each other") }
        let exampleFeatures = encoder == nil ? nil : try Self.exampleFeatures(from: file, count: read.examples.count)
        self.init(
            pack: header.pack, language: header.language, safety: header.safety, screener: read.screener,
            matcher: IntentMatcher(
                intents: header.pack.intents.map(\.id), examples: read.examples, classifier: classifier,
                spelling: read.spelling, encoder: encoder, exampleFeatures: exampleFeatures,
                exampleKeys: exampleKeys), opinion: opinion, opinionKey: file.metadata["opinion"] ?? "", encoded: [:],
            sha256: sha256)
    }

    private static func header(of file: TensorFile, expecting sha256: String) throws(TensorFile.Refusal) -> Header {
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(try file.bytes("header"))) else {
            throw TensorFile.Refusal("its header cannot be read")
        }
        guard header.sha256 == sha256 else { throw TensorFile.Refusal("it was compiled from other files") }
        return header
    }

    /// What reads a message's words, and the examples with the pack that they were given back to.
    private struct Readers {
        var pack: KnowledgePack
        var examples: [LabelledExamples.Example]
        var spelling: SpellingRepair
        var screener: SafetyScreener
    }

    private static func readers(from file: TensorFile, _ header: Header) throws(TensorFile.Refusal) -> Readers {
        var pack = header.pack
        let examples = try examples(from: file, into: &pack)
        guard
            let domain = HashTable(slots: try file.mapped("words.domain", as: UInt64.self)),
            let common = HashTable(slots: try file.mapped("words.common", as: UInt64.self))
        else { throw TensorFile.Refusal("its lists of words cannot be read") }
        return Readers(
            pack: pack, examples: examples,
            spelling: SpellingRepair(domain: WordList(domain), common: WordList(common)),
            screener: try SafetyScreener(from: file, data: header.safety, commonWords: WordList(common)))
    }

    private static func exampleFeatures(from file: TensorFile, count: Int) throws(TensorFile.Refusal) -> QuantizedRows {
        let scales = try file.mappedFloats("examples.features.scales")
        guard
            let rows = QuantizedRows(
                mapped: try file.mappedBytes("examples.features"), scales: (scales.pointer, scales.count), rows: count,
                columns: SentenceEncoder.featureCount, .eightBits)
        else { throw TensorFile.Refusal("its examples' features do not fit them") }
        return rows
    }

    /// Reads the examples, and gives those that are no title back to their intents.
    private static func examples(
        from file: TensorFile, into pack: inout KnowledgePack
    ) throws(TensorFile.Refusal) -> [LabelledExamples.Example] {
        let texts = try file.lines("examples.texts")
        let intents = try file.unsignedIntegers("examples.intents")
        let groups = try file.unsignedIntegers("examples.groups")
        guard texts.count == intents.count, texts.count == groups.count,
            intents.allSatisfy({ $0 < pack.intents.count })
        else { throw TensorFile.Refusal("its examples do not fit its intents") }
        var lastGroup: UInt32?
        for place in texts.indices {
            let intent = Int(intents[place])
            if groups[place] == lastGroup {
                pack.intents[intent].examples[pack.intents[intent].examples.count - 1].append(texts[place])
            } else {
                pack.intents[intent].examples.append([texts[place]])
            }
            lastGroup = groups[place]
        }
        // An intent's title is its last example.
        for intent in pack.intents.indices { _ = pack.intents[intent].examples.popLast() }
        return texts.indices.map {
            LabelledExamples.Example(text: texts[$0], intent: Int(intents[$0]), group: Int(groups[$0]))
        }
    }
}
