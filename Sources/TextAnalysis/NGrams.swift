/// The n-grams of a text, as 64-bit hashes: what the lexical features are counted from.
public enum NGrams {
    /// Seeds that keep the kinds of n-gram apart.
    package enum Seed {
        static let word: UInt8 = 1
        static let character: UInt8 = 2
    }

    /// Calls `body` with the hash of each run of `sizes` neighbouring terms.
    public static func words(_ terms: [String], sizes: ClosedRange<Int>, _ body: (UInt64) -> Void) {
        for start in terms.indices {
            var hash = TextHash(seed: Seed.word)
            for size in 1...sizes.upperBound {
                let place = start + size - 1
                guard place < terms.count else { break }
                if size > 1 { hash.update(0x20) }
                hash.update(terms[place])
                if size >= sizes.lowerBound { body(hash.value) }
            }
        }
    }

    /// Calls `body` with the hash of each run of `sizes` bytes inside each term padded by one blank on either side.
    ///
    /// A term shorter than a size counts once, whole, as scikit-learn's `char_wb` analyser has it.
    public static func characters(_ terms: [String], sizes: ClosedRange<Int>, _ body: (UInt64) -> Void) {
        var padded: [UInt8] = []
        for term in terms {
            padded.removeAll(keepingCapacity: true)
            padded.append(0x20)
            padded.append(contentsOf: term.utf8)
            padded.append(0x20)
            for start in padded.indices {
                var hash = TextHash(seed: Seed.character)
                for size in 1...sizes.upperBound {
                    let place = start + size - 1
                    guard place < padded.count else { break }
                    hash.update(padded[place])
                    if size >= sizes.lowerBound { body(hash.value) }
                }
            }
        }
    }

    /// The text of each n-gram, in the order in which ``words(_:sizes:_:)`` gives the hashes; for explanations.
    package static func wordTexts(_ terms: [String], sizes: ClosedRange<Int>) -> [String] {
        var texts: [String] = []
        for start in terms.indices {
            for size in 1...sizes.upperBound where size >= sizes.lowerBound && start + size <= terms.count {
                texts.append(terms[start..<start + size].joined(separator: " "))
            }
        }
        return texts
    }
}
