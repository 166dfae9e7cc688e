extension Session.Backend {
    /// Carries out one method without an envelope, for a door that has an envelope of its own.
    ///
    /// - Parameter parameters: A JSON object; `nil` for a method that takes none.
    /// - Returns: The result as JSON.
    package func call(_ method: String, _ parameters: [UInt8]? = nil) throws(ProtocolError) -> [UInt8] {
        let rpc = RPC(backend: self, cache: nil, limits: Session.Limits(), effort: .all, status: { ServiceStatus() })
        return try rpc.call(method, parameters.flatMap { JSONValue(parsing: $0[...]) }).result
    }
}
