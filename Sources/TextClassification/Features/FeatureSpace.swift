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
    /// The column of each feature by its hash: the more texts have a feature, the earlier its column, so that what most questions
    /// need lies close together.
    package let index: HashTable
    /// One element a column.
    package let idf: MappedArray<Float>
    package let phrases: PhraseTable
    package let options: FeatureOptions

    package var columnCount: Int { idf.count }

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
        var numbering = HashNumbering()
        var frequency: [UInt32] = []
        var lastText: [Int] = []
        for (number, text) in texts.enumerated() {
            for hashes in [text.words, text.characters, text.marks] {
                for hash in hashes {
                    let column = numbering.number(of: hash)
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
        let order = frequency.indices.sorted { (frequency[$1], $0) < (frequency[$0], $1) }
        index = HashTable(
            zip(0..., order).map { column, feature in (hash: numbering.hashes[feature], number: column) })
        idf = MappedArray(order.map { Float(Elementary.log(total / (1 + Double(frequency[$0]))) + 1) })
        self.phrases = phrases
        self.options = options
    }

    /// Takes a stored space.
    package init(index: HashTable, idf: MappedArray<Float>, phrases: PhraseTable, options: FeatureOptions) {
        self.index = index
        self.idf = idf
        self.phrases = phrases
        self.options = options
    }

    /// How many of the terms are words of the training texts.
    package func knownCount(of terms: [String]) -> Int {
        var count = 0
        NGrams.words(terms, sizes: 1...1) { count += column(of: $0) == nil ? 0 : 1 }
        return count
    }

    /// The column of a feature; `nil` for one that no training text has.
    private func column(of hash: UInt64) -> UInt32? {
        // Checked here and not when a table is read, as that brings all of it into memory.
        guard let column = index.number(of: hash), Int(column) < idf.count else { return nil }
        return column
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
                if let column = column(of: hash) { occurrences.append(UInt64(column) << 2 | UInt64(block)) }
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
            var columns = hashes.compactMap { column(of: $0) }.sorted()
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
