/// An array that lies in a mapped file, so that only what is looked at comes into memory; or one of this program's own.
///
/// Not a `Collection`: the default loops of one are not specialised across modules, and made a start take five times as long.
/// Holds a pointer, to memory that its owner keeps for as long as it lives; every access is checked against the count.
package struct MappedArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable: what the pointer leads to is never written to after init.
    package let count: Int
    @usableFromInline let base: UnsafePointer<Element>
    private let owner: AnyObject

    /// - Parameters:
    ///   - base: Aligned for the elements, of which at least `count` lie there.
    ///   - owner: Keeps the memory alive.
    init(base: UnsafePointer<Element>, count: Int, owner: AnyObject) {
        self.base = base
        self.count = count
        self.owner = owner
    }

    package init(_ elements: [Element]) {
        let memory = Memory(elements)
        self.init(base: UnsafePointer(memory.base), count: elements.count, owner: memory)
    }

    /// Memory of its own.
    private final class Memory {
        let base: UnsafeMutablePointer<Element>

        init(_ elements: [Element]) {
            base = .allocate(capacity: Swift.max(1, elements.count))
            elements.withUnsafeBufferPointer { source in
                if let first = source.baseAddress { base.initialize(from: first, count: source.count) }
            }
        }

        deinit { base.deallocate() }
    }
}

extension MappedArray {
    /// A copy of all elements.
    package var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Calls `body` with all elements, for a loop that has checked its places once; they must not escape.
    @inlinable package func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows -> R
    {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    /// Whether a condition holds for every element.
    @inlinable package func allSatisfy(_ condition: (Element) -> Bool) -> Bool {
        for place in 0..<count where !condition(base[place]) { return false }
        return true
    }
}

// One for each type of element: a generic one is not specialised across modules either, and copies each element by a call to the
// C library, which was a twentieth of an answer by words.

extension MappedArray<UInt16> {
    @inlinable package subscript(place: Int) -> UInt16 {
        precondition(place >= 0 && place < count)
        return base[place]
    }
}

extension MappedArray<UInt32> {
    @inlinable package subscript(place: Int) -> UInt32 {
        precondition(place >= 0 && place < count)
        return base[place]
    }
}

extension MappedArray<UInt64> {
    @inlinable package subscript(place: Int) -> UInt64 {
        precondition(place >= 0 && place < count)
        return base[place]
    }
}

extension MappedArray<UInt64> {
    /// Copies a range of elements over those of an array from a place on.
    package func copy(_ range: Range<Int>, to target: inout [UInt64], at first: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        precondition(first >= 0 && first + range.count <= target.count)
        target.withUnsafeMutableBufferPointer { target in
            target.baseAddress?.advanced(by: first).update(from: base + range.lowerBound, count: range.count)
        }
    }
}

extension MappedArray<Int32> {
    @inlinable package subscript(place: Int) -> Int32 {
        precondition(place >= 0 && place < count)
        return base[place]
    }
}

extension MappedArray<Float> {
    @inlinable package subscript(place: Int) -> Float {
        precondition(place >= 0 && place < count)
        return base[place]
    }
}
