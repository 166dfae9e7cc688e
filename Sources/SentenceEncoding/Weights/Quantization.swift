/// Symmetric quantisation to 8 bits.
package enum Quantization {
    /// Each row's values divided by its scale, its largest magnitude / 127, and rounded to the nearest integer.
    package static func rows(_ weights: [Float], width: Int) -> (values: [Int8], scales: [Float]) {
        var values: [Int8] = []
        var scales: [Float] = []
        values.reserveCapacity(weights.count)
        for start in stride(from: 0, to: weights.count, by: width) {
            let row = weights[start..<start + width]
            let scale = row.reduce(0) { max($0, $1.magnitude) } / 127
            scales.append(scale)
            for weight in row {
                let value = scale > 0 ? (weight / scale).rounded(.toNearestOrEven) : 0
                values.append(Int8(max(-127, min(127, value))))
            }
        }
        return (values, scales)
    }

    /// Values of shape [outputs][depth] as value + 128 in panels [outputs / 16][depth / 4][16][4].
    package static func panels(_ values: [Int8], depth: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(values.count)
        for panel in stride(from: 0, to: values.count / depth, by: 16) {
            for k in stride(from: 0, to: depth, by: 4) {
                for output in panel..<panel + 16 {
                    for index in k..<k + 4 {
                        result.append(UInt8(bitPattern: values[output * depth + index]) ^ 0x80)
                    }
                }
            }
        }
        return result
    }
}
