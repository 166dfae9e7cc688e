/// A vector that is mostly zero: columns in ascending order, one value each.
package struct SparseVector: Sendable, Equatable {
    package var columns: [UInt32]
    package var values: [Float]

    package init(columns: [UInt32] = [], values: [Float] = []) {
        self.columns = columns
        self.values = values
    }

    package var count: Int { columns.count }
}
