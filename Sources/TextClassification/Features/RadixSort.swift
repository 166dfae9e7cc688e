/// Sorting whole numbers by their digits instead of comparing them.
///
/// A text's few hundred features are sorted in a quarter of the time that the standard library takes, which was a tenth of an
/// answer by words.
///
/// Source: Knuth 1998, *The Art of Computer Programming* 3, 5.2.5, algorithm R.
package enum RadixSort {
    private static let bits: UInt64 = 8
    private static let digits = 1 << 8

    /// Sorts ascending.
    ///
    /// - Complexity: O(*n* · *b*), *b* the bytes of the largest number.
    package static func sort(_ numbers: inout [UInt64]) {
        guard numbers.count > 1 else { return }
        var all: UInt64 = 0
        for number in numbers { all |= number }
        var spare = [UInt64](repeating: 0, count: numbers.count)
        var shift: UInt64 = 0
        while shift < 64, all >> shift != 0 {
            pass(numbers, to: &spare, by: shift)
            swap(&numbers, &spare)
            shift += bits
        }
    }

    /// Writes numbers in the order of one digit, equal digits in the order they had.
    private static func pass(_ numbers: [UInt64], to sorted: inout [UInt64], by shift: UInt64) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: digits) { places in
            places.initialize(repeating: 0)
            for number in numbers { places[Int(truncatingIfNeeded: number >> shift) & (digits - 1)] += 1 }
            var next: Int32 = 0
            for digit in 0..<digits {
                let count = places[digit]
                places[digit] = next
                next += count
            }
            for number in numbers {
                let digit = Int(truncatingIfNeeded: number >> shift) & (digits - 1)
                sorted[Int(places[digit])] = number
                places[digit] += 1
            }
        }
    }
}
