/// How many single-letter edits lie between two words.
public enum EditDistance {
    /// The optimal string alignment distance: insert, delete, substitute, or swap two neighbours, each costing one.
    ///
    /// Source: Damerau 1964, doi:10.1145/363958.363994; the restricted form, no letter edited twice.
    /// - Parameter limit: The largest distance of interest.
    /// - Returns: The distance, or `nil` when it is above `limit`.
    /// - Complexity: O(*m* · *n*).
    public static func damerau(_ a: String, _ b: String, limit: Int = .max) -> Int? {
        let a = Array(a.utf8)
        let b = Array(b.utf8)
        if abs(a.count - b.count) > limit { return nil }
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        var current = previous
        for i in 1...a.count {
            current[0] = i
            var least = i
            for j in 1...b.count {
                let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(previous[j] + 1, current[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, beforePrevious[j - 2] + 1)
                }
                current[j] = best
                least = min(least, best)
            }
            if least > limit { return nil }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[b.count] <= limit ? previous[b.count] : nil
    }
}
