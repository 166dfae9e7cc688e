import CEncoderKernels
import Testing

/// A fixed sequence of pseudorandom numbers (Knuth's linear congruential generator).
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 32)
    }
}

/// Memory aligned as the kernels want it.
final class Aligned<Element: BitwiseCopyable> {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int, _ element: (Int) -> Element) {
        let bytes = (count * MemoryLayout<Element>.stride + 4095) / 64 * 64
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        base = raw.bindMemory(to: Element.self, capacity: bytes / MemoryLayout<Element>.stride)
        self.count = count
        for index in 0..<count { base[index] = element(index) }
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// All that this machine has, the portable one first.
var kernels: [encoder_kernels] {
    [ENCODER_KERNEL_PORTABLE, ENCODER_KERNEL_AVX2, ENCODER_KERNEL_AVX512_VNNI, ENCODER_KERNEL_NEON_DOT_PRODUCT]
        .compactMap { encoder_kernels_of($0)?.pointee }
}

@Suite struct ProductTests {
    enum Sort: CaseIterable {
        case random, largest, smallest, opposite, alternating
    }

    /// [rows][depth] and panels, both as plain values.
    private func operands(_ sort: Sort, rows: Int, outputs: Int, depth: Int) -> (values: [Int8], weights: [Int8]) {
        var generator = Generator(state: UInt64(rows * 7919 + depth))
        func make(_ count: Int, _ constant: (Int) -> Int8) -> [Int8] {
            (0..<count).map { sort == .random ? Int8.random(in: -127...127, using: &generator) : constant($0) }
        }
        switch sort {
        case .random: return (make(rows * depth) { _ in 0 }, make(outputs * depth) { _ in 0 })
        case .largest: return (make(rows * depth) { _ in 127 }, make(outputs * depth) { _ in 127 })
        case .smallest: return (make(rows * depth) { _ in -127 }, make(outputs * depth) { _ in -128 })
        case .opposite: return (make(rows * depth) { _ in -127 }, make(outputs * depth) { _ in 127 })
        case .alternating:
            return (make(rows * depth) { $0 % 2 == 0 ? 127 : -127 }, make(outputs * depth) { $0 % 3 == 0 ? -128 : 127 })
        }
    }

    @Test(arguments: Sort.allCases, [384, 1536])
    func `every kernel gives the exact sums`(sort: Sort, depth: Int) {
        let outputs = 192
        for rows in Array(1...26) + [36, 37, 256] {
            let (values, weights) = operands(sort, rows: rows, outputs: outputs, depth: depth)
            var panels = [UInt8](repeating: 0, count: weights.count)
            for output in 0..<outputs {
                for k in 0..<depth {
                    let place = ((output / 16 * (depth / 4) + k / 4) * 16 + output % 16) * 4 + k % 4
                    panels[place] = UInt8(Int(weights[output * depth + k]) + 128)
                }
            }
            var expected = [Int32](repeating: 0, count: rows * outputs)
            let checked = rows > 40 ? [0, 100, rows - 1] : Array(0..<rows)
            for row in checked {
                for output in 0..<outputs {
                    var sum: Int32 = 0
                    for k in 0..<depth { sum &+= Int32(values[row * depth + k]) &* Int32(weights[output * depth + k]) }
                    expected[row * outputs + output] = sum
                }
            }
            // A sum times 1 plus 0 is the sum as a float.
            let bytes = Aligned(values.count) { values[$0] }
            let words = Aligned(values.count) { Int16(values[$0]) }
            let corrections = Aligned(rows) { row in
                -128 * values[row * depth..<(row + 1) * depth].reduce(Int32(0)) { $0 + Int32($1) }
            }
            let table = Aligned(panels.count) { panels[$0] }
            let ones = Aligned<Float>(max(rows, outputs)) { _ in 1 }
            let zeros = Aligned<Float>(outputs) { _ in 0 }
            for kernel in kernels {
                let out = Aligned<Float>(rows * outputs) { _ in -1 }
                let memory = kernel.activation_size == 1 ? UnsafeMutableRawPointer(bytes.base) : .init(words.base)
                kernel.dense(
                    encoder_activations(values: memory, scales: ones.base, corrections: corrections.base), Int32(rows),
                    encoder_dense(
                        panels: table.base, scales: ones.base, biases: zeros.base, outputs: Int32(outputs),
                        depth: Int32(depth)), ENCODER_THEN_NOTHING, out.base)
                for row in checked {
                    let range = row * outputs..<(row + 1) * outputs
                    let isEqual = out.elements[range].elementsEqual(expected[range].map { Float($0) })
                    #expect(isEqual, "\(String(cString: kernel.name)), row \(row) of \(rows)")
                }
            }
        }
    }

    @Test(arguments: Sort.allCases, [8, 80, 160])
    func `every kernel gives the exact sums of 4-bit weights`(sort: Sort, depth: Int) {
        let outputs = 192
        let (values, weights) = operands(sort, rows: 1, outputs: outputs, depth: depth)
        let levels = weights.map { Int32(($0 >> 4) + 8) }
        var panels = [UInt8](repeating: 0, count: outputs * depth / 2)
        for output in 0..<outputs {
            for k in 0..<depth {
                let place = ((output / 16 * (depth / 8) + k / 8) * 16 + output % 16) * 4 + k % 4
                panels[place] |= UInt8(levels[output * depth + k]) << (k % 8 < 4 ? 0 : 4)
            }
        }
        let expected = (0..<outputs).map { output in
            (0..<depth).reduce(Int32(0)) { $0 + Int32(values[$1]) * (levels[output * depth + $1] - 8) }
        }
        let table = Aligned(panels.count) { panels[$0] }
        for kernel in kernels {
            let out = Aligned<Int32>(outputs) { _ in -1 }
            kernel.half_product(values, table.base, Int32(outputs), Int32(depth), out.base)
            #expect(out.elements == expected, "\(String(cString: kernel.name))")
        }
    }
}

@Suite struct FloatTests {
    /// A row of floats of many sizes.
    private func floats(_ count: Int, seed: UInt64, upTo size: Float = 8) -> Aligned<Float> {
        var generator = Generator(state: seed)
        return Aligned(count) { index in
            index % 97 == 0 ? size * 4 : Float.random(in: -size...size, using: &generator)
        }
    }

    private struct Quantized {
        let values: Aligned<Int16>
        let scales: Aligned<Float>
        let corrections: Aligned<Int32>

        init(tokens: Int, width: Int) {
            values = Aligned(tokens * width) { _ in 0 }
            scales = Aligned(tokens) { _ in 0 }
            corrections = Aligned(tokens) { _ in 0 }
        }

        var activations: encoder_activations {
            encoder_activations(values: values.base, scales: scales.base, corrections: corrections.base)
        }

        /// The values whatever their size.
        func integers(_ kernel: encoder_kernels) -> [Int] {
            if kernel.activation_size == 2 { return values.elements.map(Int.init) }
            return values.elements.indices.map { index in
                Int(UnsafeRawPointer(values.base).load(fromByteOffset: index, as: Int8.self))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 8, 11, 12, 13, 16, 17, 24, 25, 40, 256])
    func `every kernel gives the same bits in every step`(tokens: Int) {
        let words = Aligned<Int8>(100 * 384) { Int8(truncatingIfNeeded: $0 * 31 % 255 - 127) }
        let scales = Aligned<Float>(1536) { 0.0001 + Float($0 % 17) * 0.0003 }
        let biases = floats(1536, seed: 3, upTo: 1)
        let smoothing = Aligned<Float>(384) { 0.5 + Float($0 % 5) * 0.3 }
        let positions = floats(256 * 384, seed: 4, upTo: 0.2)
        var generator = Generator(state: 5)
        let panels = Aligned<UInt8>(1536 * 384) { _ in UInt8.random(in: 1...255, using: &generator) }
        let ids = Aligned<UInt32>(tokens) { UInt32($0 * 37 % 100) }
        let padded = (tokens + 15) / 16 * 16
        var results: [[[UInt32]]] = []
        var integers: [[Int]] = []
        for kernel in kernels {
            var steps: [[UInt32]] = []
            func keep(_ memory: Aligned<Float>, _ count: Int) {
                steps.append(memory.elements[..<count].map(\.bitPattern))
            }
            let rows = Aligned<Float>(padded * 384) { _ in 0 }
            let wide = Aligned<Float>(padded * 1536) { _ in 0 }
            let context = Aligned<Float>(padded * 384) { _ in 0 }
            let scratch = Aligned<Float>(Int(ENCODER_ATTENTION_SCRATCH)) { _ in 0 }
            let quantized = Quantized(tokens: tokens, width: 1536)
            let count = Int32(tokens)
            func dense(_ outputs: Int32, _ depth: Int32) -> encoder_dense {
                encoder_dense(
                    panels: panels.base, scales: scales.base, biases: biases.base, outputs: outputs, depth: depth)
            }
            kernel.embed(ids.base, count, words.base, scales.base, positions.base, rows.base)
            keep(rows, tokens * 384)
            kernel.normalize(rows.base, count, biases.base, biases.base, smoothing.base, quantized.activations)
            keep(rows, tokens * 384)
            kernel.dense(quantized.activations, count, dense(1152, 384), ENCODER_THEN_NOTHING, wide.base)
            keep(wide, tokens * 1152)
            kernel.attention(wide.base, count, scratch.base, context.base)
            keep(context, tokens * 384)
            kernel.quantize(context.base, count, 384, quantized.activations)
            kernel.dense(quantized.activations, count, dense(384, 384), ENCODER_THEN_ADD, rows.base)
            keep(rows, tokens * 384)
            kernel.normalize(rows.base, count, biases.base, biases.base, smoothing.base, quantized.activations)
            kernel.dense(quantized.activations, count, dense(1536, 384), ENCODER_THEN_GELU, wide.base)
            keep(wide, tokens * 1536)
            kernel.quantize(wide.base, count, 1536, quantized.activations)
            keep(quantized.scales, tokens)
            integers.append(quantized.integers(kernel) + quantized.corrections.elements.map(Int.init))
            let sum = Aligned<Float>(384) { _ in 0 }
            kernel.accumulate(rows.base, count, sum.base)
            kernel.unit(sum.base)
            keep(sum, 384)
            results.append(steps)
        }
        for index in kernels.indices.dropFirst() {
            for step in results[0].indices {
                let isEqual = results[index][step] == results[0][step]
                #expect(isEqual, "\(String(cString: kernels[index].name)), step \(step)")
            }
            let isEqual = integers[index] == integers[0]
            #expect(isEqual, "\(String(cString: kernels[index].name)), quantised values")
        }
    }

    @Test func `quantises to 127 steps and corrects for the offset of the weights`() {
        for kernel in kernels {
            let row = floats(384, seed: 1)
            let quantized = Quantized(tokens: 1, width: 384)
            kernel.quantize(row.base, 1, 384, quantized.activations)
            let values = quantized.integers(kernel)[..<384]
            #expect(quantized.scales.base[0] == Float(32) / 127)
            #expect(values.max() == 127)
            for (value, float) in zip(values, row.elements) {
                #expect(abs(Float(value) * quantized.scales.base[0] - float) <= 0.5001 * quantized.scales.base[0])
            }
            #expect(Int(quantized.corrections.base[0]) == -128 * values.reduce(0, +))
        }
    }

    @Test(arguments: [0, .leastNonzeroMagnitude, 1e-31, 1e-20, 1e30] as [Float])
    func `quantises rows of any size to finite numbers`(size: Float) {
        for kernel in kernels {
            let row = Aligned<Float>(384) { $0 % 2 == 0 ? size : -size }
            let quantized = Quantized(tokens: 1, width: 384)
            kernel.quantize(row.base, 1, 384, quantized.activations)
            let most = size > 1e-30 ? 127 : 0
            #expect(quantized.integers(kernel)[..<384].allSatisfy { abs($0) == most })
            #expect(quantized.scales.base[0].isFinite)
        }
    }

    /// GELU at a bias alone: the product of zeros is zero. The values are x · Φ(x).
    @Test(
        arguments: [
            (-20, 0), (-5, -1.43e-6), (-3, -0.004_049_694), (-1, -0.158_655_25), (-0.5, -0.154_268_77), (0, 0),
            (0.25, 0.149_676_56), (0.5, 0.345_731_23), (1, 0.841_344_75), (2, 1.954_499_7), (3, 2.995_950_3), (20, 20),
        ] as [(Float, Float)])
    func `GELU is off by less than 2e-4`(input: Float, expected: Float) {
        for kernel in kernels {
            let quantized = Quantized(tokens: 1, width: 384)
            let panels = Aligned<UInt8>(192 * 384) { _ in 128 }
            let scales = Aligned<Float>(192) { _ in 1 }
            let biases = Aligned<Float>(192) { _ in input }
            let out = Aligned<Float>(192) { _ in 0 }
            let layer = encoder_dense(
                panels: panels.base, scales: scales.base, biases: biases.base, outputs: 192, depth: 384)
            kernel.dense(quantized.activations, 1, layer, ENCODER_THEN_GELU, out.base)
            #expect(out.elements.allSatisfy { abs($0 - expected) < 2e-4 })
        }
    }

    @Test func `attention is the softmax-weighted mean of the values`() {
        let tokens = 21
        let qkv = floats(32 * 1152, seed: 9, upTo: 1)
        var expected = [Double](repeating: 0, count: tokens * 384)
        for head in 0..<12 {
            for query in 0..<tokens {
                var weights: [Double] = []
                for key in 0..<tokens {
                    var score = 0.0
                    for d in 0..<32 {
                        score +=
                            Double(qkv.base[query * 1152 + head * 32 + d])
                            * Double(qkv.base[key * 1152 + 384 + head * 32 + d])
                    }
                    weights.append(exponential(score / 32.0.squareRoot()))
                }
                let total = weights.reduce(0, +)
                for d in 0..<32 {
                    for key in 0..<tokens {
                        expected[query * 384 + head * 32 + d] +=
                            weights[key] / total * Double(qkv.base[key * 1152 + 768 + head * 32 + d])
                    }
                }
            }
        }
        for kernel in kernels {
            let scratch = Aligned<Float>(Int(ENCODER_ATTENTION_SCRATCH)) { _ in 0 }
            let out = Aligned<Float>(tokens * 384) { _ in 0 }
            kernel.attention(qkv.base, Int32(tokens), scratch.base, out.base)
            for (a, b) in zip(out.elements, expected) { #expect(abs(Double(a) - b) < 1e-5) }
        }
    }

    /// e^x by its series, halved and squared; good enough to measure by.
    private func exponential(_ x: Double) -> Double {
        var sum = 1.0
        var term = 1.0
        for n in 1..<30 {
            term *= x / 64 / Double(n)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }

    @Test func `the checksum sees every bit, the length and the order`() {
        var generator = Generator(state: 2)
        let bytes = Aligned<UInt8>(1000) { _ in UInt8.random(in: 0...255, using: &generator) }
        for count in [0, 1, 8, 63, 64, 65, 1000] {
            let sums = kernels.map { $0.checksum(bytes.base, count) }
            #expect(Set(sums).count == 1)
            for bit in stride(from: 0, to: count * 8, by: 7) {
                bytes.base[bit / 8] ^= 1 << (bit % 8)
                #expect(kernels[0].checksum(bytes.base, count) != sums[0])
                bytes.base[bit / 8] ^= 1 << (bit % 8)
            }
            if count > 0 { #expect(kernels[0].checksum(bytes.base, count - 1) != sums[0]) }
        }
        let before = kernels[0].checksum(bytes.base, 1000)
        for index in 0..<64 { swap(&bytes.base[index], &bytes.base[index + 64]) }
        #expect(kernels[0].checksum(bytes.base, 1000) != before)
    }
}
