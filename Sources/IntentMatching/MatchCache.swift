import Synchronization

/// The rankings of texts seen before, a bounded number of them.
///
/// Keyed by the text as it is compared, so it holds nothing that belongs to one person alone: replies, alerts and evidence are
/// made anew for every utterance. When it is full, half of it, the older entries, is let go at once.
final class MatchCache: Sendable {
    private struct Generations {
        var young: [String: Matches] = [:]
        var old: [String: Matches] = [:]
    }

    /// How many texts one generation holds; an entry takes some 10 KB.
    private static let generationSize = 256
    /// Longer texts are not likely to come again.
    private static let longestText = 256

    private let generations = Mutex(Generations())

    func matches(for sentence: String) -> Matches? {
        generations.withLock { generations in
            if let found = generations.young[sentence] { return found }
            guard let found = generations.old[sentence] else { return nil }
            generations.young[sentence] = found
            return found
        }
    }

    func keep(_ matches: Matches, for sentence: String) {
        guard sentence.utf8.count <= Self.longestText else { return }
        generations.withLock { generations in
            if generations.young.count >= Self.generationSize {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[sentence] = matches
        }
    }
}
