/// Kernel ridge regression of one-hot labels: a label's score is a weighted sum of the text's likeness to each training text.
///
/// Minimises Σ (score − target)² + λ · ‖f‖² in the space of the kernel k(x, z) = exp(−γ · |x − z|²) + *a* · ⟨u, v⟩, where x and z
/// are what the encoder gave of two texts and u and v are their lexical features; by words alone k is ⟨u, v⟩. Of the loss and
/// the kernel this pair was the best on the three public intent sets in full and on the bundled pack, and no worse with 5 and
/// 10 examples an intent; held-out scores need no second training, as they follow from the inverse of the kernel matrix.
///
/// Source: Rifkin, Yeo & Poggio 2003, *Regularized Least-Squares Classification*; Rasmussen & Williams 2006, *Gaussian Processes
/// for Machine Learning*, 5.4.2 for what was held out.
package struct KernelRidge: Sendable {
    package struct Options: Sendable {
        /// λ, in the unit of the kernel: a text is 1.25 alike to itself. 0.03 to 0.3 is flat.
        package var ridge: Float = 0.1
        /// γ: how fast likeness falls with distance. 0.7 to 1.5 is flat.
        package var gamma: Float = 1
        /// *a*, the words beside the sentence; 1 where there is no sentence.
        package var lexicalWeight: Float = 0.25
        package init() {}
    }

    /// Lexical features a row, labels a column.
    package let lexical: QuantizedRows
    /// Training texts a row, labels a column; no rows when sentences are not compared.
    package let texts: QuantizedRows
    /// What every text has before its words are looked at; one element a label.
    package let offsets: [Float]

    package init(lexical: QuantizedRows, texts: QuantizedRows, offsets: [Float]) {
        precondition(lexical.columns == texts.columns && lexical.columns == offsets.count)
        self.lexical = lexical
        self.texts = texts
        self.offsets = offsets
    }

    /// The label scores of one text: about 1 for the label it has and 0 for the others.
    ///
    /// - Parameter likenesses: To each training text; empty by words alone.
    /// - Complexity: O((*n* + *N*) · *L*) in features, training texts and labels.
    package func scores(_ features: SparseVector, likenesses: [Float]) -> [Float] {
        precondition(likenesses.count == texts.rows)
        let sum = FloatRows(rows: 1, columns: offsets.count)
        sum.write(offsets, toRow: 0)
        lexical.add(features, to: sum)
        texts.addAll(likenesses, to: sum)
        return sum.elements(ofRow: 0)
    }

    /// What training gives beside the model: for each text, the scores it would have had, had its group not been trained on.
    package struct Trained {
        package var model: KernelRidge
        /// One element a text, labels inside; the counterexamples are not among them.
        package var heldOut: [[Float]]
    }

    /// Trains on one lexical vector, one label and one group a text, and on counterexamples, whose lexical vectors follow.
    ///
    /// - Parameters:
    ///   - counterLabels: The label that each counterexample does not have.
    ///   - likenesses: The likeness of a text's sentence to that of every text and counterexample; `nil` by words alone.
    ///   - offsetLabels: The labels whose shares every text has before it is looked at; `nil` for `labels`.
    ///   - progress: Called with the share done, 0...1.
    package static func train(
        _ vectors: [SparseVector], labels: [Int], groups: [Int], counterLabels: [Int], labelCount: Int,
        columnCount: Int, options: Options, likenesses: (@Sendable (Int) -> [Float])?,
        offsetLabels: [Int]? = nil, progress: (Double) -> Void
    ) -> Trained {
        let lexicalWeight = likenesses == nil ? 1 : options.lexicalWeight
        let gram = GramMatrix.make(
            vectors, columnCount: columnCount, lexicalWeight: lexicalWeight, ridge: options.ridge,
            likenesses: likenesses)
        // What the work is shared out between was measured on packs of 1,500 to 15,000 texts.
        let (gramShare, factorShare) = (0.2, 0.35)
        progress(gramShare)
        let factor = Cholesky(gram) { progress(gramShare + factorShare * $0) }
        var means = [Float](repeating: 0, count: labelCount)
        let counted = offsetLabels ?? labels
        for label in counted { means[label] += 1 / Float(counted.count) }
        var targets = vectors.indices.map { text in
            (0..<labelCount).map { text < labels.count && labels[text] == $0 ? Float(1) : 0 }
        }
        var weights = solve(factor, targets, means, rows: gram.rows)
        if !counterLabels.isEmpty {
            // A counterexample says nothing of the other labels: there it may keep the score it gets.
            for (place, label) in counterLabels.enumerated() {
                let text = labels.count + place
                for other in 0..<labelCount where other != label {
                    targets[text][other] = min(
                        1, max(0, targets[text][other] - options.ridge * weights[row: text, other]))
                }
            }
            weights = solve(factor, targets, means, rows: gram.rows)
        }
        let done = gramShare + factorShare
        factor.invertFactor { progress(done + (1 - done) * $0) }
        let heldOut = heldOut(factor, weights, targets: targets, groups: groups)
        return Trained(
            model: model(weights, vectors, means, columnCount, lexicalWeight, keepsTexts: likenesses != nil),
            heldOut: heldOut)
    }

    private static func solve(_ factor: Cholesky, _ targets: [[Float]], _ means: [Float], rows: Int) -> FloatRows {
        let weights = FloatRows(rows: rows, columns: means.count)
        for (text, target) in targets.enumerated() {
            weights.write(zip(target, means).map { $0 - $1 }, toRow: text)
        }
        factor.solve(weights)
        return weights
    }

    /// target − (block of the inverse)⁻¹ · weights, group by group.
    private static func heldOut(
        _ factor: Cholesky, _ weights: FloatRows, targets: [[Float]], groups: [Int]
    ) -> [[Float]] {
        var members: [Int: [Int]] = [:]
        for (text, group) in groups.enumerated() { members[group, default: []].append(text) }
        let groupOrder = members.keys.sorted()
        var pairs: [(Int, Int)] = []
        for group in groupOrder {
            let texts = members[group] ?? []
            for (place, text) in texts.enumerated() { pairs += texts[..<place].map { (text, $0) } }
        }
        let inverse = factor.inverseElements(pairs)
        var scores = [[Float]](repeating: [], count: groups.count)
        var next = 0
        for group in groupOrder {
            let texts = members[group] ?? []
            var block = texts.map { row in texts.map { $0 == row ? inverse.diagonal[row] : 0 } }
            for row in texts.indices {
                for column in 0..<row {
                    block[row][column] = inverse.pairs[next]
                    block[column][row] = inverse.pairs[next]
                    next += 1
                }
            }
            let shares = solveSmall(block, texts.map { weights.elements(ofRow: $0).map(Double.init) })
            for (place, text) in texts.enumerated() {
                scores[text] = zip(targets[text], shares[place]).map { $0 - Float($1) }
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
    private static func model(
        _ weights: FloatRows, _ vectors: [SparseVector], _ means: [Float], _ columnCount: Int, _ lexicalWeight: Float,
        keepsTexts: Bool
    ) -> KernelRidge {
        let lexical = FloatRows(rows: columnCount, columns: means.count)
        let texts = FloatRows(rows: keepsTexts ? vectors.count : 0, columns: means.count)
        for (text, vector) in vectors.enumerated() {
            let scaled = SparseVector(columns: vector.columns, values: vector.values.map { $0 * lexicalWeight })
            lexical.spreadRow(of: weights, text, over: scaled)
            if keepsTexts { texts.copyRow(of: weights, text, to: text) }
        }
        // Of words a text has a hundred, but it is compared with thousands of texts, whose errors would add up.
        return KernelRidge(
            lexical: QuantizedRows(lexical, .eightBits), texts: QuantizedRows(texts, .sixteenBits), offsets: means)
    }
}
