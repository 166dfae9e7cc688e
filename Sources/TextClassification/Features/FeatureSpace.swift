package import TensorFiles
import TextAnalysis

/// Which lexical features are counted, and how much they weigh against each other.
public struct FeatureOptions: Sendable, Equatable {
    /// Sizes of word n-grams, in terms.
    public var words: ClosedRange<Int> = 1...2
    /// Sizes of character n-grams inside a padded term, in bytes.
    public var characters: ClosedRange<Int> = 2...5
    /// The weight of marks (synonyms, keywords) beside the two blocks, each of which weighs 1/√2.
    public var markWeight: Float = 0.5

    public init() {}
}

/// The lexical feature vectors of texts: words and characters, each block TF-IDF weighted and of unit length over √2.
///
/// A value is (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), scikit-learn's smoothed, sublinear form; known features only.
/// Source: Salton & Buckley 1988, doi:10.1016/0306-4573(88)90021-0.
package struct FeatureSpace: Sendable {
    package let index: HashIndex
    /// One element a column.
    package let idf: MappedArray<Float>
    package let phrases: PhraseTable
    package let options: FeatureOptions

    package var columnCount: Int { index.count }

    /// What one text is counted from.
    package struct Counts: Sendable {
        /// One hash an occurrence, in order.
        package var words: [UInt64] = []
        package var characters: [UInt64] = []
        package var marks: [UInt64] = []
    }

    package static func counts(_ terms: [String], phrases: PhraseTable, options: FeatureOptions) -> Counts {
        var counts = Counts()
        counts.words.reserveCapacity(terms.count * 2)
        counts.characters.reserveCapacity(terms.count * 24)
        NGrams.words(terms, sizes: options.words) { counts.words.append($0) }
        NGrams.characters(terms, sizes: options.characters) { counts.characters.append($0) }
        for mark in phrases.marks(in: terms) { counts.marks.append(markHash(mark)) }
        return counts
    }

    /// Marks share the table of n-grams; a mixed number never meets an n-gram's hash but by the chance of 2⁻⁶⁴.
    private static func markHash(_ mark: UInt32) -> UInt64 {
        var hash = TextHash(seed: 4)
        for shift in [0, 8, 16, 24] { hash.update(UInt8(truncatingIfNeeded: mark >> UInt32(shift))) }
        return hash.value
    }

    /// Fits columns and document frequencies to training texts.
    package init(_ texts: [Counts], phrases: PhraseTable, options: FeatureOptions) {
        var table = HashTable()
        var frequency: [UInt32] = []
        var lastText: [Int] = []
        for (number, text) in texts.enumerated() {
            for hashes in [text.words, text.characters, text.marks] {
                for hash in hashes {
                    let column = Int(table.insert(hash))
                    if column == frequency.count {
                        frequency.append(0)
                        lastText.append(-1)
                    }
                    if lastText[column] != number {
                        lastText[column] = number
                        frequency[column] += 1
                    }
                }
            }
        }
        let total = Double(texts.count) + 1
        index = HashIndex(table)
        idf = MappedArray(frequency.map { Float(Elementary.log(total / (1 + Double($0))) + 1) })
        self.phrases = phrases
        self.options = options
    }

    /// Takes a stored space; `nil` when its parts do not fit each other.
    package init?(index: HashIndex, idf: MappedArray<Float>, phrases: PhraseTable, options: FeatureOptions) {
        guard idf.count == index.count else { return nil }
        self.index = index
        self.idf = idf
        self.phrases = phrases
        self.options = options
    }

    /// How many of the terms are words of the training texts.
    package func knownCount(of terms: [String]) -> Int {
        var count = 0
        NGrams.words(terms, sizes: 1...1) { count += index.column(of: $0) == nil ? 0 : 1 }
        return count
    }

    package func vector(_ terms: [String]) -> SparseVector {
        vector(Self.counts(terms, phrases: phrases, options: options))
    }

    package func vector(_ counts: Counts) -> SparseVector {
        // A column in the upper bits, its block in the lower two: one sort of whole numbers orders all.
        var occurrences: [UInt64] = []
        occurrences.reserveCapacity(counts.words.count + counts.characters.count + counts.marks.count)
        for (block, hashes) in [counts.words, counts.characters, counts.marks].enumerated() {
            for hash in hashes {
                if let column = index.column(of: hash) { occurrences.append(UInt64(column) << 2 | UInt64(block)) }
            }
        }
        RadixSort.sort(&occurrences)
        var vector = SparseVector()
        vector.columns.reserveCapacity(occurrences.count)
        vector.values.reserveCapacity(occurrences.count)
        var blocks: [Int] = []
        blocks.reserveCapacity(occurrences.count)
        var squares: [Float] = [0, 0, 0]
        var place = 0
        while place < occurrences.count {
            var end = place + 1
            while end < occurrences.count, occurrences[end] == occurrences[place] { end += 1 }
            let (column, block) = (Int(occurrences[place] >> 2), Int(occurrences[place] & 3))
            let value = Self.sublinear[min(end - place, Self.sublinear.count - 1)] * idf[column]
            vector.columns.append(UInt32(column))
            vector.values.append(value)
            blocks.append(block)
            squares[block] += value * value
            place = end
        }
        let half = Float(0.5).squareRoot()
        let factors = squares.map { $0 > 0 ? half / $0.squareRoot() : 0 }
        for place in blocks.indices {
            if blocks[place] == Self.marks {
                // A mark says "is there"; counting it, or its rarity, would let one word outweigh the sentence.
                vector.values[place] = options.markWeight
            } else {
                vector.values[place] *= factors[blocks[place]]
            }
        }
        return vector
    }

    /// The block that is weighed by nothing but ``FeatureOptions/markWeight``: words are 0, characters 1.
    private static let marks = 2

    /// The known features of a text under names that people understand, each once: words, pairs of words, marks, and the
    /// characters of each word together.
    package func named(_ terms: [String]) -> [(name: String, columns: [UInt32])] {
        var features: [(name: String, columns: [UInt32])] = []
        var seen: Set<String> = []
        func add(_ name: String, _ hashes: [UInt64]) {
            var columns = hashes.compactMap { index.column(of: $0) }.sorted()
            columns = columns.indices.filter { $0 == 0 || columns[$0] != columns[$0 - 1] }.map { columns[$0] }
            if !columns.isEmpty, seen.insert(name).inserted { features.append((name, columns)) }
        }
        var words: [UInt64] = []
        NGrams.words(terms, sizes: options.words) { words.append($0) }
        for (name, hash) in zip(NGrams.wordTexts(terms, sizes: options.words), words) { add("'\(name)'", [hash]) }
        for mark in phrases.marks(in: terms) { add(phrases.names[Int(mark)], [Self.markHash(mark)]) }
        for term in terms {
            var characters: [UInt64] = []
            NGrams.characters([term], sizes: options.characters) { characters.append($0) }
            add("letters of '\(term)'", characters)
        }
        return features
    }

    /// 1 + ln tf for tf up to 64.
    private static let sublinear: [Float] = (0...64).map { $0 == 0 ? 0 : Float(1 + Elementary.log(Double($0))) }
}
