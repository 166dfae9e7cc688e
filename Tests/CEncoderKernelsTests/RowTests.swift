import CEncoderKernels
import Testing

@Suite struct RowTests {
    /// Widths that need strips of every sort, one after the other.
    private static let strides = [16, 48, 80, 96, 112, 208, 336]

    @Test(arguments: strides, [1, 2])
    func `every kernel adds the same rows of integers, in order`(stride: Int, size: Int) {
        var generator = Generator(state: UInt64(stride + size))
        let count = 150
        let integers = (0..<count * stride).map { _ in
            Int16.random(in: size == 1 ? -127...127 : -32767...32767, using: &generator)
        }
        let bytes = Aligned<Int8>(integers.count) { Int8(truncatingIfNeeded: integers[$0]) }
        let shorts = Aligned<Int16>(integers.count) { integers[$0] }
        let rows = size == 1 ? UnsafeRawPointer(bytes.base) : UnsafeRawPointer(shorts.base)
        let scales = Aligned<Float>(count) { _ in Float.random(in: 0...0.01, using: &generator) }
        let values = Aligned<Float>(count) { _ in Float.random(in: -1...1, using: &generator) }
        let picked = Aligned<UInt32>(count) { UInt32($0 * 7 % count) }
        for columns in [nil, picked] {
            var expected = [Float](repeating: 0.5, count: stride)
            for i in 0..<count {
                let row = columns.map { Int($0.base[i]) } ?? i
                let value = values.base[i] * scales.base[row]
                for column in 0..<stride { expected[column] += Float(integers[row * stride + column]) * value }
            }
            for kernel in kernels {
                let sum = Aligned<Float>(stride) { _ in 0.5 }
                kernel.add_quantized_rows(rows, size, stride, scales.base, columns?.base, values.base, count, sum.base)
                #expect(sum.elements == expected, "\(String(cString: kernel.name))")
            }
        }
    }

    @Test(arguments: strides)
    func `every kernel adds the same rows of floats, in order`(stride: Int) {
        var generator = Generator(state: UInt64(stride))
        let count = 40
        let rows = Aligned<Float>(count * stride) { _ in Float.random(in: -1...1, using: &generator) }
        let values = Aligned<Float>(count) { _ in Float.random(in: -1...1, using: &generator) }
        let picked = Aligned<UInt32>(count) { UInt32($0 * 3 % count) }
        for columns in [nil, picked] {
            var expected = [Float](repeating: 0, count: stride)
            for i in 0..<count {
                let row = columns.map { Int($0.base[i]) } ?? i
                for column in 0..<stride { expected[column] += rows.base[row * stride + column] * values.base[i] }
            }
            for kernel in kernels {
                let sum = Aligned<Float>(stride) { _ in 0 }
                kernel.add_rows(rows.base, stride, columns?.base, values.base, count, sum.base)
                #expect(sum.elements == expected, "\(String(cString: kernel.name))")
            }
        }
    }
}
