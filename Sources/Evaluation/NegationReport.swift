public import Aftercare
public import KnowledgePacks
package import SafetyScreening

/// How well the screener tells a denied sign from a stated one, on sentences in which a concept is given.
///
/// Source: the NegEx test kit; Chapman et al. 2001, doi:10.1006/jbin.2001.1029.
public struct NegationReport: Sendable {
    /// One sentence of the set.
    public struct Sentence: Sendable, Equatable {
        /// The concept as it stands in the sentence, without regard to case.
        public let concept: String
        public let text: String
        public let isNegated: Bool
    }

    /// The figures for "negated", as `--json` prints them; shares in 0...1.
    public struct Figures: Sendable, Codable, Equatable {
        public let precision: Double
        public let recall: Double
        public let f1: Double
    }

    public let figures: Figures
    /// How many sentences were judged, and how many of them deny their concept.
    public let count: Int
    public let negated: Int

    /// Reads a file of sentences and judges them by the warning signs that belong to a pack.
    ///
    /// - Parameter progress: Called with the share done, 0...1.
    /// - Returns: `nil` after reporting every fault.
    public static func measure(
        _ path: String, location: PackLocation, _ diagnostics: inout Diagnostics, progress: (Double) -> Void = { _ in }
    ) -> NegationReport? {
        let language = "en"
        let sentences = load(path, &diagnostics)
        let words = CommonWords.load(for: location, language: language, &diagnostics)
        let folder = location.safety ?? location.shared("safety", language: language)
        guard let data = SafetyData.load(folder: folder, &diagnostics), let sentences, let words else { return nil }
        return NegationReport(
            sentences, screener: SafetyScreener(data: data, commonWords: words), progress: progress)
    }

    /// - Parameter progress: Called with the share done, 0...1.
    package init(_ sentences: [Sentence], screener: SafetyScreener, progress: (Double) -> Void = { _ in }) {
        self.init(
            sentences.enumerated().map { place, sentence in
                let (assertion, _) = screener.assertion(of: sentence.concept, in: sentence.text)
                progress(Double(place + 1) / Double(sentences.count))
                // What has gone is denied, too: the kit makes no difference.
                return (judged: assertion != .asserted, isNegated: sentence.isNegated)
            })
    }

    package init(_ judgements: [(judged: Bool, isNegated: Bool)]) {
        count = judgements.count
        negated = judgements.count { $0.isNegated }
        let hits = judgements.count { $0.judged && $0.isNegated }
        let precision = Double(hits) / Double(max(1, judgements.count { $0.judged }))
        let recall = Double(hits) / Double(max(1, negated))
        let sum = precision + recall
        figures = Figures(precision: precision, recall: recall, f1: sum == 0 ? 0 : 2 * precision * recall / sum)
    }

    /// The figures as lines for a person.
    public var summary: String {
        """
        Sentences           \(count), \(negated) of them deny the concept
        Precision           \(Fixed.percent(figures.precision)) of those judged as denied are
        Recall              \(Fixed.percent(figures.recall)) of the denied were found
        F1                  \(Fixed.percent(figures.f1))
        """
    }

    /// Reads a file whose first line names its columns, `concept`, `sentence` and `negation` among them, with a tab between.
    ///
    /// - Returns: `nil` after reporting every fault with its line.
    public static func load(_ path: String, _ diagnostics: inout Diagnostics) -> [Sentence]? {
        guard let bytes = TextFile.bytes(path, &diagnostics),
            let text = TextFile.text(bytes, file: path, &diagnostics)
        else { return nil }
        let lines = TextLines.split(text).map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        let head = lines[0].map(String.init)
        let needed = ["concept", "sentence", "negation"]
        let places = needed.map { head.firstIndex(of: $0) }
        guard let concept = places[0], let sentence = places[1], let negation = places[2] else {
            let missing = zip(needed, places).filter { $1 == nil }.map { "'\($0.0)'" }
            diagnostics.error(
                path, 1, "the first line names no column \(missing.joined(separator: " and no column ")).",
                remedy: "Write the names of the columns there, a tab between: concept, sentence, negation.")
            return nil
        }
        let before = diagnostics.errors.count
        var sentences: [Sentence] = []
        for (number, cells) in lines.enumerated().dropFirst() where cells.contains(where: { !$0.isEmpty }) {
            guard cells.count > max(concept, sentence, negation) else {
                diagnostics.error(
                    path, number + 1, "this line has \(cells.count) of \(head.count) columns.",
                    remedy: "Write them all, a tab between.")
                continue
            }
            let label = cells[negation].lowercased()
            guard label == "negated" || label == "affirmed" else {
                diagnostics.error(
                    path, number + 1, "'\(cells[negation])' is no negation.", remedy: "Write negated or affirmed.")
                continue
            }
            sentences.append(
                Sentence(
                    concept: String(cells[concept]), text: String(cells[sentence]), isNegated: label == "negated"))
        }
        if sentences.isEmpty, diagnostics.errors.count == before {
            diagnostics.error(path, "this file has no sentence.", remedy: "Write one on each line below the first.")
        }
        return diagnostics.errors.count == before ? sentences : nil
    }
}
