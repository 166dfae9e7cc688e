import Testing
import TextClassification

@Suite("Rows of integers")
struct QuantizedRowsTests {
    private static let (rows, columns, featureCount) = (3000, 5, 12)

    private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> FloatRows {
        var generator = SplitMix64(seed: seed)
        let matrix = FloatRows(rows: rows, columns: columns)
        for row in 0..<rows {
            matrix.write((0..<columns).map { _ in Float(generator.next() >> 40) / Float(1 << 24) - 0.5 }, toRow: row)
        }
        return matrix
    }

    @Test("an element is off by less than a step")
    func nearest() {
        let matrix = Self.random(50, Self.columns, seed: 1)
        let rows = QuantizedRows(matrix, .eightBits)
        for row in 0..<50 {
            for (element, exact) in zip(rows.elements(ofRow: row), matrix.elements(ofRow: row)) {
                #expect(abs(element - exact) <= 0.501 * 0.5 / 127)
            }
        }
    }

    @Test("errors do not add up over rows whose features are alike")
    func keepingSums() {
        let matrix = Self.random(Self.rows, Self.columns, seed: 2)
        let features = Self.random(Self.rows, Self.featureCount, seed: 3)
        let kept = QuantizedRows(matrix, .eightBits, keepingSumsOver: features)
        let plain = QuantizedRows(matrix, .eightBits)
        var generator = SplitMix64(seed: 4)
        var (keptError, plainError): (Float, Float) = (0, 0)
        for _ in 0..<10 {
            // What a row is multiplied by follows from its features, and is at least 0.
            let query = (0..<Self.featureCount).map { _ in Float(generator.next() >> 40) / Float(1 << 24) - 0.5 }
            let values = (0..<Self.rows).map { row in
                max(0, 0.5 + 0.3 * zip(query, features.elements(ofRow: row)).reduce(0) { $0 + $1.0 * $1.1 })
            }
            let exact = FloatRows(rows: 1, columns: Self.columns)
            exact.addAllRows(of: matrix, values, to: 0)
            keptError = max(keptError, Self.difference(kept, values, exact))
            plainError = max(plainError, Self.difference(plain, values, exact))
        }
        #expect(keptError < 0.02)
        #expect(plainError > 5 * keptError)
    }

    private static func difference(_ rows: QuantizedRows, _ values: [Float], _ exact: FloatRows) -> Float {
        let sum = FloatRows(rows: 1, columns: columns)
        rows.addAll(values, to: sum)
        return zip(sum.elements(ofRow: 0), exact.elements(ofRow: 0)).map { abs($0 - $1) }.max() ?? 0
    }
}
