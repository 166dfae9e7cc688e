/// Why a file of weights was refused, or could not be made.
public struct WeightsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of fault.
    public enum Code: String, Sendable, Hashable {
        /// There is no such file, or it may not be read or written.
        case cannotOpen
        /// The file is shorter or longer than its header says.
        case truncated
        /// The header is not that of a safetensors file.
        case malformedHeader
        /// A safetensors file, but not one of ours (or, for an import, not the expected model).
        case foreign
        /// Ours, in a version that this program does not read.
        case unsupportedVersion
        /// A tensor is missing, or has the wrong type or shape.
        case unexpectedTensor
        /// A value is impossible: not finite, a negative scale, a vocabulary that makes no sense.
        case invalidValue
        /// The bytes are not those that were written.
        case damaged
        /// The requested kernel is not available on this CPU.
        case unavailableKernel
    }

    /// What is wrong, without the file.
    package struct Reason: Error, Equatable {
        package var code: Code
        package var text: String

        init(_ text: String, code: Code = .invalidValue) {
            self.code = code
            self.text = text
        }
    }

    public let code: Code

    /// The file at fault.
    public let path: String

    /// What is wrong with it.
    public let reason: String

    init(_ reason: Reason, path: String) {
        self.code = reason.code
        self.path = path
        self.reason = reason.text
    }

    public var description: String {
        let advice =
            switch code {
            case .cannotOpen, .unavailableKernel: ""
            default: " Make it again with 'aftercare model import DIR', or fetch it again."
            }
        return "\(path): \(reason).\(advice)"
    }
}
