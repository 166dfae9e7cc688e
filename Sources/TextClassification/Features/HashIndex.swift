/// From 64-bit hashes to column numbers, in one flat table that can be stored and mapped.
package struct HashIndex: Sendable {
    /// Open addressing with linear probing; a power of two, at most half full; 0 marks an empty slot.
    package private(set) var keys: [UInt64]
    package private(set) var columns: [UInt32]
    package private(set) var count: Int

    /// Numbers the hashes in the order in which they come; each once.
    package init(_ hashes: some Sequence<UInt64>) {
        keys = [UInt64](repeating: 0, count: 1024)
        columns = [UInt32](repeating: 0, count: 1024)
        count = 0
        for hash in hashes { insert(hash) }
    }

    /// Takes a stored table; `nil` when its shape is not that of one.
    package init?(keys: [UInt64], columns: [UInt32], count: Int) {
        guard keys.count == columns.count, keys.count.nonzeroBitCount == 1, count >= 0, count * 2 <= keys.count,
            columns.allSatisfy({ Int($0) < max(1, count) }), keys.contains(0)
        else { return nil }
        self.keys = keys
        self.columns = columns
        self.count = count
    }

    /// The column of a hash; `nil` for an unknown one.
    package func column(of hash: UInt64) -> UInt32? {
        let key = Self.nonzero(hash)
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return columns[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The column of a hash, given a new one when it has none.
    @discardableResult
    package mutating func insert(_ hash: UInt64) -> UInt32 {
        if let known = column(of: hash) { return known }
        if (count + 1) * 2 > keys.count { grow() }
        let column = UInt32(count)
        place(Self.nonzero(hash), column)
        count += 1
        return column
    }

    private mutating func place(_ key: UInt64, _ column: UInt32) {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0 { slot = (slot + 1) & mask }
        keys[slot] = key
        columns[slot] = column
    }

    private mutating func grow() {
        let (oldKeys, oldColumns) = (keys, columns)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        columns = [UInt32](repeating: 0, count: oldKeys.count * 2)
        for (key, column) in zip(oldKeys, oldColumns) where key != 0 { place(key, column) }
    }

    private static func nonzero(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }
}
