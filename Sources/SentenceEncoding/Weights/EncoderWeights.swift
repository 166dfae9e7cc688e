import CEncoderKernels

/// The weights of all-MiniLM-L6-v2 in a mapped file, every tensor checked.
@safe
final class EncoderWeights: @unchecked Sendable {
    // Sendable: all pointers lead into `file`, which lives as long as this object and is never written.
    private let file: SafetensorsFile

    /// One normalisation's parameters, 384 each.
    @safe struct Normalization {
        let gains: UnsafePointer<Float>
        let biases: UnsafePointer<Float>
    }

    /// One layer of the transformer.
    @safe struct Layer {
        /// [384], factors for the normalised rows before they are quantised for `queryKeyValue`.
        let attentionSmoothing: UnsafePointer<Float>
        let queryKeyValue: encoder_dense
        let attention: encoder_dense
        let attentionNormalization: Normalization
        /// [384], the same for `up`.
        let upSmoothing: UnsafePointer<Float>
        let up: encoder_dense
        let down: encoder_dense
        let outputNormalization: Normalization
    }

    /// [30522][384]
    let words: UnsafePointer<Int8>
    /// [30522]
    let wordScales: UnsafePointer<Float>
    /// [256][384]
    let positions: UnsafePointer<Float>
    let embeddingNormalization: Normalization
    let layers: [Layer]
    let vocabulary: Vocabulary

    /// Tells files of weights apart: SHA-256 of the header, which holds the checksum and the SHA-256 of all that
    /// follows.
    let hash: String

    /// What the file says about itself: licence, source, hashes.
    var metadata: [String: String] { file.header.metadata }

    init(path: String, kernels: Kernels) throws(WeightsError.Reason) {
        let file = try SafetensorsFile(path: path)
        let metadata = file.header.metadata
        guard metadata[WeightsFormat.Metadata.format] == WeightsFormat.name else {
            throw .init("is a safetensors file, but not one of sentence encoder weights", code: .foreign)
        }
        guard metadata[WeightsFormat.Metadata.version] == WeightsFormat.version else {
            let found = metadata[WeightsFormat.Metadata.version] ?? "none"
            throw .init(
                "has format version \(found), and this program reads \(WeightsFormat.version)",
                code: .unsupportedVersion)
        }
        let checksum = unsafe kernels.checksum(of: file.payload)
        guard metadata[WeightsFormat.Metadata.checksum] == checksum else {
            throw .init("is damaged: its checksum is \(checksum)", code: .damaged)
        }

        let reader = Reader(file: file)
        unsafe words = try reader.words()
        unsafe wordScales = try reader.scales(WeightsFormat.wordScales, count: WeightsFormat.pieces)
        unsafe positions = try reader.floats(
            WeightsFormat.positionRows, [WeightsFormat.positions, WeightsFormat.width])
        unsafe embeddingNormalization = try reader.normalization(WeightsFormat.embeddingNormalization)
        var layers: [Layer] = []
        for index in 0..<WeightsFormat.layers {
            let layer = unsafe Layer(
                attentionSmoothing: try reader.floats(
                    WeightsFormat.queryKeyValue(index).smoothing, [WeightsFormat.width]),
                queryKeyValue: try reader.dense(WeightsFormat.queryKeyValue(index)),
                attention: try reader.dense(WeightsFormat.attention(index)),
                attentionNormalization: try reader.normalization(WeightsFormat.attentionNormalization(index)),
                upSmoothing: try reader.floats(WeightsFormat.up(index).smoothing, [WeightsFormat.width]),
                up: try reader.dense(WeightsFormat.up(index)),
                down: try reader.dense(WeightsFormat.down(index)),
                outputNormalization: try reader.normalization(WeightsFormat.outputNormalization(index)))
            layers.append(layer)
        }
        self.layers = layers
        vocabulary = try reader.vocabulary()
        hash = unsafe SHA256.hexadecimal(of: file.headerBytes.span.bytes)
        self.file = file
    }

    /// Compares all bytes with the SHA-256 that the importer wrote; a fifth of a second or so.
    func verify() throws(WeightsError.Reason) {
        let digest = unsafe SHA256.hexadecimal(of: file.payload.bytes)
        guard metadata[WeightsFormat.Metadata.digest] == digest else {
            throw .init("is damaged: the SHA-256 of its tensors is \(digest)", code: .damaged)
        }
    }

    /// Tensors by name, aligned as the kernels want them.
    @safe
    private struct Reader {
        let file: SafetensorsFile

        @unsafe func aligned<Element>(
            _ buffer: UnsafeBufferPointer<Element>, _ name: String
        ) throws(WeightsError.Reason) -> UnsafePointer<Element> {
            guard let base = buffer.baseAddress, Int(bitPattern: base) % ENCODER_ALIGNMENT == 0 else {
                throw .init("has tensor '\(name)' at an odd address", code: .malformedHeader)
            }
            return unsafe base
        }

        @unsafe func floats(_ name: String, _ shape: [Int]) throws(WeightsError.Reason) -> UnsafePointer<Float> {
            unsafe try aligned(try file.floats(name, shape), name)
        }

        @unsafe func scales(_ name: String, count: Int) throws(WeightsError.Reason) -> UnsafePointer<Float> {
            let values = unsafe try file.floats(name, [count])
            for index in values.indices where unsafe values[index] < 0 {
                throw .init("has a negative scale in tensor '\(name)' at \(index)")
            }
            return unsafe try aligned(values, name)
        }

        @unsafe func words() throws(WeightsError.Reason) -> UnsafePointer<Int8> {
            let name = WeightsFormat.words
            let bytes = unsafe try file.tensor(name, .i8, [WeightsFormat.pieces, WeightsFormat.width])
            // Half of the file; a text looks at a row for each of its pieces.
            unsafe file.letGo(of: bytes)
            return unsafe try aligned(bytes.bindMemory(to: Int8.self), name)
        }

        @unsafe func dense(_ dense: WeightsFormat.Dense) throws(WeightsError.Reason) -> encoder_dense {
            let panels = unsafe try file.tensor(dense.panels, .u8, dense.panelsShape)
            return unsafe encoder_dense(
                panels: try aligned(panels.bindMemory(to: UInt8.self), dense.panels),
                scales: try scales(dense.scales, count: dense.outputs),
                biases: try floats(dense.biases, [dense.outputs]),
                outputs: Int32(dense.outputs), depth: Int32(dense.depth))
        }

        @unsafe func normalization(
            _ normalization: WeightsFormat.Normalization
        ) throws(WeightsError.Reason) -> Normalization {
            unsafe Normalization(
                gains: try floats(normalization.gains, [WeightsFormat.width]),
                biases: try floats(normalization.biases, [WeightsFormat.width]))
        }

        func vocabulary() throws(WeightsError.Reason) -> Vocabulary {
            let name = WeightsFormat.vocabularyOffsets
            let offsets = unsafe try file.tensor(name, .u32, [WeightsFormat.pieces + 1])
            guard Int(bitPattern: offsets.baseAddress) % 4 == 0 else {
                throw .init("has tensor '\(name)' at an odd address", code: .malformedHeader)
            }
            let length = file.header.tensors[WeightsFormat.vocabularyBytes]?.range.count ?? 0
            let bytes = unsafe try file.tensor(WeightsFormat.vocabularyBytes, .u8, [length])
            return unsafe try Vocabulary(bytes: Array(bytes), offsets: Array(offsets.bindMemory(to: UInt32.self)))
        }
    }
}
