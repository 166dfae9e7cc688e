package import TensorFiles

/// From 64-bit hashes to column numbers, in one flat table that can be stored and mapped.
package struct HashIndex: Sendable {
    /// Open addressing with linear probing; a power of two, at most half full; 0 marks an empty slot.
    package let keys: MappedArray<UInt64>
    package let columns: MappedArray<UInt32>
    package let count: Int

    /// Takes a stored table; `nil` when its shape is not that of one.
    package init?(keys: MappedArray<UInt64>, columns: MappedArray<UInt32>, count: Int) {
        guard keys.count == columns.count, keys.count.nonzeroBitCount == 1, count >= 0, count * 2 <= keys.count,
            !keys.allSatisfy({ $0 != 0 })
        else { return nil }
        self.keys = keys
        self.columns = columns
        self.count = count
    }

    package init(_ table: HashTable) {
        keys = MappedArray(table.keys)
        columns = MappedArray(table.columns)
        count = table.count
    }

    /// The column of a hash; `nil` for an unknown one.
    package func column(of hash: UInt64) -> UInt32? {
        let slot = HashTable.slot(of: hash, count: keys.count) { keys[$0] }
        // Checked here and not when a table is read, as that brings all of it into memory.
        return keys[slot] == 0 || columns[slot] >= count ? nil : columns[slot]
    }
}
