import CEncoderKernels
import Foundation
import SentenceEncoding
import Testing

/// The weights: $AFTERCARE_WEIGHTS, or the file in the package.
let weightsPath: String = {
    if let path = ProcessInfo.processInfo.environment["AFTERCARE_WEIGHTS"] { return path }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return root.appendingPathComponent("Sources/SentenceEncoding/Resources/all-MiniLM-L6-v2.safetensors").path
}()

/// A file of `Fixtures`.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)")))
}

/// A file that is gone after `body`.
func withTemporaryFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// A copy of the weights to damage.
struct WeightsCopy {
    var header: SafetensorsHeader
    var payload: [UInt8]

    init() throws {
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: weightsPath)))
        let length = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
        payload = Array(file[(8 + length)...])
        header = try SafetensorsHeader(json: Array(file[8..<8 + length]), payload: payload.count)
    }

    /// Header and payload, the checksum made right.
    var file: [UInt8] {
        var header = header
        let sum = payload.withUnsafeBytes { bytes in
            encoder_kernels_of(ENCODER_KERNEL_PORTABLE)?.pointee.checksum(bytes.baseAddress!, bytes.count) ?? 0
        }
        let digits = String(sum, radix: 16)
        header.metadata["payload_checksum"] = String(repeating: "0", count: 16 - digits.count) + digits
        return header.encoded + payload
    }

    /// What opening the copy throws.
    func refusal() throws -> WeightsError? {
        try withTemporaryFile(file) { path in refusalOfFile(at: path) }
    }
}

func refusalOfFile(at path: String) -> WeightsError? {
    do throws(WeightsError) {
        _ = try SentenceEncoder(contentsOf: path)
        return nil
    } catch {
        return error
    }
}
