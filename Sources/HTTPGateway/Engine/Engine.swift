package import NIOCore

/// What answers: the engine in this process, or `aftercared` at its socket. Both speak JSON-RPC 2.0, a line each way.
package protocol Engine: Sendable {
    /// Answers one request.
    ///
    /// - Parameters:
    ///   - line: A request without a line feed in it or behind it.
    ///   - eventLoop: Where the connection of the one who asks lives; an engine that has connections of its own uses one there.
    /// - Returns: The response's line; a line feed may stand behind it.
    func respond(to line: [UInt8], on eventLoop: any EventLoop) async throws(EngineFault) -> ByteBuffer
}

/// Why an engine gave no response at all; the text is for an operator.
package enum EngineFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nobody answers at the socket.
    case away(String)
    /// There was no response within the time.
    case timedOut(String)
    /// Too many requests wait already.
    case crowded
    /// What answers is no `aftercared`, or one of another time.
    case notUnderstood

    package var description: String {
        switch self {
        case .away(let reason), .timedOut(let reason): reason
        case .crowded: "Too many requests wait for aftercared already."
        case .notUnderstood: "What answers at the socket is no aftercared of this version."
        }
    }
}
