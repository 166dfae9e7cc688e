/// Gathers tensors in the order of the file. Those that kernels read with wide loads have lengths of whole cache
/// lines and come first.
struct WeightsBuilder {
    let calibration: Calibration?
    private(set) var payload: [UInt8] = []
    private(set) var tensors: [String: SafetensorsHeader.Tensor] = [:]

    init(calibration: Calibration?) {
        self.calibration = calibration
    }

    mutating func add(_ name: String, _ type: SafetensorsHeader.ElementType, _ shape: [Int], _ bytes: [UInt8]) {
        tensors[name] = .init(type: type, shape: shape, range: payload.count..<payload.count + bytes.count)
        payload += bytes
    }

    mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
        add(
            name, .f32, shape,
            values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
    }

    mutating func add(_ source: SafetensorsFile, progress: (Double) -> Void) throws(WeightsError.Reason) {
        let width = WeightsFormat.width
        func floats(_ name: String, _ shape: [Int]) throws(WeightsError.Reason) -> [Float] {
            do throws(WeightsError.Reason) {
                return unsafe Array(try source.floats(name, shape))
            } catch {
                throw .init(error.text, code: error.code == .unexpectedTensor ? .foreign : error.code)
            }
        }
        for layer in 0..<WeightsFormat.layers {
            let prefix = "encoder.layer.\(layer)."
            func dense(
                _ dense: WeightsFormat.Dense, _ names: [String], smoothed product: Int? = nil
            ) throws(WeightsError.Reason) {
                var weights: [Float] = []
                var biases: [Float] = []
                for name in names {
                    let outputs = dense.outputs / names.count
                    weights += try floats(prefix + name + ".weight", [outputs, dense.depth])
                    biases += try floats(prefix + name + ".bias", [outputs])
                }
                if let product {
                    let factors = calibration?.factors(product: product, weights: weights)
                    if let factors {
                        for index in weights.indices { weights[index] *= factors[index % width] }
                    }
                    add(dense.smoothing, [width], factors?.map { 1 / $0 } ?? [Float](repeating: 1, count: width))
                }
                let (values, scales) = Quantization.rows(weights, width: dense.depth)
                add(dense.panels, .u8, dense.panelsShape, Quantization.panels(values, depth: dense.depth))
                add(dense.scales, [dense.outputs], scales)
                add(dense.biases, [dense.outputs], biases)
            }
            func normalization(_ to: WeightsFormat.Normalization, _ name: String) throws(WeightsError.Reason) {
                add(to.gains, [width], try floats(prefix + name + ".weight", [width]))
                add(to.biases, [width], try floats(prefix + name + ".bias", [width]))
            }
            try dense(
                WeightsFormat.queryKeyValue(layer), ["query", "key", "value"].map { "attention.self.\($0)" },
                smoothed: 2 * layer)
            try dense(WeightsFormat.attention(layer), ["attention.output.dense"])
            try normalization(WeightsFormat.attentionNormalization(layer), "attention.output.LayerNorm")
            try dense(WeightsFormat.up(layer), ["intermediate.dense"], smoothed: 2 * layer + 1)
            try dense(WeightsFormat.down(layer), ["output.dense"])
            try normalization(WeightsFormat.outputNormalization(layer), "output.LayerNorm")
            progress(Double(layer + 1) / Double(WeightsFormat.layers + 1))
        }
        let norm = WeightsFormat.embeddingNormalization
        add(norm.gains, [width], try floats("embeddings.LayerNorm.weight", [width]))
        add(norm.biases, [width], try floats("embeddings.LayerNorm.bias", [width]))
        let positions = try floats("embeddings.position_embeddings.weight", [512, width])
        let segment = try floats("embeddings.token_type_embeddings.weight", [2, width])
        let count = WeightsFormat.positions * width
        add(
            WeightsFormat.positionRows, [WeightsFormat.positions, width],
            (0..<count).map { positions[$0] + segment[$0 % width] })
        let words = try floats("embeddings.word_embeddings.weight", [WeightsFormat.pieces, width])
        let (values, scales) = Quantization.rows(words, width: width)
        add(
            WeightsFormat.words, .i8, [WeightsFormat.pieces, width], values.map { UInt8(bitPattern: $0) })
        add(WeightsFormat.wordScales, [WeightsFormat.pieces], scales)
        progress(1)
    }
}
