/// Kernel ridge regression of one-hot labels: a label's score is a weighted sum of the text's likeness to each training text.
///
/// Minimises Σ (score − target)² + λ · ‖f‖² in the space of the kernel k(x, z) + *a* · ⟨u, v⟩, where k is a ``SentenceKernel`` of what
/// the encoder gave of two texts and u and v are their lexical features; by words alone it is ⟨u, v⟩. Of the loss and the
/// kernel this pair, with a radial k, was the best on the three public intent sets in full and on the bundled pack, and no worse with 5
/// and 10 examples an intent; held-out scores need no second training, as they follow from the inverse of the kernel matrix.
///
/// Source: Rifkin, Yeo & Poggio 2003, *Regularized Least-Squares Classification*; Rasmussen & Williams 2006, *Gaussian Processes
/// for Machine Learning*, 5.4.2 for what was held out.
package struct KernelRidge: Sendable {
    package struct Options: Sendable {
        /// λ, in the unit of the kernel: a text is 1.25 alike to itself. 0.03 to 0.3 is flat.
        package var ridge: Float = 0.1
        /// *a*, the words beside the sentence; 1 where there is no sentence.
        package var lexicalWeight: Float = 0.25
        /// How many texts are held out at most: the inverse that this needs would take as long as all else, and thresholds that
        /// are fitted to so many texts are as good.
        package var heldOutLimit = 5000
        package init() {}
    }

    /// Lexical features a row, labels a column.
    package let lexical: QuantizedRows
    /// No texts when sentences are not compared.
    package let texts: TextWeights
    /// What every text has before its words are looked at; one element a label.
    package let offsets: [Float]

    package init(lexical: QuantizedRows, texts: TextWeights, offsets: [Float]) {
        precondition(lexical.columns == texts.labels && lexical.columns == offsets.count)
        self.lexical = lexical
        self.texts = texts
        self.offsets = offsets
    }

    /// The label scores of one text: about 1 for the label it has and 0 for the others.
    ///
    /// - Parameter likenesses: To each training text; empty by words alone.
    /// - Complexity: O((*n* + *N*) · *L*) in features, training texts and labels.
    package func scores(_ features: SparseVector, likenesses: [Float]) -> [Float] {
        let sum = FloatRows(rows: 1, columns: offsets.count)
        sum.write(offsets, toRow: 0)
        lexical.add(features, to: sum)
        return zip(sum.elements(ofRow: 0), texts.scores(likenesses)).map { $0 + $1 }
    }

    /// What training gives.
    package struct Trained {
        /// What each text, counterexamples behind the others, adds to the score of each label: one row a text.
        package var weights: FloatRows
        /// As in a ``KernelRidge``.
        package var lexical: QuantizedRows
        /// As in a ``KernelRidge``.
        package var offsets: [Float]
        /// The scores that texts would have had, had their group not been trained on: one element a label. All texts, or as many
        /// as ``Options/heldOutLimit`` allows, drawn by group, in the order of the texts.
        package var heldOut: [(text: Int, scores: [Float])]
    }

    /// - Parameter sentences: What was trained with; `nil` by words alone.
    package init(_ trained: Trained, sentences: FloatRows?) {
        // Of words a text has a hundred, but it is compared with thousands of texts, whose errors must not add up.
        let texts =
            sentences.map { QuantizedRows(trained.weights, .eightBits, keepingSumsOver: $0) }
            ?? QuantizedRows(FloatRows(rows: 0, columns: trained.offsets.count), .eightBits)
        self.init(lexical: trained.lexical, texts: TextWeights(texts), offsets: trained.offsets)
    }

    /// Trains on one lexical vector, one label and one group a text, and on counterexamples, whose lexical vectors follow.
    ///
    /// - Parameters:
    ///   - counterLabels: The label that each counterexample does not have.
    ///   - sentences: The sentences of all texts and counterexamples, as ``SentenceIndex/rows`` gives them; `nil` by words alone.
    ///   - kernel: How sentences are compared.
    ///   - offsetLabels: The labels whose shares every text has before it is looked at; `nil` for `labels`.
    ///   - progress: Called with the share done, 0...1.
    package static func train(
        _ vectors: [SparseVector], labels: [Int], groups: [Int], counterLabels: [Int], labelCount: Int,
        columnCount: Int, options: Options, sentences: FloatRows?, kernel: SentenceKernel,
        offsetLabels: [Int]? = nil, progress: (Double) -> Void
    ) -> Trained {
        let lexicalWeight = sentences == nil ? 1 : options.lexicalWeight
        // The texts that are held out stand last, so that only the last rows of the factor have to be inverted.
        let held = heldOutTexts(groups, atMost: options.heldOutLimit)
        let isHeld = Set(held)
        let order = vectors.indices.filter { !isHeld.contains($0) } + held
        let ordered = sentences.map { sentences in
            let rows = FloatRows(rows: order.count, columns: sentences.columns)
            for (row, text) in order.enumerated() { rows.copyRow(of: sentences, text, to: row) }
            return rows
        }
        let gram = GramMatrix.make(
            order.map { vectors[$0] }, columnCount: columnCount, lexicalWeight: lexicalWeight, ridge: options.ridge,
            sentences: ordered, kernel: kernel)
        // What the work is shared out between was measured on packs of 1,500 to 15,000 texts.
        let (gramShare, factorShare) = (0.2, 0.65)
        progress(gramShare)
        let factor = Cholesky(gram) { progress(gramShare + factorShare * $0) }
        var means = [Float](repeating: 0, count: labelCount)
        let counted = offsetLabels ?? labels
        for label in counted { means[label] += 1 / Float(counted.count) }
        var targets = vectors.indices.map { text in
            (0..<labelCount).map { text < labels.count && labels[text] == $0 ? Float(1) : 0 }
        }
        var weights = solve(factor, targets, means, order)
        if !counterLabels.isEmpty {
            // A counterexample says nothing of the other labels: there it may keep the score it gets.
            for (place, label) in counterLabels.enumerated() {
                let text = labels.count + place
                for other in 0..<labelCount where other != label {
                    targets[text][other] = min(
                        1, max(0, targets[text][other] - options.ridge * weights[row: text, other]))
                }
            }
            weights = solve(factor, targets, means, order)
        }
        let done = gramShare + factorShare
        let first = vectors.count - held.count
        factor.invertFactor(from: first) { progress(done + (1 - done) * $0) }
        let scores = heldOut(factor, weights, targets: targets, groups: groups, texts: held, firstRow: first)
        return Trained(
            weights: weights, lexical: lexical(weights, vectors, columnCount, lexicalWeight), offsets: means,
            heldOut: zip(held, scores).map { (text: $0, scores: $1) })
    }

    /// All texts, or of too many those of groups that are drawn from a fixed seed until there are enough; ascending.
    private static func heldOutTexts(_ groups: [Int], atMost limit: Int) -> [Int] {
        guard groups.count > limit else { return Array(groups.indices) }
        var members: [Int: [Int]] = [:]
        for (text, group) in groups.enumerated() { members[group, default: []].append(text) }
        var drawn = members.keys.sorted()
        var random = SplitMix64(seed: 0)
        for place in drawn.indices.reversed() where place > 0 {
            drawn.swapAt(place, Int(random.next() % UInt64(place + 1)))
        }
        var texts: [Int] = []
        for group in drawn where texts.count + (members[group]?.count ?? 0) <= limit { texts += members[group] ?? [] }
        return texts.sorted()
    }

    /// - Parameter order: The text of each row of the factor.
    /// - Returns: One row a text.
    private static func solve(
        _ factor: Cholesky, _ targets: [[Float]], _ means: [Float], _ order: [Int]
    ) -> FloatRows {
        let solution = FloatRows(rows: (order.count + 15) / 16 * 16, columns: means.count)
        for (row, text) in order.enumerated() {
            solution.write(zip(targets[text], means).map { $0 - $1 }, toRow: row)
        }
        factor.solve(solution)
        let weights = FloatRows(rows: order.count, columns: means.count)
        for (row, text) in order.enumerated() { weights.copyRow(of: solution, row, to: text) }
        return weights
    }

    /// target − (block of the inverse)⁻¹ · weights, group by group.
    ///
    /// - Parameters:
    ///   - held: The texts that are held out, whole groups, ascending.
    ///   - firstRow: The factor's row of the first of them; the others follow in order.
    /// - Returns: The scores of each of `held`.
    private static func heldOut(
        _ factor: Cholesky, _ weights: FloatRows, targets: [[Float]], groups: [Int], texts held: [Int], firstRow: Int
    ) -> [[Float]] {
        var members: [Int: [Int]] = [:]
        for (place, text) in held.enumerated() { members[groups[text], default: []].append(place) }
        let groupOrder = members.keys.sorted()
        var pairs: [(Int, Int)] = []
        for group in groupOrder {
            let places = members[group] ?? []
            for (count, place) in places.enumerated() {
                pairs += places[..<count].map { (firstRow + place, firstRow + $0) }
            }
        }
        let inverse = factor.inverseElements(pairs)
        var scores = [[Float]](repeating: [], count: held.count)
        var next = 0
        for group in groupOrder {
            let places = members[group] ?? []
            var block = places.map { row in places.map { $0 == row ? inverse.diagonal[firstRow + row] : 0 } }
            for row in places.indices {
                for column in 0..<row {
                    block[row][column] = inverse.pairs[next]
                    block[column][row] = inverse.pairs[next]
                    next += 1
                }
            }
            let shares = solveSmall(block, places.map { weights.elements(ofRow: held[$0]).map(Double.init) })
            for (place, share) in zip(places, shares) {
                scores[place] = zip(targets[held[place]], share).map { $0 - Float($1) }
            }
        }
        return scores
    }

    /// Solves a small symmetric positive definite system by elimination; one row of `right` a row of `matrix`.
    private static func solveSmall(_ matrix: [[Double]], _ right: [[Double]]) -> [[Double]] {
        var (matrix, right) = (matrix, right)
        for pivot in matrix.indices {
            let scale = 1 / max(matrix[pivot][pivot], 1e-12)
            for row in matrix.indices where row != pivot && matrix[row][pivot] != 0 {
                let factor = matrix[row][pivot] * scale
                for column in pivot..<matrix.count { matrix[row][column] -= factor * matrix[pivot][column] }
                for column in right[row].indices { right[row][column] -= factor * right[pivot][column] }
            }
            for column in right[pivot].indices { right[pivot][column] *= scale }
            for column in matrix.indices { matrix[pivot][column] *= scale }
        }
        return right
    }

    /// The lexical half of the kernel is linear, so its sum over all texts is one weight a feature.
    private static func lexical(
        _ weights: FloatRows, _ vectors: [SparseVector], _ columnCount: Int, _ lexicalWeight: Float
    ) -> QuantizedRows {
        let lexical = FloatRows(rows: columnCount, columns: weights.columns)
        for (text, vector) in vectors.enumerated() {
            let scaled = SparseVector(columns: vector.columns, values: vector.values.map { $0 * lexicalWeight })
            lexical.spreadRow(of: weights, text, over: scaled)
        }
        return QuantizedRows(lexical, .eightBits)
    }
}
