import Aftercare
import AssistantProtocol
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The connection that a request came on.
struct GatewayContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Answers requests: looks where they lead, whether they may, and asks the engine.
struct GatewayResponder: HTTPResponder {
    let rules: AccessRules
    let proxies: TrustedProxies
    let limiter: RateLimiter
    let counters: GatewayCounters
    let open: OpenConnections
    let engine: EngineClient
    let pages: PageFiles
    let openAPI: OpenAPIDocument
    /// `nil` when the OpenAI-compatible routes are off.
    let chat: ChatCompletions?

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let start = ContinuousClock.now
        let route = Route(path: request.head.path ?? "", withChat: chat != nil)
        var response: Response
        do throws(HTTPFault) {
            try admit(request, route, context)
            response = try await answer(request, route, context)
        } catch {
            response = Response(error)
        }
        addOrigin(to: &response, request.head)
        if request.method == .head { response = response.createHeadResponse() }
        counters.count(
            route, status: response.status.code, time: route?.isPost == true ? start.duration(to: .now) : nil)
        return response
    }

    // MARK: - Who may

    private func admit(_ request: Request, _ route: Route?, _ context: GatewayContext) throws(HTTPFault) {
        if let fault = rules.fault(for: request.head) { throw fault }
        guard let route else { throw .notFound }
        guard route.allows(request.method) || request.method == .options else {
            throw .methodNotAllowed(allowed: route.allowedMethods)
        }
        // Asked without the token: a browser never sends it before it knows that it may.
        if request.method == .options { return }
        if route.isGuarded, let fault = rules.refusal(of: request.head, route) { throw fault }
        guard route.isLimited else { return }
        let client = proxies.client(of: request.head, peer: context.channel.remoteAddress)
        if let seconds = limiter.wait(for: client) { throw .rateLimited(seconds: seconds) }
    }

    /// Tells a browser that a page of an allowed origin may read the response. Source: Fetch, "CORS protocol".
    private func addOrigin(to response: inout Response, _ head: HTTPRequest) {
        guard let origin = head.headerFields[.origin] else { return }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard rules.isForeign(origin, authority: head.authority) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Retry-After"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
    }

    // MARK: - What is asked for

    private func answer(_ request: Request, _ route: Route?, _ context: GatewayContext) async throws(HTTPFault)
        -> Response
    {
        guard let route else { throw .notFound }
        if request.method == .options { return options(route, request.head) }
        let engine = engine.on(context.channel.eventLoop)
        switch route {
        case .page(let file): return pages.response(file, ifNoneMatch: request.headers[.ifNoneMatch])
        case .health: return Response(json: ByteBuffer(string: #"{"status":"ok"}"#))
        case .readiness: return await engine.readiness()
        case .openAPI: return Response(json: openAPI.json(regions: await engine.regions()))
        case .metrics: return await metrics(engine)
        case .info: return Response(json: try await engine.info())
        case .intents: return Response(json: try await engine.intents())
        case .passage(let intent): return Response(json: try await engine.passage(intent))
        case .ask:
            let body = try await body(of: request, limit: QuestionBody.maximumBodyLength)
            return Response(json: try await engine.ask(QuestionBody(body: body).params))
        case .chatCompletions, .models, .model:
            guard let chat else { throw .notFound }
            if case .model(let id) = route { return try chat.model(id) }
            if route == .models { return chat.models() }
            return try await chat.complete(
                try await body(of: request, limit: ChatCompletionRequest.maximumBodyLength), with: engine)
        }
    }

    /// What a browser asks before a page of another origin may send JSON.
    private func options(_ route: Route, _ head: HTTPRequest) -> Response {
        var response = Response(status: .noContent, headers: ResponseHeaders.data)
        response.headers[.contentType] = nil
        response.headers[.contentLength] = nil
        response.headers[.allow] = route.allowedMethods
        if let origin = head.headerFields[.origin], rules.isForeign(origin, authority: head.authority) {
            response.headers[.accessControlAllowMethods] = route.allowedMethods
            response.headers[.accessControlAllowHeaders] = "Content-Type, Authorization"
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }

    private func body(of request: Request, limit: Int) async throws(HTTPFault) -> [UInt8] {
        guard let type = request.headers[.contentType], Self.isJSON(type) else {
            throw HTTPFault(
                .unsupportedMediaType, .unsupportedMediaType,
                "The body has to be JSON. Send 'Content-Type: application/json'.")
        }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw HTTPFault(
                .unsupportedMediaType, .unsupportedMediaType, "Compressed bodies are not taken. Send the JSON as it is."
            )
        }
        do {
            let bytes = try await request.body.collect(upTo: limit)
            return Array(bytes.readableBytesView)
        } catch {
            throw HTTPFault(.contentTooLarge, .tooLarge, "The body is longer than \(limit) bytes. Send less at once.")
        }
    }

    /// `application/json`, alone or with UTF-8 as its character set.
    private static func isJSON(_ type: String) -> Bool {
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
        return parts.first == "application/json"
            && parts.dropFirst().allSatisfy { !$0.hasPrefix("charset=") || $0 == "charset=utf-8" }
    }

    private func metrics(_ engine: EngineClient.Bound) async -> Response {
        var text = ""
        counters.write(to: &text)
        text += "# HELP aftercare_gateway_connections Connections that are open now.\n"
        text += "# TYPE aftercare_gateway_connections gauge\n"
        text += "aftercare_gateway_connections \(open.count)\n"
        EngineMetrics.write(try? await engine.fullInfo(), to: &text)
        return Response(
            status: .ok, headers: ResponseHeaders.data(contentType: "text/plain; version=0.0.4; charset=utf-8"),
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
