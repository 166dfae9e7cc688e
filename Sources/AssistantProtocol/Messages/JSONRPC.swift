/// The envelope of JSON-RPC 2.0: ids, notifications, batches and errors. What a method does is the caller's.
///
/// Source: https://www.jsonrpc.org/specification.
package enum JSONRPC {
    /// Carries out one method: its result as JSON, and what it counts as.
    package typealias Method = (String, JSONValue?) throws(ProtocolError) -> (
        result: [UInt8], counted: Session.Result
    )

    /// The response to one request; no bytes for a notification.
    package static func respond(
        to request: JSONValue, call: Method
    ) -> (bytes: [UInt8]?, result: Session.Result) {
        let id = request["id"]
        var isNotification = false
        do throws(ProtocolError) {
            guard request.isObject, request["jsonrpc"]?.string == "2.0" else {
                throw ProtocolError(.invalidRequest, "A request is an object with \"jsonrpc\": \"2.0\".")
            }
            switch id?.content {
            case nil: isNotification = true
            case .null, .number, .string: break
            default: throw ProtocolError(.invalidRequest, "An id is a string, a number or null.")
            }
            guard let method = request["method"]?.string else {
                throw ProtocolError(.invalidRequest, "A request names its method as a string.")
            }
            let params = request["params"]
            if let params, !params.isObject, !params.isNull {
                throw ProtocolError(.invalidParameters, "params is an object; see the method's fields.")
            }
            let (result, counted) = try call(method, params)
            if isNotification { return (nil, counted) }
            return (resultBytes(result, id: id), counted)
        } catch {
            if isNotification, error.code != .invalidRequest { return (nil, .error(error.code)) }
            let usable: JSONValue? =
                switch id?.content {
                case .number, .string: id
                default: nil
                }
            return (errorBytes(error, id: usable), .error(error.code))
        }
    }

    /// The line that answers a batch.
    package static func respond(toBatch requests: [JSONValue], call: Method) -> Session.Output {
        var replies: [[UInt8]] = []
        var results: [Session.Result] = []
        for request in requests {
            let (bytes, result) = respond(to: request, call: call)
            if let bytes { replies.append(bytes) }
            results.append(result)
        }
        // A batch of notifications alone gets no reply (JSON-RPC 2.0, section 6).
        guard !replies.isEmpty else { return Session.Output(bytes: [], results: results) }
        let body = replies.joined(separator: [UInt8(ascii: ",")])
        return Session.Output(bytes: Array("[".utf8) + body + Array("]\n".utf8), results: results)
    }

    /// The line that says what is wrong with a whole line.
    package static func failure(_ error: ProtocolError) -> Session.Output {
        Session.Output(bytes: errorBytes(error, id: nil) + [UInt8(ascii: "\n")], results: [.error(error.code)])
    }

    private static func resultBytes(_ result: [UInt8], id: JSONValue?) -> [UInt8] {
        envelope(id) { object in
            object.key("result")
            object.raw(result)
        }
    }

    private static func errorBytes(_ error: ProtocolError, id: JSONValue?) -> [UInt8] {
        envelope(id) { object in
            object.key("error")
            object.object { object in
                object.key("code")
                object.value(error.code.rawValue)
                object.key("message")
                object.value(error.message)
                if error.text != nil || error.retryAfterMilliseconds != nil {
                    object.key("data")
                    object.object { data in
                        if let milliseconds = error.retryAfterMilliseconds {
                            data.key("retry_after_ms")
                            data.value(milliseconds)
                        }
                        if let text = error.text {
                            data.key("text")
                            data.value(text)
                        }
                    }
                }
            }
        }
    }

    private static func envelope(_ id: JSONValue?, _ content: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("jsonrpc")
            object.value("2.0")
            object.key("id")
            if let id { object.raw(id.raw) } else { object.raw("null") }
            content(&object)
        }
        return writer.bytes
    }
}
