import Aftercare

/// Answers JSON-RPC 2.0 requests and batches.
struct RPC {
    let backend: Session.Backend
    let cache: ReplyCache?
    let limits: Session.Limits
    let effort: Session.Effort
    let status: () -> ServiceStatus

    /// - Returns: `nil` when the effort is ``Session/Effort/known`` and a request of the line is not.
    func respond(to line: [UInt8]) -> Session.Output? {
        guard let value = JSONValue(parsing: line[...]) else {
            return failure(
                ProtocolError(.parseError, "This line is not valid JSON. Send one JSON object a line, as UTF-8."))
        }
        guard case .array(let requests) = value.content else {
            if effort == .known, !isKnown(value) { return nil }
            let (bytes, result) = respond(to: value)
            return Session.Output(bytes: bytes.map { $0 + [UInt8(ascii: "\n")] } ?? [], results: [result])
        }
        guard !requests.isEmpty, requests.count <= limits.batchRequests else {
            return failure(
                ProtocolError(.invalidRequest, "A batch holds 1 to \(limits.batchRequests) requests."))
        }
        if effort == .known, !requests.allSatisfy(isKnown) { return nil }
        var replies: [[UInt8]] = []
        var results: [Session.Result] = []
        for request in requests {
            let (bytes, result) = respond(to: request)
            if let bytes { replies.append(bytes) }
            results.append(result)
        }
        // A batch of notifications alone gets no reply (JSON-RPC 2.0, section 6).
        guard !replies.isEmpty else { return Session.Output(bytes: [], results: results) }
        let body = replies.joined(separator: [UInt8(ascii: ",")])
        return Session.Output(bytes: Array("[".utf8) + body + Array("]\n".utf8), results: results)
    }

    private func failure(_ error: ProtocolError) -> Session.Output {
        Session.Output(bytes: Self.errorBytes(error, id: nil) + [UInt8(ascii: "\n")], results: [.error(error.code)])
    }

    /// The response to one request; no bytes for a notification.
    private func respond(to request: JSONValue) -> (bytes: [UInt8]?, result: Session.Result) {
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
            let (result, counted) = try call(method, request["params"])
            if isNotification { return (nil, counted) }
            return (Self.resultBytes(result, id: id), counted)
        } catch {
            if isNotification, error.code != .invalidRequest { return (nil, .error(error.code)) }
            let usable: JSONValue? =
                switch id?.content {
                case .number, .string: id
                default: nil
                }
            return (Self.errorBytes(error, id: usable), .error(error.code))
        }
    }

    static func resultBytes(_ result: [UInt8], id: JSONValue?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("jsonrpc")
            object.value("2.0")
            object.key("id")
            if let id { object.raw(id.raw) } else { object.raw("null") }
            object.key("result")
            object.raw(result)
        }
        return writer.bytes
    }

    static func errorBytes(_ error: ProtocolError, id: JSONValue?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("jsonrpc")
            object.value("2.0")
            object.key("id")
            if let id { object.raw(id.raw) } else { object.raw("null") }
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
        return writer.bytes
    }

    // MARK: - Methods

    private func call(
        _ method: String, _ params: JSONValue?
    ) throws(ProtocolError) -> (result: [UInt8], counted: Session.Result) {
        if let params, !params.isObject, !params.isNull {
            throw ProtocolError(.invalidParameters, "params is an object; see the method's fields.")
        }
        switch method {
        case "ping": return (Array("\"pong\"".utf8), .other)
        case "ask": return try ask(params)
        case "explain":
            let (assistant, question) = try question(params)
            try refuseWhenBusy()
            let (reply, explanation) = assistant.explain(
                question.text, conversation: question.conversation, region: question.region, limit: question.limit)
            return (
                reply.json(explanation: explanation),
                .reply(ReplySummary(reply), isKnown: false)
            )
        case "intents": return (try intents(), .other)
        case "passage": return (try passage(params), .other)
        case "info": return (backend.info(status(), limits: limits), .other)
        default:
            throw ProtocolError(
                .methodNotFound, "There is no such method. Use ask, explain, intents, passage, info or ping.")
        }
    }

    private func assistant() throws(ProtocolError) -> Assistant {
        switch backend {
        case .assistant(let assistant): return assistant
        case .unavailable:
            throw ProtocolError(
                .noPack, "No pack could be loaded; 'info' has the reason. Show data.text to the person.",
                text: EmergencyText.text)
        }
    }

    private struct Question {
        var text: String
        var conversation: String?
        var region: String?
        var limit: Int

        var key: ReplyCache.Key {
            ReplyCache.Key(.json, question: text.utf8, conversation: conversation, region: region, limit: limit)
        }
    }

    private func ask(_ params: JSONValue?) throws(ProtocolError) -> (result: [UInt8], counted: Session.Result) {
        let (assistant, question) = try question(params)
        let key = question.key
        if let entry = cache?[key] {
            remember(entry, params)
            return (entry.bytes, .reply(entry.summary, isKnown: true))
        }
        try refuseWhenBusy()
        let reply = assistant.reply(
            to: question.text, conversation: question.conversation, region: question.region, limit: question.limit)
        let entry = ReplyCache.Entry(bytes: reply.json(), reply)
        cache?.insert(entry, for: key)
        remember(entry, params)
        return (entry.bytes, .reply(entry.summary, isKnown: false))
    }

    /// Keeps a reply under its `params` as they were sent, so that ``KnownReply`` finds it.
    private func remember(_ entry: ReplyCache.Entry, _ params: JSONValue?) {
        guard let params, params.isObject else { return }
        cache?.insert(entry, for: ReplyCache.Key(parameters: params.raw))
    }

    private func refuseWhenBusy() throws(ProtocolError) {
        if case .refuse(let retryAfter) = effort { throw .busy(retryAfter: retryAfter) }
    }

    /// Whether a request can be answered without reading a question that was never seen before.
    private func isKnown(_ request: JSONValue) -> Bool {
        switch request["method"]?.string {
        case "ask": (try? question(request["params"])).map { cache?[$0.1.key] != nil } ?? true
        case "explain": (try? question(request["params"])) == nil
        default: true
        }
    }

    private func question(_ params: JSONValue?) throws(ProtocolError) -> (Assistant, Question) {
        let assistant = try assistant()
        guard let text = params?["question"]?.string else {
            throw ProtocolError(.invalidParameters, "params has no 'question', or it is not a string.")
        }
        guard text.utf8.count <= limits.questionBytes else {
            throw ProtocolError(
                .tooLong, "The question is longer than \(limits.questionBytes) bytes. Send less at once.")
        }
        let conversation = try optionalString(params, "conversation")
        let region = try optionalString(params, "region")
        if let region, !assistant.regions.contains(region) {
            throw ProtocolError(
                .invalidParameters, "There is no such region. Use one of: \(assistant.regions.joined(separator: ", "))."
            )
        }
        var limit = 3
        if let value = params?["limit"], !value.isNull {
            guard let number = value.integer, (1...Session.answerLimit).contains(number) else {
                throw ProtocolError(
                    .invalidParameters, "'limit' is a whole number from 1 to \(Session.answerLimit).")
            }
            limit = number
        }
        return (assistant, Question(text: text, conversation: conversation, region: region, limit: limit))
    }

    private func optionalString(_ params: JSONValue?, _ key: String) throws(ProtocolError) -> String? {
        guard let value = params?[key], !value.isNull else { return nil }
        guard let text = value.string else {
            throw ProtocolError(.invalidParameters, "'\(key)' is a string or null.")
        }
        return text
    }

    private func intents() throws(ProtocolError) -> [UInt8] {
        let assistant = try assistant()
        var writer = JSONWriter()
        writer.array(assistant.topics) { array, topic in
            array.object { object in
                object.key("intent")
                object.value(topic.intent)
                object.key("title")
                object.value(topic.title)
                object.key("examples")
                object.value(topic.examples)
            }
        }
        return writer.bytes
    }

    private func passage(_ params: JSONValue?) throws(ProtocolError) -> [UInt8] {
        let assistant = try assistant()
        guard let intent = params?["intent"]?.string else {
            throw ProtocolError(.invalidParameters, "params has no 'intent', or it is not a string.")
        }
        guard let passage = assistant.passage(intent) else {
            throw ProtocolError(.noSuchIntent, "The pack has no such intent. 'intents' lists them.")
        }
        var writer = JSONWriter()
        passage.write(to: &writer)
        return writer.bytes
    }
}
