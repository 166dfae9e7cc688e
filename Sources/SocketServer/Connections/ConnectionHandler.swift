import AssistantProtocol
import Logging
import NIOCore

/// One client: bytes to lines, lines to replies, replies back in the order of their requests.
///
/// What is known is answered here, on the event loop, and all replies of a read go out in one write. A question that was not
/// seen before goes to a worker; requests behind it are read on up to a limit, and a plain line waits for the plain line
/// before it, whose conversation it continues. Everything that cannot be taken in is left in the socket, so a client that
/// asks faster than it reads, or than we answer, is slowed down by its own full socket.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Told to every connection when the service stops.
    struct Stop: Sendable {}

    /// What all connections share.
    struct Service: Sendable {
        let configuration: SocketServer.Configuration
        let answerer: Answerer
        let workers: WorkerPool
        let counters: Counters
        /// Where a line about each answer goes; `nil` when nobody asked for one.
        let audit: AuditLog?
        let logger: Logger

        var status: ServiceStatus { counters.status(queued: workers.openCount) }
    }

    /// Replies are handed to the channel once they are this many bytes, or at the end of a read.
    private static let writeSize = 64 << 10
    /// How much memory a connection keeps for its next reply.
    private static let keptCapacity = 16 << 10
    /// How many replies of one read a connection keeps room to count.
    private static let keptReplies = 64
    /// How long a stopping service still reads what its clients had sent before.
    private static let lastRead = TimeAmount.milliseconds(20)

    private let service: Service
    private let tally: Tally
    private var framer: LineFramer
    private var session: Session
    private var waiting = ReplyQueue()
    /// Whether a worker has a plain line of this connection.
    private var isConversing = false

    /// Bytes that were read and are not yet cut into lines.
    private var input = ByteBuffer()
    /// A line that cannot be taken on yet.
    private var held: LineFramer.Event?
    private var output = ByteBuffer()
    /// Replies since the last read that were known by their bytes; counted and timed together.
    private var known: [ReplySummary] = []
    /// Other requests that were answered here since the last read and are not yet timed.
    private var untimed = 0

    private var inputHasEnded = false
    /// Whether the input has ended and every line of it is taken on.
    private var isExhausted = false
    /// Whether the service stops: a line without its end may be half a question then.
    private var isStopping = false
    private var readIsHeldBack = false
    private var isWorkingOff = false
    private var isClosing = false
    private var context: ChannelHandlerContext?
    /// For the workers: a question whose asker has gone need not be read.
    private let presence = Presence()
    private var lastActivity = NIODeadline.now()
    private var idleCheck: Scheduled<Void>?

    /// - Parameter tally: That of the connection's event loop.
    init(_ service: Service, tally: Tally) {
        self.service = service
        self.tally = tally
        session = Session(limits: service.configuration.session)
        framer = LineFramer(limit: service.configuration.lineBytes)
    }

    // MARK: - Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        scheduleIdleCheck(after: TimeAmount(service.configuration.idleTime), context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        presence.end()
        idleCheck?.cancel()
        idleCheck = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        service.logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            inputHasEnded = true
            workOff(context)
            send(context)
        case is Stop:
            // What a client sent before may still be in its socket.
            context.eventLoop.assumeIsolated().scheduleTask(in: Self.lastRead) { [self] in
                inputHasEnded = true
                isStopping = true
                guard let context = self.context else { return }
                workOff(context)
                send(context)
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Closes once every reply has gone out, when no request can come any more.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard isExhausted, !isClosing, held == nil, waiting.isEmpty else { return }
        isClosing = true
        let isolated = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            isolated.value.close(promise: nil)
        }
    }

    private func scheduleIdleCheck(after time: TimeAmount, _ context: ChannelHandlerContext) {
        idleCheck = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            guard let context = self.context else { return }
            let limit = TimeAmount(service.configuration.idleTime)
            if !waiting.isEmpty { lastActivity = .now() }
            let silent = NIODeadline.now() - lastActivity
            if silent >= limit {
                closeIdle(context)
            } else {
                scheduleIdleCheck(after: limit - silent, context)
            }
        }
    }

    /// Lets a client go that has been silent, or has left its replies unread, for too long. The silent one is told why; the
    /// other one would not read it.
    private func closeIdle(_ context: ChannelHandlerContext) {
        guard !isClosing else { return context.close(promise: nil) }
        isClosing = true
        guard context.channel.isWritable, output.readableBytes == 0 else {
            service.logger.debug("closing a connection that does not read its replies")
            service.counters.countUnread()
            return context.close(promise: nil)
        }
        service.logger.debug("closing a silent connection")
        let reply = Session.idle(service.configuration.idleTime)
        tally.countRefusal(reply.results)
        let isolated = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.bytes))).whenComplete { _ in
            isolated.value.close(promise: nil)
        }
    }

    // MARK: - Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        lastActivity = .now()
        if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
        workOff(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        send(context)
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        lastActivity = .now()
        workOff(context)
        send(context)
        context.fireChannelWritabilityChanged()
    }

    /// The channel asks to read on after every read: back-pressure is not to pass that on.
    func read(context: ChannelHandlerContext) {
        if held != nil || input.readableBytes > 0 { readIsHeldBack = true } else { context.read() }
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard readIsHeldBack, held == nil, input.readableBytes == 0 else { return }
        readIsHeldBack = false
        context.read()
    }

    // MARK: - Answering

    /// Takes on lines as long as there are any and the limits allow it.
    private func workOff(_ context: ChannelHandlerContext) {
        // Writing can call back before it returns.
        guard !isWorkingOff, !isClosing else { return }
        isWorkingOff = true
        defer { isWorkingOff = false }
        let state = service.answerer.current
        while waiting.count < service.configuration.pendingRequests, context.channel.isWritable {
            if !takeKnown(state) {
                guard let event = held ?? nextEvent() else { break }
                held = nil
                guard take(event, state, context) else {
                    held = event
                    break
                }
            }
            if output.readableBytes >= Self.writeSize { flush(context) }
        }
    }

    /// Answers the next line where it stands in the input, when its reply is known by its bytes.
    private func takeKnown(_ state: Answerer.State) -> Bool {
        guard held == nil, input.readableBytes > 0 else { return false }
        // A reference of its own, which lives as long as the span does.
        let current = input
        let bytes = current.readableBytesUInt8Span
        guard let line = framer.wholeLine(in: bytes, from: 0),
            let reply = KnownReply(bytes, line, cache: state.cache)
        else { return false }
        if waiting.isEmpty {
            let id = input.readerIndex + reply.id.lowerBound
            reserve(reply.count, line: line.count + 1)
            output.writeBytes(KnownReply.head)
            output.writeImmutableBuffer(current.getSlice(at: id, length: reply.id.count) ?? ByteBuffer())
            output.writeBytes(KnownReply.middle)
            output.writeBytes(reply.result)
            output.writeBytes(KnownReply.tail)
        } else {
            waiting.append(reply.bytes(bytes))
        }
        input.moveReaderIndex(forwardBy: line.upperBound + 1)
        if input.readableBytes == 0 { input = ByteBuffer() }
        known.append(reply.summary)
        return true
    }

    /// Makes room for a reply, and at the first one for as many as there seem to be requests.
    private func reserve(_ size: Int, line: Int) {
        let isFirst = output.readableBytes == 0
        let requests = isFirst ? max(1, input.readableBytes / line) : 1
        output.reserveCapacity(minimumWritableBytes: min(size * requests, max(size, Self.writeSize)))
    }

    private func nextEvent() -> LineFramer.Event? {
        var place = 0
        let event = framer.next(in: input.readableBytesUInt8Span, from: &place)
        input.moveReaderIndex(forwardBy: place)
        if input.readableBytes == 0 {
            // Given back rather than kept: the channel reads into memory of its own.
            input = ByteBuffer()
            if event == nil, inputHasEnded { return lastEvent() }
        }
        return event
    }

    private func lastEvent() -> LineFramer.Event? {
        let event = isStopping ? nil : framer.finish()
        if event == nil { isExhausted = true }
        return event
    }

    /// - Returns: `false` when the line has to wait for the one before it.
    private func take(_ event: LineFramer.Event, _ state: Answerer.State, _ context: ChannelHandlerContext) -> Bool {
        // `info` is to count what stands before it.
        time()
        guard case .line(let line) = event else {
            answer(Session.tooLong(limit: service.configuration.lineBytes))
            return true
        }
        let isPlain = !Session.isRequest(line)
        if isPlain, isConversing { return false }
        let service = service
        if let known = session.respond(
            to: line, backend: state.backend, cache: state.cache, effort: .known, status: { service.status })
        {
            answer(known)
            untimed += known.results.count
        } else if !handToWorker(line, isPlain, state, context) {
            let busy = session.respond(
                to: line, backend: state.backend, cache: state.cache,
                effort: .refuse(retryAfter: service.configuration.retryAfter), status: { service.status })
            answer(busy ?? Session.Output())
        }
        return true
    }

    private func answer(_ reply: Session.Output) {
        count(reply.results)
        if waiting.isEmpty { output.writeBytes(reply.bytes) } else { waiting.append(reply.bytes) }
    }

    private func count(_ results: [Session.Result]) {
        tally.count(results)
        guard let audit = service.audit else { return }
        for case .reply(let summary, _) in results { audit.note(summary) }
    }

    /// - Returns: `false` when too many questions wait already.
    private func handToWorker(
        _ line: [UInt8], _ isPlain: Bool, _ state: Answerer.State, _ context: ChannelHandlerContext
    ) -> Bool {
        let number = waiting.reserve()
        let isolated = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let service = service
        let before = session
        let began = lastActivity
        let presence = presence
        let isTaken = service.workers.submit {
            var after = before
            guard presence.isThere else { return (Session.Output(), after) }
            let reply = after.respond(
                to: line, backend: state.backend, cache: state.cache, status: { service.status })
            return (reply, after)
        } deliver: { reply, after in
            eventLoop.execute { isolated.value.finish(number, reply, isPlain ? after : nil, began) }
        }
        if isTaken {
            if isPlain { isConversing = true }
        } else {
            waiting.withdraw(number)
        }
        return isTaken
    }

    /// A worker's reply has come.
    private func finish(_ number: Int, _ reply: Session.Output, _ session: Session?, _ began: NIODeadline) {
        guard let context else { return }
        let now = NIODeadline.now()
        count(reply.results)
        tally.timeFirstSeen(microseconds: (now - began).microseconds)
        waiting.fulfil(number, with: reply.bytes)
        if let session {
            self.session = session
            isConversing = false
        }
        lastActivity = now
        for ready in waiting.takeReady() { output.writeBytes(ready) }
        workOff(context)
        send(context)
    }

    /// Counts and times what was answered since the last read: its replies go out together.
    private func time() {
        guard untimed > 0 || !known.isEmpty else { return }
        let time = NIODeadline.now() - lastActivity
        tally.countKnown(known, others: untimed, microseconds: time.microseconds)
        if let audit = service.audit {
            for summary in known { audit.note(summary) }
        }
        known.removeAll(keepingCapacity: known.count <= Self.keptReplies)
        untimed = 0
    }

    // MARK: - Writing

    private func flush(_ context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        // Put aside first: writing can call back, and what is written then must not be written again.
        var bytes = output
        output = ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        // Most replies are gone by now, and their memory is used again; a large piece is not kept while the client is silent.
        if output.capacity == 0, bytes.capacity <= Self.keptCapacity, context.channel.isWritable {
            bytes.clear()
            output = bytes
        }
    }

    /// Sends what is ready, reads on if there is room again, and closes when there is nothing left to do.
    private func send(_ context: ChannelHandlerContext) {
        guard !isWorkingOff else { return }
        time()
        flush(context)
        readOn(context)
        closeIfDone(context)
    }
}

extension TimeAmount {
    fileprivate var microseconds: Int { Int(nanoseconds / 1000) }
}
