/// Hashes numbered in the order in which they are met first.
struct HashNumbering {
    /// The hash of each number.
    private(set) var hashes: [UInt64] = []
    /// Open addressing with linear probing; a power of two, at most half full; the number + 1, and 0 in an empty slot.
    private var slots = [UInt32](repeating: 0, count: 1024)

    /// The number of a hash, the next one when it is new.
    mutating func number(of hash: UInt64) -> Int {
        if (hashes.count + 1) * 2 > slots.count { grow() }
        let slot = self.slot(of: hash)
        if slots[slot] == 0 {
            hashes.append(hash)
            slots[slot] = UInt32(hashes.count)
        }
        return Int(slots[slot]) - 1
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() { slots[slot(of: hash)] = UInt32(number + 1) }
    }

    /// Where a hash stands, or the empty slot where it would.
    private func slot(of hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0, hashes[Int(slots[slot]) - 1] != hash { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }
}
