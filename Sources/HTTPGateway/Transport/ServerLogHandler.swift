import Logging

/// What the HTTP server itself has to say, from warnings on.
///
/// The server gives every request a logger with an identifier of its own. Nothing here logs requests, so that is dropped before it
/// costs anything.
struct ServerLogHandler: LogHandler {
    let logger: Logger
    var logLevel = Logger.Level.warning

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey _: String) -> Logger.MetadataValue? {
        get { nil }
        set {}
    }

    init(_ logger: Logger) { self.logger = logger }

    func log(event: LogEvent) { logger.log(level: event.level, event.message) }
}
