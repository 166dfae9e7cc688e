import NIOCore

/// One connection to `aftercared`: lines out, lines in, the replies in the order of the requests.
///
/// `@unchecked Sendable`: used on its event loop only, which ``send(_:_:)`` insists on and the channel guarantees for the rest.
final class DaemonConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The longest reply; beyond it something is wrong on the other side.
    private static let longestReply = 4 << 20

    private struct Request {
        let reply: EventLoopPromise<ByteBuffer>
        let deadline: NIODeadline
    }

    private let channel: any Channel
    private let path: String
    private let patience: TimeAmount
    private var requests = CircularBuffer<Request>()
    private var received = ByteBuffer()
    /// How much of what was received holds no line feed.
    private var searched = 0
    private var check: Scheduled<Void>?
    private var willFlush = false

    init(channel: any Channel, path: String, patience: TimeAmount) {
        self.channel = channel
        self.path = path
        self.patience = patience
    }

    /// Whether requests can still be sent.
    private(set) var isOpen = true

    /// How many requests wait for their reply.
    var pending: Int { requests.count }

    /// - Parameter reply: Gets the response's line, or an ``EngineFault``.
    func send(_ line: [UInt8], _ reply: EventLoopPromise<ByteBuffer>) {
        channel.eventLoop.preconditionInEventLoop()
        guard isOpen else { return reply.fail(ended) }
        requests.append(Request(reply: reply, deadline: .now() + patience))
        var bytes = channel.allocator.buffer(capacity: line.count + 1)
        bytes.writeBytes(line)
        bytes.writeInteger(UInt8(ascii: "\n"))
        channel.write(bytes, promise: nil)
        flushLater()
        if check == nil { scheduleCheck(at: .now() + patience) }
    }

    /// Sends once what a turn of the event loop wrote: with many clients that is many requests to a system call, here and in aftercared.
    private func flushLater() {
        guard !willFlush else { return }
        willFlush = true
        channel.eventLoop.assumeIsolated().execute { [self] in
            willFlush = false
            channel.flush()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        while let length = lineLength() {
            guard let line = received.readSlice(length: length) else { break }
            received.moveReaderIndex(forwardBy: 1)
            searched = 0
            guard let request = requests.popFirst() else { return context.close(promise: nil) }
            request.reply.succeed(line)
        }
        if received.readableBytes > Self.longestReply { context.close(promise: nil) }
    }

    /// The bytes before the next line feed; `nil` when there is none yet.
    private func lineLength() -> Int? {
        let view = received.viewBytes(at: received.readerIndex + searched, length: received.readableBytes - searched)
        guard let view, let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
            searched = received.readableBytes
            return nil
        }
        return end - received.readerIndex
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOpen = false
        check?.cancel()
        let failed = requests
        requests = []
        for request in failed { request.reply.fail(ended) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private var ended: EngineFault {
        .away("\(path): aftercared has ended the connection. Look whether it is being started again.")
    }

    /// The oldest request's deadline is the first to pass; a connection that is over it is given up with all that wait on it.
    private func scheduleCheck(at deadline: NIODeadline) {
        check = channel.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            check = nil
            guard let oldest = requests.first else { return }
            guard oldest.deadline <= .now() else { return scheduleCheck(at: oldest.deadline) }
            isOpen = false
            let failed = requests
            requests = []
            for request in failed {
                request.reply.fail(
                    EngineFault.timedOut("\(path): there was no reply in time. Look whether aftercared is well."))
            }
            channel.close(promise: nil)
        }
    }
}
