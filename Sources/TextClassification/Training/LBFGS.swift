/// Minimises a smooth function by limited-memory BFGS, from zeros.
///
/// Line search by bisection and doubling until the weak Wolfe conditions hold (c₁ = 10⁻⁴, c₂ = 0.9).
/// Source: Nocedal & Wright 2006, *Numerical Optimization*, algorithms 7.4 and 7.5; the search is Lewis & Overton 2013,
/// doi:10.1007/s10107-012-0514-2, algorithm 2.6.
struct LBFGS {
    let memory: Int
    let iterations: Int
    let tolerance: Double

    /// - Parameter evaluate: Gives the value at a point and leaves the gradient in its second argument.
    func minimise(
        rows: Int, columns: Int, progress: (Double) -> Void, evaluate: (FloatRows, FloatRows) -> Double
    ) -> FloatRows {
        func matrix() -> FloatRows { FloatRows(rows: rows, columns: columns) }
        var point = matrix()
        var gradient = matrix()
        var value = evaluate(point, gradient)
        let firstNorm = gradient.dot(gradient).squareRoot()
        guard firstNorm > 0 else { return point }
        var steps: [(step: FloatRows, change: FloatRows, product: Double)] = []
        var spare: [FloatRows] = []
        let direction = matrix()
        var nextPoint = matrix()
        var nextGradient = matrix()
        for iteration in 0..<iterations {
            progress(Double(iteration) / Double(iterations))
            setDirection(direction, gradient, steps)
            var slope = direction.dot(gradient)
            if slope >= 0 {
                steps.removeAll()
                direction.copy(gradient)
                direction.multiply(by: -1)
                slope = direction.dot(gradient)
            }
            var length = steps.isEmpty ? min(1, 1 / firstNorm) : 1
            var low = 0.0
            var high = Double.infinity
            var nextValue = value
            var accepted = false
            for _ in 0..<20 {
                nextPoint.set(point, plus: direction, times: Float(length))
                nextValue = evaluate(nextPoint, nextGradient)
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
            let step = spare.popLast() ?? matrix()
            step.set(nextPoint, plus: point, times: -1)
            let change = spare.popLast() ?? matrix()
            change.set(nextGradient, plus: gradient, times: -1)
            let product = step.dot(change)
            if product > 1e-10 {
                steps.append((step, change, product))
                if steps.count > memory {
                    let oldest = steps.removeFirst()
                    spare += [oldest.step, oldest.change]
                }
            } else {
                spare += [step, change]
            }
            swap(&point, &nextPoint)
            swap(&gradient, &nextGradient)
            let decrease = (value - nextValue) / max(abs(value), 1)
            value = nextValue
            if gradient.dot(gradient).squareRoot() <= tolerance * firstNorm || decrease < 1e-7 { break }
        }
        progress(1)
        return point
    }

    /// The two-loop recursion: the negative gradient times the inverse Hessian that the steps suggest.
    private func setDirection(
        _ direction: FloatRows, _ gradient: FloatRows,
        _ steps: [(step: FloatRows, change: FloatRows, product: Double)]
    ) {
        direction.copy(gradient)
        direction.multiply(by: -1)
        var factors: [Double] = []
        for (step, change, product) in steps.reversed() {
            let factor = step.dot(direction) / product
            factors.append(factor)
            direction.add(change, times: Float(-factor))
        }
        if let last = steps.last {
            direction.multiply(by: Float(last.product / last.change.dot(last.change)))
        }
        for ((step, change, product), factor) in zip(steps, factors.reversed()) {
            let back = change.dot(direction) / product
            direction.add(step, times: Float(factor - back))
        }
    }
}
