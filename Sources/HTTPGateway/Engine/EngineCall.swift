import AssistantProtocol
import NIOCore

/// One JSON-RPC call: its request is put around parameters that are JSON already, and its result is cut out of the response as it
/// came. Nothing is decoded on the way, so a reply has the bytes that the engine gave it.
enum EngineCall {
    /// Responses come in the order of their requests, so that all may have the same id.
    private static let idAndVersion = #""jsonrpc":"2.0","id":0"#
    private static let success = Array("{\(idAndVersion),\"result\":".utf8)

    static func line(_ method: String, params: [UInt8] = []) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(params.count + 64)
        line += "{\(idAndVersion),\"method\":\"\(method)\"".utf8
        if !params.isEmpty {
            line += ",\"params\":".utf8
            line += params
        }
        line.append(UInt8(ascii: "}"))
        return line
    }

    /// The result of a response.
    static func result(of response: ByteBuffer) throws(HTTPFault) -> ByteBuffer {
        var response = response
        if response.readableBytesView.last == UInt8(ascii: "\n") {
            response = response.getSlice(at: response.readerIndex, length: response.readableBytes - 1) ?? response
        }
        let length = response.readableBytes - success.count - 1
        if length > 0, response.readableBytesView.starts(with: success),
            let result = response.getSlice(at: response.readerIndex + success.count, length: length)
        {
            return result
        }
        throw fault(in: response)
    }

    private static func fault(in response: ByteBuffer) -> HTTPFault {
        guard let error = JSONValue(parsing: Array(response.readableBytesView)[...])?["error"],
            let code = error["code"]?.integer, let message = error["message"]?.string
        else { return HTTPFault(EngineFault.notUnderstood) }
        let data = error["data"]
        return HTTPFault(
            ProtocolError(
                ProtocolError.Code(rawValue: code), message, text: data?["text"]?.string,
                retryAfterMilliseconds: data?["retry_after_ms"]?.integer))
    }
}
