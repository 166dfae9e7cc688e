import CEncoderKernels

/// The six layers of all-MiniLM-L6-v2: token ids in, vectors out.
///
/// An encoder with normalisation after each block (Vaswani 2017, arXiv:1706.03762; Devlin 2019, arXiv:1810.04805),
/// 384 wide, 12 heads, feed-forward layers of 1536, distilled by Wang 2020 (arXiv:2002.10957). Products take 8-bit
/// weights and activations and sum exactly.
@safe
struct Transformer: Sendable {
    let weights: EncoderWeights
    let kernels: Kernels
    /// Called before each layer.
    var beforeLayer: (@Sendable () -> Void)?

    /// Adds the vectors of all tokens of a window to `scratch.sum`.
    ///
    /// - Parameter ids: 1...256 ids below the vocabulary's size; `scratch` has room for them.
    /// - Parameter observe: Sees the normalised rows before each of the twelve products that read them: first
    ///   layer, attention; first layer, feed-forward; second layer, attention; …
    func accumulate(
        _ ids: ArraySlice<UInt32>, in scratch: Scratch,
        observe: ((_ product: Int, _ rows: UnsafeBufferPointer<Float>) -> Void)? = nil
    ) {
        precondition((1...WeightsFormat.positions).contains(ids.count) && ids.count <= scratch.capacity)
        precondition(ids.allSatisfy { $0 < UInt32(WeightsFormat.pieces) })
        let tokens = Int32(ids.count)
        let kernel = unsafe kernels.table.pointee
        let (rows, wide, context) = unsafe (scratch.rows, scratch.wide, scratch.context)
        let activations = unsafe scratch.activations

        unsafe ids.withUnsafeBufferPointer { ids in
            guard let base = ids.baseAddress else { return }
            unsafe kernel.embed(base, tokens, weights.words, weights.wordScales, weights.positions, rows)
        }
        let seen = unsafe UnsafeBufferPointer(start: rows, count: ids.count * WeightsFormat.width)
        let norm = weights.embeddingNormalization
        unsafe kernel.normalize(
            rows, tokens, norm.gains, norm.biases, weights.layers[0].attentionSmoothing, activations)
        for (index, layer) in weights.layers.enumerated() {
            beforeLayer?()
            unsafe observe?(2 * index, seen)
            unsafe kernel.dense(activations, tokens, layer.queryKeyValue, ENCODER_THEN_NOTHING, wide)
            unsafe kernel.attention(wide, tokens, scratch.attention, context)
            unsafe kernel.quantize(context, tokens, Int32(WeightsFormat.width), activations)
            unsafe kernel.dense(activations, tokens, layer.attention, ENCODER_THEN_ADD, rows)
            let first = layer.attentionNormalization
            unsafe kernel.normalize(rows, tokens, first.gains, first.biases, layer.upSmoothing, activations)
            unsafe observe?(2 * index + 1, seen)
            unsafe kernel.dense(activations, tokens, layer.up, ENCODER_THEN_GELU, wide)
            unsafe kernel.quantize(wide, tokens, Int32(WeightsFormat.hidden), activations)
            unsafe kernel.dense(activations, tokens, layer.down, ENCODER_THEN_ADD, rows)
            let second = layer.outputNormalization
            // The last layer's activations go nowhere; any factors will do.
            let next = weights.layers[min(index + 1, weights.layers.count - 1)]
            unsafe kernel.normalize(rows, tokens, second.gains, second.biases, next.attentionSmoothing, activations)
            if index == Self.middleLayer { unsafe accumulatePieces(of: rows, tokens, scratch.middle) }
        }
        unsafe kernel.accumulate(rows, tokens, scratch.sum)
        unsafe accumulatePieces(of: rows, tokens, scratch.pieces)
    }

    /// The third layer: what it says beside the last is worth .7 points at 5 and 10 examples an intent.
    private static let middleLayer = 2

    /// Adds the vectors of the word pieces, without `[CLS]` and `[SEP]`; of these when there is nothing else.
    @unsafe private func accumulatePieces(
        of rows: UnsafeMutablePointer<Float>, _ tokens: Int32, _ sum: UnsafeMutablePointer<Float>
    ) {
        let accumulate = unsafe kernels.table.pointee.accumulate
        if tokens > 2 {
            unsafe accumulate(rows + WeightsFormat.width, tokens - 2, sum)
        } else {
            unsafe accumulate(rows, tokens, sum)
        }
    }

    /// Two unit vectors side by side: the word pieces' mean after the last layer, then after the third.
    func features(of windows: [ArraySlice<UInt32>], in scratch: Scratch) -> [Float] {
        let width = WeightsFormat.width
        unsafe scratch.pieces.update(repeating: 0, count: width)
        unsafe scratch.middle.update(repeating: 0, count: width)
        for window in windows { unsafe accumulate(window, in: scratch) }
        unsafe kernels.table.pointee.unit(scratch.pieces)
        unsafe kernels.table.pointee.unit(scratch.middle)
        return unsafe Array(UnsafeBufferPointer(start: scratch.pieces, count: width))
            + Array(UnsafeBufferPointer(start: scratch.middle, count: width))
    }

    /// The unit vector of the sum over all tokens of all windows: mean pooling, as the mean has the same direction.
    func vector(of windows: [ArraySlice<UInt32>], in scratch: Scratch) -> [Float] {
        let width = WeightsFormat.width
        unsafe scratch.sum.update(repeating: 0, count: width)
        for window in windows { unsafe accumulate(window, in: scratch) }
        unsafe kernels.table.pointee.unit(scratch.sum)
        return unsafe Array(UnsafeBufferPointer(start: scratch.sum, count: width))
    }
}
