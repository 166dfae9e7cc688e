import CEncoderKernels
import Glibc
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

    @Test(arguments: [64, 1024, 1088, 2112], [1, 3, 4, 9])
    func `every kernel weighs likenesses exactly, the worst case too`(length: Int, count: Int) {
        var generator = Generator(state: UInt64(length + count))
        for worst in [false, true] {
            let rows = Aligned<Int8>(length * count) { _ in
                worst ? 127 : Int8.random(in: -127...127, using: &generator)
            }
            let values = Aligned<Int16>(length) { _ in
                worst ? 32767 : Int16.random(in: -32767...32767, using: &generator)
            }
            let expected = (0..<count).map { row in
                (0..<length).reduce(into: Int64(0)) {
                    $0 += Int64(rows.base[row * length + $1]) * Int64(values.base[$1])
                }
            }
            for kernel in kernels {
                var sums = [Int64](repeating: 1, count: count)
                kernel.weigh(rows.base, values.base, length, count, &sums)
                #expect(sums == expected, "\(String(cString: kernel.name))")
            }
        }
    }

    @Test(arguments: [1, 64, 100, 177])
    func `every kernel narrows to the nearest integer, and to zeros behind the end`(count: Int) {
        var generator = Generator(state: UInt64(count))
        let values = (0..<count).map { _ in Float.random(in: -1.3...1.3, using: &generator) }
        let scales = (0..<count).map { _ in Float.random(in: 0...0.1, using: &generator) }
        let padded = (count + 63) / 64 * 64
        let expected = (0..<padded).map { place -> Int16 in
            guard place < count else { return 0 }
            let value = (values[place] * scales[place] * 300_000).rounded(.toNearestOrEven)
            return Int16(max(-32767, min(32767, value)))
        }
        for kernel in kernels {
            var out = [Int16](repeating: 7, count: padded)
            kernel.narrow(values, scales, 300_000, count, &out)
            #expect(out == expected, "\(String(cString: kernel.name))")
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

    @Test func `every kernel raises 2 to the same bits`() {
        var results: [[UInt32]] = []
        for kernel in kernels {
            let values = Aligned<Float>(64) { Float($0) * 0.17 - 9 }
            kernel.raise(values.base, 50, -1)
            for index in 0..<50 {
                let expected = Float(Glibc.exp2(Double(Float(index) * 0.17 - 9) - 1))
                #expect(abs(values.elements[index] / expected - 1) < 1e-5)
            }
            results.append(values.elements.prefix(50).map(\.bitPattern))
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func `every kernel gives the same likenesses and cosines`() {
        let sums = (0..<32).map { Int32($0 * 211 - 3000) }
        let others = (0..<32).map { Int32($0 * -97 + 1500) }
        var results: [[UInt32]] = []
        for kernel in kernels {
            var (cosines, out) = ([Float](repeating: 0, count: 32), [Float](repeating: 0, count: 32))
            kernel.radial(sums, 0.0002, 0.1, others, 0.0001, -0.05, 2.885, 32, &cosines, &out)
            for index in 0..<32 {
                let cosine = Double(sums[index]) * 0.0002 + 0.1
                let other = Double(others[index]) * 0.0001 - 0.05
                #expect(abs(Double(cosines[index]) - cosine) < 1e-5)
                #expect(abs(Double(out[index]) - Glibc.exp2(2.885 * (cosine + other - 2))) < 1e-5)
            }
            results.append((cosines + out).map(\.bitPattern))
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }
}
