/// The reference tokenizer's view of single scalars: what BERT's normaliser and pre-tokenizer do with them.
///
/// The normaliser cleans the text, sets CJK ideographs apart, decomposes, drops accents and lower-cases; the
/// pre-tokenizer splits at blanks and around punctuation (Devlin 2019, arXiv:1810.04805). All of this is a function
/// of one scalar, but for the order of the few combining marks that survive, which ``WordBuilder`` takes care of.
enum TextNormalizer {
    /// What to do with the scalars of a run of ``NormalizationTables``.
    enum Kind: UInt32 {
        /// Not there at all: controls, format characters, private use and most accents.
        case ignored = 0
        /// Dropped, but marks before and after it do not change places.
        case removedMark
        case space
        /// A word of its own.
        case punctuation
        /// A combining mark that stays; the payload is its canonical combining class, 1...255.
        case nonStarter
        /// A word of its own.
        case ideograph
        /// A word of its own, replaced by the scalar in the payload.
        case mappedIdeograph
        /// A Hangul syllable, replaced by its two or three letters.
        case hangul
        /// Replaced by the scalar at the distance in the payload.
        case shifted
        /// The first, third, … scalar of the run is replaced by the one after it.
        case alternating
        /// Replaced by a sequence; the payload is its index.
        case sequence
        /// Stays as it is. Not in the tables.
        case plain
    }

    /// One run's kind and payload, and the run's first scalar.
    struct Action {
        var kind: Kind
        var payload: UInt32
        var first: UInt32
    }

    /// - Parameter scalar: A scalar from U+0080 up.
    /// - Complexity: O(log *r*) for the *r* = 2,642 runs.
    static func action(for scalar: UInt32) -> Action {
        let firsts = NormalizationTables.runFirst
        var low = 0
        var high = firsts.count
        while low < high {
            let middle = (low + high) / 2
            if firsts[middle] <= scalar {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let plain = Action(kind: .plain, payload: 0, first: scalar)
        guard low > 0 else { return plain }
        let lastAndKind = NormalizationTables.runLastAndKind[low - 1]
        guard scalar <= lastAndKind & 0xFF_FFFF, let kind = Kind(rawValue: lastAndKind >> 24) else { return plain }
        return Action(kind: kind, payload: NormalizationTables.runPayload[low - 1], first: firsts[low - 1])
    }

    /// What to do with an ASCII byte: ``ignoredByte``, ``spaceByte``, ``punctuationByte`` or the lower-cased letter
    /// or digit itself.
    static let ascii: [UInt8] = (0..<128).map { (byte: UInt8) in
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20: spaceByte
        case 0x00...0x1F, 0x7F: ignoredByte
        case 0x30...0x39, 0x61...0x7A: byte
        case 0x41...0x5A: byte + 0x20
        default: punctuationByte
        }
    }

    static let ignoredByte: UInt8 = 0
    static let spaceByte: UInt8 = 1
    static let punctuationByte: UInt8 = 2
}
