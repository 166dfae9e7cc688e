/// The largest of many numbers.
package enum Largest {
    /// The place of the largest of the first `count` elements, the first of equals, and the element; place 0 with 0 when there is
    /// none.
    package static func element(of numbers: UnsafeBufferPointer<UInt16>, first count: Int) -> (
        place: Int, value: UInt16
    ) {
        find(numbers, count) { $0 } ?? (0, 0)
    }

    package static func element(of numbers: UnsafeBufferPointer<Float>, first count: Int) -> (place: Int, value: Float)
    {
        // Whole numbers in the order of the floats: their largest is found several at a time, that of floats is not.
        find(numbers, count) { number -> Int32 in
            let bits = Int32(bitPattern: number.bitPattern)
            return bits ^ (bits >> 31 & 0x7FFF_FFFF)
        } ?? (0, 0)
    }

    /// Looks for the block that has the largest key, then for the place in it.
    @inline(__always)
    private static func find<Number, Key: FixedWidthInteger>(
        _ numbers: UnsafeBufferPointer<Number>, _ count: Int, _ key: (Number) -> Key
    ) -> (place: Int, value: Number)? {
        let count = min(count, numbers.count)
        guard count > 0, let base = numbers.baseAddress else { return nil }
        let block = 64
        var (best, most) = (0, key(base[0]))
        for start in stride(from: 0, to: count, by: block) {
            var largest = Key.min
            // A whole block has a length that the compiler knows.
            if start + block <= count {
                for place in 0..<block { largest = max(largest, key(base[start + place])) }
            } else {
                for place in start..<count { largest = max(largest, key(base[place])) }
            }
            if largest > most { (best, most) = (start, largest) }
        }
        while key(base[best]) != most { best += 1 }
        return (best, base[best])
    }
}
