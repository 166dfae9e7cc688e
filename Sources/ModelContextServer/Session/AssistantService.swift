package import AssistantProtocol

/// What answers behind this door: an engine in the same process, or a daemon at the other end of a socket.
///
/// Methods, fields and codes are those of the assistant's own JSON-RPC, so both give the same bytes.
package protocol AssistantService {
    /// Carries out one method.
    ///
    /// - Parameter parameters: A JSON object; `nil` for a method that takes none.
    /// - Returns: The result as JSON.
    mutating func call(_ method: String, _ parameters: [UInt8]?) throws(ProtocolError) -> [UInt8]
}

/// The engine of this process.
package struct EmbeddedService: AssistantService {
    private let backend: Session.Backend

    package init(_ backend: Session.Backend) { self.backend = backend }

    package func call(_ method: String, _ parameters: [UInt8]?) throws(ProtocolError) -> [UInt8] {
        try backend.call(method, parameters)
    }
}

extension AssistantService {
    /// Carries out one method and takes its result apart.
    mutating func value(_ method: String, _ parameters: [UInt8]? = nil) throws(ProtocolError) -> JSONValue {
        let result = try call(method, parameters)
        guard let value = JSONValue(parsing: result[...]) else {
            throw ProtocolError(.internalError, "What answers here gave no JSON. Start it again.")
        }
        return value
    }
}
