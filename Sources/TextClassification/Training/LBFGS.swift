/// A vector of weights as a combination of training vectors, with the scores that it gives them.
///
/// The penalty keeps every weight in the span of the training vectors (the representer theorem, Kimeldorf & Wahba 1971,
/// doi:10.1016/0022-247X(71)90184-3), so a factor a text stands for a weight a feature: one twentieth of the numbers. A row holds one
/// text's factors, one a label; the last row holds the biases, as they are, in both matrices.
struct Combination {
    /// Texts a row: what each text's vector is multiplied by.
    let factors: FloatRows
    /// Texts a row: the product of the weights with each text's vector.
    let scores: FloatRows

    init(rows: Int, columns: Int) {
        factors = FloatRows(rows: rows, columns: columns)
        scores = FloatRows(rows: rows, columns: columns)
    }

    /// The inner product of the weights that two combinations stand for.
    func dot(_ other: Combination) -> Double { factors.dot(other.scores) }

    func set(_ parts: [(combination: Combination, factor: Double)]) {
        factors.set(parts.map { ($0.combination.factors, Float($0.factor)) })
        scores.set(parts.map { ($0.combination.scores, Float($0.factor)) })
    }
}

/// A smooth function of a combination.
protocol CombinedObjective {
    var rows: Int { get }
    var columns: Int { get }
    /// The value at a point; leaves the factors of the gradient in `gradient`.
    func value(at point: Combination, gradient: FloatRows) -> Double
    /// Fills in the scores that go with a combination's factors: the one costly step.
    func score(_ combination: Combination)
}

/// Minimises a smooth function by limited-memory BFGS, from zeros.
///
/// The direction comes from the inner products of the remembered steps alone, and is then put together in one pass.
/// Line search by bisection and doubling until the weak Wolfe conditions hold (c₁ = 10⁻⁴, c₂ = 0.9).
/// Source: Nocedal & Wright 2006, *Numerical Optimization*, algorithms 7.4 and 7.5; the products are Chen, Wang & Zhou 2014,
/// *Large-scale L-BFGS using MapReduce*, algorithm 3; the search is Lewis & Overton 2013, doi:10.1007/s10107-012-0514-2,
/// algorithm 2.6.
struct LBFGS {
    let memory: Int
    let iterations: Int
    let tolerance: Double

    func minimise(_ objective: some CombinedObjective, progress: (Double) -> Void) -> Combination {
        func combination() -> Combination { Combination(rows: objective.rows, columns: objective.columns) }
        var point = combination()
        var history = History(memory: memory, gradient: combination())
        var value = objective.value(at: point, gradient: history.gradient.factors)
        objective.score(history.gradient)
        history.measureGradient()
        let firstNorm = history.gradientSquare.squareRoot()
        guard firstNorm > 0 else { return point }
        let direction = combination()
        var nextPoint = combination()
        var nextGradient = combination()
        for iteration in 0..<iterations {
            progress(Double(iteration) / Double(iterations))
            var (parts, slope) = history.direction()
            if !(slope < 0) {
                history.forget()
                (parts, slope) = history.direction()
            }
            direction.set(parts)
            var length = history.isEmpty ? min(1, 1 / firstNorm) : 1
            var low = 0.0
            var high = Double.infinity
            var nextValue = value
            var accepted = false
            for _ in 0..<20 {
                nextPoint.set([(point, 1), (direction, length)])
                nextValue = objective.value(at: nextPoint, gradient: nextGradient.factors)
                if !(nextValue <= value + 1e-4 * length * slope) {
                    high = length
                } else if nextGradient.dot(direction) < 0.9 * slope {
                    low = length
                    accepted = true
                } else {
                    accepted = true
                    break
                }
                let wanted = high.isFinite ? (low + high) / 2 : length * 2
                if accepted, high.isFinite, (high - low) < 1e-3 * high { break }
                length = wanted
            }
            guard accepted, nextValue < value else { break }
            objective.score(nextGradient)
            history.add(from: point, to: nextPoint, gradient: &nextGradient, make: combination)
            swap(&point, &nextPoint)
            let decrease = (value - nextValue) / max(abs(value), 1)
            value = nextValue
            if history.gradientSquare.squareRoot() <= tolerance * firstNorm || decrease < 1e-7 { break }
        }
        progress(1)
        return point
    }

    /// The last steps and the changes of the gradient along them, the gradient, and the inner products of all of these.
    private struct History {
        let memory: Int
        private(set) var gradient: Combination
        /// Oldest first: the slot of a step; the change of its gradient is `memory` slots behind it.
        private var order: [Int] = []
        private var slots: [Combination?]
        /// Square, symmetric; the gradient is in the last row.
        private var products: [Double]
        private var side: Int { 2 * memory + 1 }

        init(memory: Int, gradient: Combination) {
            self.memory = memory
            self.gradient = gradient
            slots = [Combination?](repeating: nil, count: 2 * memory)
            products = [Double](repeating: 0, count: (2 * memory + 1) * (2 * memory + 1))
        }

        var isEmpty: Bool { order.isEmpty }
        var gradientSquare: Double { product(2 * memory, 2 * memory) }

        mutating func forget() { order = [] }

        private func product(_ a: Int, _ b: Int) -> Double { products[a * side + b] }

        private mutating func setProduct(_ a: Int, _ b: Int, _ value: Double) {
            products[a * side + b] = value
            products[b * side + a] = value
        }

        mutating func measureGradient() { setProduct(2 * memory, 2 * memory, gradient.dot(gradient)) }

        /// The two-loop recursion: the negative gradient times the inverse Hessian that the steps suggest, as a sum, and
        /// its product with the gradient.
        func direction() -> (parts: [(combination: Combination, factor: Double)], slope: Double) {
            var factors = [Double](repeating: 0, count: side)
            factors[2 * memory] = -1
            /// The product of a slot with the sum so far.
            func product(with slot: Int) -> Double {
                var sum = 0.0
                for place in 0..<side where factors[place] != 0 { sum += factors[place] * self.product(place, slot) }
                return sum
            }
            var shares: [Double] = []
            for step in order.reversed() {
                let share = product(with: step) / self.product(step, step + memory)
                shares.append(share)
                factors[step + memory] -= share
            }
            if let last = order.last {
                let change = last + memory
                let scale = self.product(last, change) / self.product(change, change)
                for place in 0..<side { factors[place] *= scale }
            }
            for (step, share) in zip(order, shares.reversed()) {
                factors[step] += share - product(with: step + memory) / self.product(step, step + memory)
            }
            var parts: [(combination: Combination, factor: Double)] = [(gradient, factors[2 * memory])]
            for slot in order + order.map({ $0 + memory }) {
                if let combination = slots[slot] { parts.append((combination, factors[slot])) }
            }
            return (parts, product(with: 2 * memory))
        }

        /// Takes a step and its new gradient, unless the function does not bend along it; leaves the old gradient in its place.
        mutating func add(
            from old: Combination, to new: Combination, gradient next: inout Combination, make: () -> Combination
        ) {
            let isFull = order.count == memory
            // With a full memory the oldest step's room is taken, once the new one is known to be kept.
            let slot = isFull ? order[0] : (0..<memory).first { !order.contains($0) } ?? 0
            let step = slots[slot] ?? make()
            let change = slots[slot + memory] ?? make()
            slots[slot] = step
            slots[slot + memory] = change
            step.set([(new, 1), (old, -1)])
            change.set([(next, 1), (gradient, -1)])
            swap(&gradient, &next)
            if isFull { order.removeFirst() }
            if step.dot(change) > 1e-10 { order.append(slot) }
            let kept = order + order.map { $0 + memory }
            let own = [slot, slot + memory, 2 * memory]
            let others = kept.compactMap { slots[$0] } + [gradient]
            let dots = FloatRows.dots(
                [step.factors, change.factors, gradient.factors], others.map(\.scores))
            for (row, a) in own.enumerated() {
                for (column, b) in (kept + [2 * memory]).enumerated() {
                    setProduct(a, b, dots[row * others.count + column])
                }
            }
        }
    }
}
