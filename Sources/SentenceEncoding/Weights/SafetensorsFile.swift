/// A safetensors file mapped into memory, its header checked against its length.
@safe
struct SafetensorsFile: Sendable {
    private let file: MappedFile
    let header: SafetensorsHeader

    /// The header's bytes with the length in front.
    let headerBytes: [UInt8]

    init(path: String) throws(WeightsError.Reason) {
        let file = try MappedFile(path: path)
        guard file.count >= 8 else { throw .init("is too short to hold a header", code: .truncated) }
        let length = unsafe UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length >= 2, length <= UInt64(SafetensorsHeader.longest) else {
            throw .init("is no safetensors file: it begins with a header length of \(length)", code: .malformedHeader)
        }
        let end = 8 + Int(length)
        guard end <= file.count else {
            throw .init("has \(file.count) bytes, its header alone \(end)", code: .truncated)
        }
        headerBytes = unsafe Array(file.bytes[..<end])
        header = try SafetensorsHeader(json: Array(headerBytes[8...]), payload: file.count - end)
        self.file = file
    }

    /// The bytes after the header, valid as long as this value.
    @unsafe var payload: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: file.bytes[headerBytes.count...])
    }

    /// Lets a tensor's pages go from memory; what is read again comes back.
    @unsafe func letGo(of tensor: UnsafeRawBufferPointer) { unsafe file.letGo(of: tensor) }

    /// A tensor's bytes, valid as long as this value.
    ///
    /// - Throws: A reason, when there is no such tensor of this type and shape.
    @unsafe func tensor(
        _ name: String, _ type: SafetensorsHeader.ElementType, _ shape: [Int]
    ) throws(WeightsError.Reason) -> UnsafeRawBufferPointer {
        guard let tensor = header.tensors[name] else {
            throw .init("has no tensor '\(name)'", code: .unexpectedTensor)
        }
        guard tensor.type == type, tensor.shape == shape else {
            throw .init(
                "has tensor '\(name)' as \(tensor.type.rawValue) \(tensor.shape), not \(type.rawValue) \(shape)",
                code: .unexpectedTensor)
        }
        return unsafe UnsafeRawBufferPointer(rebasing: payload[tensor.range])
    }

    /// A tensor of floats, all of which are finite.
    @unsafe func floats(_ name: String, _ shape: [Int]) throws(WeightsError.Reason) -> UnsafeBufferPointer<Float> {
        let bytes = unsafe try tensor(name, .f32, shape)
        guard Int(bitPattern: bytes.baseAddress) % 4 == 0 else {
            throw .init("has tensor '\(name)' at an odd address", code: .malformedHeader)
        }
        let values = unsafe bytes.bindMemory(to: Float.self)
        for index in values.indices where unsafe !values[index].isFinite {
            throw .init("has a value in tensor '\(name)' that is not finite, at \(index)")
        }
        return unsafe values
    }
}
