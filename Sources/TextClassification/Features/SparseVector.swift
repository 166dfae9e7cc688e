/// A vector that is mostly zero: columns in ascending order, one value each.
package struct SparseVector: Sendable, Equatable {
    package var columns: [UInt32]
    package var values: [Float]

    package init(columns: [UInt32] = [], values: [Float] = []) {
        self.columns = columns
        self.values = values
    }

    package var count: Int { columns.count }

    /// Whether a matrix of so many rows has one for each column; looks at every column, in a loop that vectorises.
    func fits(_ rows: Int) -> Bool {
        var highest: UInt32 = 0
        for column in columns { highest = max(highest, column) }
        return columns.isEmpty || Int(highest) < rows
    }
}
