/// A ``HashIndex`` in the making.
package struct HashTable: Sendable {
    package private(set) var keys = [UInt64](repeating: 0, count: 1024)
    package private(set) var columns = [UInt32](repeating: 0, count: 1024)
    package private(set) var count = 0

    package init() {}

    /// The column of a hash, given the next one when it has none.
    @discardableResult
    package mutating func insert(_ hash: UInt64) -> UInt32 {
        var slot = self.slot(of: hash)
        if keys[slot] != 0 { return columns[slot] }
        if (count + 1) * 2 > keys.count {
            grow()
            slot = self.slot(of: hash)
        }
        keys[slot] = Self.key(hash)
        columns[slot] = UInt32(count)
        count += 1
        return columns[slot]
    }

    private mutating func grow() {
        let (oldKeys, oldColumns) = (keys, columns)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        columns = [UInt32](repeating: 0, count: oldKeys.count * 2)
        for (key, column) in zip(oldKeys, oldColumns) where key != 0 {
            let slot = self.slot(of: key)
            keys[slot] = key
            columns[slot] = column
        }
    }

    private func slot(of hash: UInt64) -> Int { Self.slot(of: hash, count: keys.count) { keys[$0] } }

    /// Where a hash stands among `count` slots, or the empty slot where it would.
    @inline(__always)
    static func slot(of hash: UInt64, count: Int, _ keyAt: (Int) -> UInt64) -> Int {
        let key = Self.key(hash)
        var slot = Int(truncatingIfNeeded: key) & (count - 1)
        while true {
            let found = keyAt(slot)
            if found == 0 || found == key { return slot }
            slot = (slot + 1) & (count - 1)
        }
    }

    private static func key(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }
}
