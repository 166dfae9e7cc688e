/// Names, shapes and versions of our file of weights, shared by the importer and the reader.
///
/// The file is a safetensors container of about 23 MB. Products' weights are 8-bit with one scale an output (w ≈
/// value · scale, value in −127...127), stored as value + 128 in panels [outputs / 16][depth / 4][16][4], so that a
/// kernel reads them in order. Token embeddings are 8-bit with one scale a row. The embedding of the first
/// sentence's segment is already in the positions', the three products of attention's query, key and value are one.
///
/// A few of the 384 elements are ten times larger than the rest and would take the others' precision when a row is
/// quantised. So rows are multiplied by `smoothing` before that, and the weights divided by it, an element at a
/// time (SmoothQuant, Xiao 2023, arXiv:2211.10438).
enum WeightsFormat {
    static let name = "aftercare.sentence-encoder"
    static let version = "1"

    static let model = "sentence-transformers/all-MiniLM-L6-v2"
    static let license = "Apache-2.0"

    static let layers = 6
    static let width = 384
    static let hidden = 1536
    static let pieces = 30_522
    /// The most tokens of a window, `[CLS]` and `[SEP]` among them: what the model was trained for.
    static let positions = 256

    enum Metadata {
        static let format = "format"
        static let version = "format_version"
        static let checksum = "payload_checksum"
        static let digest = "payload_sha256"
    }

    /// One product of a layer.
    struct Dense {
        var name: String
        var outputs: Int
        var depth: Int

        var panels: String { name + ".panels" }
        var scales: String { name + ".scales" }
        var biases: String { name + ".biases" }
        /// [depth], only for products that follow a normalisation.
        var smoothing: String { name + ".smoothing" }
        var panelsShape: [Int] { [outputs / 16, depth / 4, 16, 4] }
    }

    static func queryKeyValue(_ layer: Int) -> Dense {
        .init(name: "layer.\(layer).qkv", outputs: 3 * width, depth: width)
    }
    static func attention(_ layer: Int) -> Dense {
        .init(name: "layer.\(layer).attention", outputs: width, depth: width)
    }
    static func up(_ layer: Int) -> Dense { .init(name: "layer.\(layer).up", outputs: hidden, depth: width) }
    static func down(_ layer: Int) -> Dense { .init(name: "layer.\(layer).down", outputs: width, depth: hidden) }

    /// A normalisation's gains and biases, `width` each.
    struct Normalization {
        var name: String

        var gains: String { name + ".gains" }
        var biases: String { name + ".biases" }
    }

    static let embeddingNormalization = Normalization(name: "embedding.norm")
    static func attentionNormalization(_ layer: Int) -> Normalization { .init(name: "layer.\(layer).attention_norm") }
    static func outputNormalization(_ layer: Int) -> Normalization { .init(name: "layer.\(layer).output_norm") }

    /// [pieces, width], 8-bit.
    static let words = "embedding.words"
    /// [pieces], floats.
    static let wordScales = "embedding.word_scales"
    /// [positions, width], floats.
    static let positionRows = "embedding.positions"
    /// [pieces + 1], where each piece starts in ``vocabularyBytes``.
    static let vocabularyOffsets = "vocabulary.offsets"
    /// All pieces in UTF-8.
    static let vocabularyBytes = "vocabulary.bytes"
}
