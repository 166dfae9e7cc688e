/// From 64-bit hashes to numbers, in one flat table that can be stored and mapped.
///
/// Open addressing with linear probing. A slot holds the upper half of a hash beside its number, and the lower half says where to look,
/// so that one place of memory answers. An unknown hash is taken for a known one by a chance of 2⁻³² a slot that it meets.
package struct HashTable: Sendable {
    /// A power of two, at least one of them empty. An empty slot is 0; another is the hash's upper half, and below it the number + 1.
    package let slots: MappedArray<UInt64>

    /// - Parameter entries: Of equal hashes the first counts. Numbers are below 2³² − 1.
    package init(_ entries: [(hash: UInt64, number: UInt32)]) {
        // At most two thirds full: a fuller table is searched for longer, an emptier one is more memory to bring in.
        var capacity = 16
        while capacity * 2 < entries.count * 3 { capacity *= 2 }
        var slots = [UInt64](repeating: 0, count: capacity)
        for (hash, number) in entries {
            precondition(number < .max)
            var place = Int(truncatingIfNeeded: hash) & (capacity - 1)
            while slots[place] != 0, slots[place] >> 32 != hash >> 32 { place = (place + 1) & (capacity - 1) }
            if slots[place] == 0 { slots[place] = (hash >> 32) << 32 | UInt64(number + 1) }
        }
        self.slots = MappedArray(slots)
    }

    /// Takes stored slots; `nil` when their shape is not that of a table.
    package init?(slots: MappedArray<UInt64>) {
        guard slots.count.nonzeroBitCount == 1, !slots.allSatisfy({ $0 != 0 }) else { return nil }
        self.slots = slots
    }

    /// The number of a hash; `nil` for an unknown one. In a damaged table any number.
    package func number(of hash: UInt64) -> UInt32? {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot == 0 { return nil }
            if slot >> 32 == hash >> 32 { return UInt32(truncatingIfNeeded: slot) &- 1 }
            place = (place + 1) & mask
        }
    }
}
