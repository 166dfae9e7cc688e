import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Takes requests in whole, within bounds of size and time, and passes only those on; everything else is refused here, on the event
/// loop, with a status and a body that says what to do.
///
/// A request that is refused is the last of its connection: what follows it is dropped unread, since where the next one would begin
/// cannot be trusted. The refusal waits for the responses to earlier requests, and the connection lingers for a moment behind it: a
/// socket that is closed with bytes unread resets the connection, and the refusal would be lost (RFC 9112, 9.6).
final class RequestCollector: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Sendable {
        /// The longest body in bytes, of any route.
        var bodyLength: Int
        /// From the opening of a connection to the end of its first head, and from a head to the end of its body.
        var requestTime: TimeAmount
        var connections: Int
    }

    private static let lingering = TimeAmount.seconds(2)
    /// How long a client may leave a response unread before its connection is closed.
    private static let patience = TimeAmount.seconds(30)

    private enum Phase {
        case betweenRequests
        case collecting(HTTPRequest, ByteBuffer)
        case refused
    }

    private let limits: Limits
    private let open: OpenConnections
    private var phase = Phase.betweenRequests
    /// Requests that were passed on and whose responses have not ended.
    private var unanswered = 0
    private var refusal: HTTPFault?
    private var timer: Scheduled<Void>?
    private var stall: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private var isCounted = false

    init(limits: Limits, open: OpenConnections) {
        self.limits = limits
        self.open = open
    }

    // MARK: - Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isCounted = true
        let isRoom = open.enter() <= limits.connections
        if context.channel.isActive { begin(isRoom: isRoom) } else if !isRoom { refusal = .busy(milliseconds: 1000) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(isRoom: refusal == nil)
        context.fireChannelActive()
    }

    private func begin(isRoom: Bool) {
        if isRoom { startTimer() } else { refuse(.busy(milliseconds: 1000)) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        stall?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        if isCounted { open.leave() }
        isCounted = false
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .refused = phase, refusal == nil, event as? ChannelEvent == .inputClosed {
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func startTimer() {
        timer?.cancel()
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: limits.requestTime) { [self] in
            refuse(
                HTTPFault(
                    .requestTimeout, .timeout,
                    "The request did not arrive within \(limits.requestTime.nanoseconds / 1_000_000_000) seconds. Send it at once."
                ))
        }
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (_, .refused): break
        case (.head(let head), _): take(head, context)
        case (.body(let bytes), .collecting(let head, var body)):
            phase = .betweenRequests
            guard body.readableBytes + bytes.readableBytes <= limits.bodyLength else { return refuse(tooLarge) }
            body.writeImmutableBuffer(bytes)
            phase = .collecting(head, body)
        case (.end(let trailers), .collecting(let head, let body)):
            timer?.cancel()
            timer = nil
            phase = .betweenRequests
            unanswered += 1
            context.fireChannelRead(wrapInboundOut(.head(head)))
            if body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(body))) }
            context.fireChannelRead(wrapInboundOut(.end(trailers)))
        default: break
        }
    }

    private func take(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        if let fault = HeadCheck.fault(in: head) { return refuse(fault) }
        let length = head.headerFields[.contentLength].flatMap(Int.init) ?? 0
        guard length <= limits.bodyLength else { return refuse(tooLarge) }
        if head.headerFields[.expect]?.lowercased() == "100-continue", unanswered == 0 {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        phase = .collecting(head, ByteBuffer())
        startTimer()
    }

    private var tooLarge: HTTPFault {
        HTTPFault(.contentTooLarge, .tooLarge, "The body is longer than \(limits.bodyLength) bytes. Send less at once.")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            refuse(
                HTTPFault(
                    .requestHeaderFieldsTooLarge, .headersTooLarge,
                    "The request's header is too large. Send fewer or shorter fields."
                ))
        case is IOError, is ChannelError: context.fireErrorCaught(error)
        default:
            refuse(
                HTTPFault(
                    .badRequest, .badRequest,
                    "This is not a valid HTTP/1.1 request. See /openapi.json for what this server takes."))
        }
    }

    // MARK: - Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var isEnd = false
        if case .end = unwrapOutboundIn(data) { isEnd = true }
        context.write(data, promise: promise)
        guard isEnd else { return }
        unanswered -= 1
        if unanswered == 0, let refusal { answer(refusal) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [self] in
                self.context?.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    private func refuse(_ fault: HTTPFault) {
        if case .refused = phase { return }
        phase = .refused
        timer?.cancel()
        if unanswered == 0 { answer(fault) } else { refusal = fault }
    }

    private func answer(_ fault: HTTPFault) {
        guard let context else { return }
        refusal = nil
        let body = ByteBuffer(bytes: fault.json)
        var fields = ResponseHeaders.data
        fields.append(contentsOf: fault.extraHeaders)
        fields[.contentLength] = "\(body.readableBytes)"
        fields[.connection] = "close"
        context.write(wrapOutboundOut(.head(HTTPResponse(status: fault.status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) { [self] in
            self.context?.close(promise: nil)
        }
    }
}
