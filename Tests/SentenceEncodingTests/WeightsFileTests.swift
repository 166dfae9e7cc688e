import Foundation
import SentenceEncoding
import Testing

@Suite struct WeightsFileTests {
    @Test func `a whole copy is read`() throws {
        #expect(try WeightsCopy().refusal() == nil)
    }

    @Test func `a missing file, a folder and an empty file are refused`() throws {
        #expect(refusalOfFile(at: "/nowhere/weights")?.code == .cannotOpen)
        #expect(refusalOfFile(at: "/")?.code == .cannotOpen)
        try withTemporaryFile([]) { #expect(refusalOfFile(at: $0)?.code == .truncated) }
    }

    @Test func `a truncated or extended file is refused`() throws {
        let file = try WeightsCopy().file
        for count in [1, 7, 8, 9, 100, 5000, 20_000, file.count / 2, file.count - 1] {
            try withTemporaryFile(Array(file[..<count])) { path in
                #expect(refusalOfFile(at: path)?.code == .truncated, "\(count) bytes")
            }
        }
        try withTemporaryFile(file + [0]) { #expect(refusalOfFile(at: $0)?.code == .truncated) }
    }

    @Test func `a foreign file is refused`() throws {
        try withTemporaryFile(Array("# a text, and not weights at all".utf8)) {
            #expect(refusalOfFile(at: $0)?.code == .malformedHeader)
        }
        var copy = try WeightsCopy()
        copy.header.metadata["format"] = "pt"
        #expect(try copy.refusal()?.code == .foreign)
        copy.header.metadata["format"] = nil
        #expect(try copy.refusal()?.code == .foreign)
    }

    @Test func `another version is refused by name`() throws {
        var copy = try WeightsCopy()
        copy.header.metadata["format_version"] = "2"
        let error = try #require(try copy.refusal())
        #expect(error.code == .unsupportedVersion)
        #expect(error.description.contains("has format version 2, and this program reads 1"))
    }

    @Test func `a single flipped bit in the tensors is refused`() throws {
        let copy = try WeightsCopy()
        let file = copy.file
        let start = file.count - copy.payload.count
        for offset in [0, 1, 12_345_678, copy.payload.count - 1] {
            var damaged = file
            damaged[start + offset] ^= 0x10
            try withTemporaryFile(damaged) { #expect(refusalOfFile(at: $0)?.code == .damaged, "byte \(offset)") }
        }
    }

    @Test func `a missing tensor, a wrong type and a wrong shape are refused by name`() throws {
        let whole = try WeightsCopy()
        let name = "layer.3.up.scales"
        var copy = whole
        copy.header.tensors["other"] = copy.header.tensors.removeValue(forKey: name)
        #expect(try copy.refusal()?.reason == "has no tensor 'layer.3.up.scales'")
        copy = whole
        copy.header.tensors[name]?.type = .u32
        #expect(try copy.refusal()?.reason == "has tensor 'layer.3.up.scales' as U32 [1536], not F32 [1536]")
        copy = whole
        copy.header.tensors[name]?.shape = [2, 768]
        #expect(try copy.refusal()?.code == .unexpectedTensor)
    }

    @Test(arguments: [
        ("layer.0.qkv.scales", Float.nan, "not finite"), ("layer.5.down.biases", .infinity, "not finite"),
        ("embedding.positions", -.infinity, "not finite"), ("embedding.word_scales", -1, "negative scale"),
        ("layer.2.output_norm.gains", .nan, "not finite"), ("layer.1.up.smoothing", .nan, "not finite"),
    ])
    func `an impossible value is refused`(tensor: String, value: Float, reason: String) throws {
        var copy = try WeightsCopy()
        let start = try #require(copy.header.tensors[tensor]).range.lowerBound + 8
        for byte in 0..<4 { copy.payload[start + byte] = UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte)) }
        let error = try #require(try copy.refusal())
        #expect(error.code == .invalidValue)
        #expect(error.reason.contains(reason) && error.reason.contains(tensor) && error.reason.hasSuffix("at 2"))
    }

    @Test func `a vocabulary that makes no sense is refused`() throws {
        var copy = try WeightsCopy()
        let offsets = try #require(copy.header.tensors["vocabulary.offsets"]).range.lowerBound
        copy.payload[offsets + 4 * 500 + 3] = 0xFF
        #expect(try copy.refusal()?.code == .invalidValue)
        copy = try WeightsCopy()
        let bytes = try #require(copy.header.tensors["vocabulary.bytes"]).range.lowerBound
        let name = try #require(copy.payload[bytes...].firstRange(of: Array("[CLS]".utf8)))
        copy.payload[name.lowerBound + 1] = UInt8(ascii: "X")
        #expect(try copy.refusal()?.reason == "the vocabulary lacks [CLS], [SEP] or [UNK]")
    }

    @Test func `a tensor at an odd address is refused`() throws {
        var copy = try WeightsCopy()
        copy.header.tensors["note"] = .init(type: .u8, shape: [4], range: 0..<4)
        for name in copy.header.tensors.keys where name != "note" {
            let range = copy.header.tensors[name]?.range ?? 0..<0
            copy.header.tensors[name]?.range = range.lowerBound + 4..<range.upperBound + 4
        }
        copy.payload = [0, 0, 0, 0] + copy.payload
        #expect(try copy.refusal()?.code == .malformedHeader)
    }

    @Test func `an error says where, what and what to do next`() {
        let error = refusalOfFile(at: "/nowhere/weights")
        #expect(error?.description == "/nowhere/weights: cannot be opened (No such file or directory).")
    }
}

@Suite struct SafetensorsHeaderTests {
    private func header(_ json: String, payload: Int = 0) throws(WeightsError.Reason) -> SafetensorsHeader {
        try SafetensorsHeader(json: Array(json.utf8), payload: payload)
    }

    @Test func `reads tensors and metadata, and writes them again`() throws {
        let json =
            #"{"__metadata__":{"a":"b \"c\" \\ \u0001"},"t":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}  "#
        let parsed = try header(json, payload: 24)
        #expect(parsed.metadata == ["a": "b \"c\" \\ \u{1}"])
        #expect(parsed.tensors == ["t": .init(type: .f32, shape: [2, 3], range: 0..<24)])
        let encoded = parsed.encoded
        #expect(encoded.count % 64 == 0)
        #expect(try SafetensorsHeader(json: Array(encoded[8...]), payload: 24) == parsed)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "null", "{}x", "{\"t\"}", "{\"t\":1}", "{\"t\":{}}",
        #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
        #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
        #"{"t":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[99999999999999999999,4]}}"#,
        #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"u":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
        #"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"u":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
        #"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1}}"#,
        #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{"a":"\ud800"}}"#, #"{"__metadata__":{"a":"\x"}}"#,
    ])
    func `refuses a malformed header`(json: String) {
        #expect(throws: WeightsError.Reason.self) { try header(json, payload: 4) }
    }

    @Test func `refuses every prefix of a header`() throws {
        let json = #"{"__metadata__":{"a":"b"},"t":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}"#
        _ = try header(json, payload: 4)
        for count in 0..<json.utf8.count {
            #expect(throws: WeightsError.Reason.self) { try header(String(json.prefix(count)), payload: 4) }
        }
    }
}
