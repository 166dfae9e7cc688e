import Aftercare

/// Answers the requests of a line, and what the methods do.
struct RPC {
    let backend: Session.Backend
    let cache: ReplyCache?
    let limits: Session.Limits
    let effort: Session.Effort
    let status: () -> ServiceStatus

    /// - Returns: `nil` when the effort is ``Session/Effort/known`` and a request of the line is not.
    func respond(to line: [UInt8]) -> Session.Output? {
        guard let value = JSONValue(parsing: line[...]) else {
            return JSONRPC.failure(
                ProtocolError(.parseError, "This line is not valid JSON. Send one JSON object a line, as UTF-8."))
        }
        guard case .array(let requests) = value.content else {
            if effort == .known, !isKnown(value) { return nil }
            let (bytes, result) = JSONRPC.respond(to: value, call: call)
            return Session.Output(bytes: bytes.map { $0 + [UInt8(ascii: "\n")] } ?? [], results: [result])
        }
        guard !requests.isEmpty, requests.count <= limits.batchRequests else {
            return JSONRPC.failure(
                ProtocolError(.invalidRequest, "A batch holds 1 to \(limits.batchRequests) requests."))
        }
        if effort == .known, !requests.allSatisfy(isKnown) { return nil }
        return JSONRPC.respond(toBatch: requests, call: call)
    }

    // MARK: - Methods

    /// Carries out one method, without an envelope.
    func call(
        _ method: String, _ params: JSONValue?
    ) throws(ProtocolError) -> (result: [UInt8], counted: Session.Result) {
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
