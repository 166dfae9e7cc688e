import CEncoderKernels
import Synchronization

/// The memory that one forward pass works in.
@safe
final class Scratch: @unchecked Sendable {
    // Sendable: whoever takes a scratch from the pool is its only user until it is given back.

    /// The most tokens that fit, a multiple of 16.
    let capacity: Int

    /// [capacity][384], the residual stream.
    let rows: UnsafeMutablePointer<Float>
    /// [capacity][1536]: first query, key and value, then the feed-forward layer.
    let wide: UnsafeMutablePointer<Float>
    /// [capacity][384], what attention gathered.
    let context: UnsafeMutablePointer<Float>
    /// What attention works in.
    let attention: UnsafeMutablePointer<Float>
    /// [384], the sum over all tokens.
    let sum: UnsafeMutablePointer<Float>
    /// [384] each, the sums over the word pieces alone, after the last layer and after the third.
    let pieces: UnsafeMutablePointer<Float>
    let middle: UnsafeMutablePointer<Float>
    /// [capacity][1536] of at most two bytes.
    let activations: encoder_activations

    private let base: UnsafeMutableRawPointer

    init(tokens: Int) {
        let capacity = (tokens + 15) / 16 * 16
        let width = WeightsFormat.width
        let hidden = WeightsFormat.hidden
        let float = MemoryLayout<Float>.stride
        // Every part is a multiple of 64 bytes long.
        let sizes = [
            capacity * width * float, capacity * hidden * float, capacity * width * float,
            ENCODER_ATTENTION_SCRATCH * float, width * float, capacity * hidden * 2, capacity * float,
            capacity * float, width * float, width * float,
        ]
        let total = sizes.reduce(0, +)
        let base = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: ENCODER_ALIGNMENT)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: total)
        var parts: [UnsafeMutableRawPointer] = unsafe []
        var offset = 0
        for size in sizes {
            unsafe parts.append(base + offset)
            offset += size
        }
        self.capacity = capacity
        unsafe self.base = base
        unsafe rows = parts[0].assumingMemoryBound(to: Float.self)
        unsafe wide = parts[1].assumingMemoryBound(to: Float.self)
        unsafe context = parts[2].assumingMemoryBound(to: Float.self)
        unsafe attention = parts[3].assumingMemoryBound(to: Float.self)
        unsafe sum = parts[4].assumingMemoryBound(to: Float.self)
        unsafe pieces = parts[8].assumingMemoryBound(to: Float.self)
        unsafe middle = parts[9].assumingMemoryBound(to: Float.self)
        unsafe activations = encoder_activations(
            values: parts[5], scales: parts[6].assumingMemoryBound(to: Float.self),
            corrections: parts[7].assumingMemoryBound(to: Int32.self))
    }

    deinit {
        unsafe base.deallocate()
    }
}

/// Scratch memory between calls, one for each call that runs at the same time.
///
/// The lock is held for a few nanoseconds a call, to take an element and to give it back.
final class ScratchPool: Sendable {
    private let free = Mutex<[Scratch]>([])

    /// The most that are kept; a scratch for a question takes some 300 KB, one for a full window 4 MB.
    private static let most = 8

    /// Runs `body` with room for `tokens` tokens.
    func with<Result>(tokens: Int, _ body: (Scratch) -> Result) -> Result {
        let found = free.withLock { $0.popLast() }
        let scratch =
            if let found, found.capacity >= tokens { found } else { Scratch(tokens: max(tokens, 32)) }
        defer {
            free.withLock { if $0.count < Self.most { $0.append(scratch) } }
        }
        return body(scratch)
    }
}
