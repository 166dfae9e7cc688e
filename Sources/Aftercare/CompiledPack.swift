import Foundation
public import IntentMatching
public import KnowledgePacks
public import SafetyScreening
public import SentenceEncoding
import TensorFiles
public import TextAnalysis
import TextClassification

/// A pack ready to answer: its passages, a trained matcher and the warning signs.
///
/// Training takes seconds, so the result is kept in one file under the hash of everything that went into it. A file that is
/// damaged, cut off or made by another version is refused and made again, never trusted.
public struct CompiledPack: Sendable {
    public let pack: KnowledgePack
    /// How people steer a talk in the pack's language, and how other languages look.
    public let language: LanguageData
    /// The texts and numbers of the warning signs. Their patterns are compiled in ``screener`` and may be missing here.
    public let safety: SafetyData
    public let screener: SafetyScreener
    public let matcher: IntentMatcher
    /// `nil` when matching by words alone.
    let opinion: SecondOpinion?
    /// What ``opinion`` was made from.
    let opinionKey: String
    /// What was encoded to train it, by what was encoded; empty in a pack that was read from a file.
    let encoded: [String: [Float]]
    /// SHA-256 of all files of pack, safety data and language data, in path order.
    public let sha256: String

    /// Part of the key of stored files; goes up with every change to what training or storage does.
    static let compilerVersion = "26"

    /// Why a pack cannot be used: everything that was found, errors and warnings.
    public struct Failure: Error, CustomStringConvertible {
        public let diagnostics: Diagnostics
        public init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }
        public var description: String { diagnostics.sorted.map(\.description).joined(separator: "\n") }
    }

    /// All files that a pack is made from.
    public struct Sources: Sendable {
        public let location: PackLocation
        public let pack: PackFiles
        public let safety: PackFiles
        /// Of all languages: `en/common-words.txt`, `fr/foreign.yaml`, ….
        public let languages: PackFiles

        /// Reads a pack's folder and the folders of its language.
        public static func read(_ location: PackLocation, _ diagnostics: inout Diagnostics) -> Sources? {
            guard let pack = PackFiles.read(location.pack, &diagnostics) else { return nil }
            guard pack["pack.yaml"] != nil else {
                diagnostics.error(
                    "\(location.pack)/pack.yaml", "there is no such file.",
                    remedy: "Name the folder that holds pack.yaml with --pack.")
                return nil
            }
            let language = Self.language(of: pack)
            let safetyFolder = location.safety ?? location.shared("safety", language: language)
            guard let safety = PackFiles.read(safetyFolder, &diagnostics),
                let languages = PackFiles.read(location.languages, &diagnostics)
            else { return nil }
            return Sources(location: location, pack: pack, safety: safety, languages: languages)
        }

        public var sha256: String { PackFiles.sha256(of: [pack, safety, languages]) }

        var safetyFolder: String {
            location.safety ?? location.shared("safety", language: Self.language(of: pack))
        }

        /// The language line of pack.yaml, found before the pack is read as a whole; English where it cannot be.
        private static func language(of files: PackFiles) -> String {
            var ignored = Diagnostics()
            guard let file = files["pack.yaml"],
                let text = TextFile.text(file.bytes, file: file.path, &ignored),
                let yaml = YAMLValue.parse(text, file: file.path, &ignored)
            else { return "en" }
            return yaml["language"]?.text ?? "en"
        }
    }

    /// Reads all files that a pack is made from.
    public static func sources(_ location: PackLocation) throws(Failure) -> Sources {
        var diagnostics = Diagnostics()
        guard let sources = Sources.read(location, &diagnostics) else { throw Failure(diagnostics: diagnostics) }
        return sources
    }

    /// Loads, checks and compiles a pack, or maps what an earlier run compiled from the same files.
    ///
    /// - Parameters:
    ///   - encoder: Reads sentences; `nil` to match by words alone.
    ///   - cacheFolder: Where compiled packs are kept; `nil` to compile in memory.
    ///   - opinionFile: A ``SecondOpinionFile``, which is taken when it was made from this pack's safety data.
    ///   - today: The day for `review_by`, as `2026-11-22`.
    ///   - progress: Called with the share done, 0...1, while training; never when a stored file serves.
    public static func open(
        _ location: PackLocation, encoder: SentenceEncoder?, cacheFolder: String?, opinionFile: String? = nil,
        today: String?, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws(Failure) -> CompiledPack {
        try open(
            try sources(location), encoder: encoder, cacheFolder: cacheFolder, opinionFile: opinionFile, today: today,
            progress: progress)
    }

    /// Does as ``open(_:encoder:cacheFolder:opinionFile:today:progress:)`` with files that have been read.
    public static func open(
        _ sources: Sources, encoder: SentenceEncoder?, cacheFolder: String?, opinionFile: String? = nil,
        today: String?, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws(Failure) -> CompiledPack {
        let sha256 = sources.sha256
        let store = cacheFolder.map { CompiledPackStore(folder: $0) }
        if let stored = store?.load(sha256, encoder) { return stored }
        // Whoever edits a pack waits for this after every edit, so it uses two processors.
        let (checked, (known, opinion)) = inParallel(
            { check(sources, today: today) },
            and: { () -> ([String: [Float]], SecondOpinion?) in
                guard let encoder else { return ([:], nil) }
                let key = SecondOpinionTraining.key(sources.safety)
                let opinion = opinionFile.flatMap { SecondOpinionFile.load($0, key: key, encoder) }
                return (store?.knownVectors(encoder) ?? [:], opinion ?? store?.opinion(key, encoder))
            })
        let compiled = try compile(
            sources, checked, encoder: encoder, knownVectors: known, earlierOpinion: opinion, progress: progress)
        store?.save(compiled)
        return compiled
    }

    /// Trains what was loaded and checked, without looking at stored files.
    private static func compile(
        _ sources: Sources, _ checked: Checked, encoder: SentenceEncoder?, knownVectors: [String: [Float]],
        earlierOpinion: SecondOpinion?, progress: @escaping @Sendable (Double) -> Void
    ) throws(Failure) -> CompiledPack {
        let (pack, words, language, safety, diagnostics) = checked
        guard let pack, let safety, let words, let language, !diagnostics.hasErrors else {
            throw Failure(diagnostics: diagnostics)
        }
        // A second opinion that has to be trained takes most of the time.
        let trainsOpinion = encoder != nil && earlierOpinion == nil
        let share = trainsOpinion ? 0.2 : 1
        let trainMatcher = { @Sendable () -> IntentMatcher in
            IntentMatcher.train(
                LabelledExamples(pack), commonWords: words, encoder: encoder, knownVectors: knownVectors,
                progress: { progress(share * $0) })
        }
        let trainOpinion = { @Sendable () -> SecondOpinionTraining.Trained? in
            encoder.flatMap { encoder in
                SecondOpinionTraining.train(
                    sources.safety, encoder: encoder, knownVectors: knownVectors, earlier: earlierOpinion,
                    progress: { progress(share + (1 - share) * $0) })
            }
        }
        // One after the other where both take long, as each needs much memory and all processors.
        let (matcher, opinion) =
            trainsOpinion ? (trainMatcher(), trainOpinion()) : inParallel(trainMatcher, and: trainOpinion)
        return CompiledPack(
            pack: pack, language: language, safety: safety,
            screener: SafetyScreener(data: safety, commonWords: words), matcher: matcher,
            opinion: opinion?.opinion,
            opinionKey: SecondOpinionTraining.key(sources.safety), encoded: opinion?.encoded ?? [:],
            sha256: sources.sha256)
    }

    /// What the files of a pack say, and what is wrong with them.
    public typealias Checked = (
        pack: KnowledgePack?, words: WordList?, language: LanguageData?, safety: SafetyData?, diagnostics: Diagnostics
    )

    /// Reads everything and reports every fault; trains nothing.
    public static func check(_ sources: Sources, today: String?) -> Checked {
        var (pack, diagnostics) = PackLoader.load(sources.pack, folder: sources.location.pack, today: today)
        // Of a pack that cannot be read nobody knows which intents it has.
        if let pack { _ = PackTests.load(sources.pack, intents: pack.intents.map(\.id), &diagnostics) }
        let safety = SafetyData.load(folder: sources.safetyFolder, &diagnostics)
        if let pack, let safety { checkSigns(pack, safety, sources.pack, &diagnostics) }
        var words: WordList?
        let own = pack?.language ?? "en"
        let folder = sources.location.languages
        let language = LanguageData.read(sources.languages, folder: folder, language: own, &diagnostics)
        if let file = sources.languages["\(own)/\(CommonWords.fileName)"] {
            words = CommonWords.read(file.bytes, file: file.path, &diagnostics)
        } else {
            diagnostics.error(
                "\(folder)/\(own)/\(CommonWords.fileName)", "there is no such file.",
                remedy: "Add a list of common words, one a line.")
        }
        return (pack, words, language, safety, diagnostics)
    }

    /// Every sign that a passage is about is one of the screener's.
    private static func checkSigns(
        _ pack: KnowledgePack, _ safety: SafetyData, _ files: PackFiles, _ diagnostics: inout Diagnostics
    ) {
        let known = safety.concepts.map(\.id) + safety.combinations.map(\.id)
        for intent in pack.intents {
            for sign in intent.signs where !known.contains(where: { $0 == sign || $0.hasPrefix(sign + ".") }) {
                let name = intent.id.replacing(".", with: "/") + ".md"
                diagnostics.error(
                    files[name]?.path ?? name, "'signs' names '\(sign)', which is no sign.",
                    remedy: "Use the id of one in \(safety.language)/concepts, or what several start with.")
            }
        }
    }
}
