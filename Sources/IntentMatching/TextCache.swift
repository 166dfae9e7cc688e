import Synchronization

/// What was found out about texts seen before, a bounded number of them.
///
/// Keyed by the text as it is compared, so it holds nothing that belongs to one person alone: replies, alerts and evidence are
/// made anew for every utterance. When it is full, half of it, the older entries, is let go at once.
package final class TextCache<Value: Sendable>: Sendable {
    private struct Generations {
        var young: [String: Value] = [:]
        var old: [String: Value] = [:]
    }

    /// How many texts one generation holds; a ranking takes some 10 KB.
    private let generationSize = 256
    /// Longer texts, in UTF-8 bytes, are not likely to come again.
    private let longestText = 256

    private let generations = Mutex(Generations())

    package init() {}

    package func value(for sentence: String) -> Value? {
        generations.withLock { generations in
            if let found = generations.young[sentence] { return found }
            guard let found = generations.old[sentence] else { return nil }
            generations.young[sentence] = found
            return found
        }
    }

    package func keep(_ value: Value, for sentence: String) {
        guard sentence.utf8.count <= longestText else { return }
        generations.withLock { generations in
            if generations.young.count >= generationSize {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[sentence] = value
        }
    }
}
