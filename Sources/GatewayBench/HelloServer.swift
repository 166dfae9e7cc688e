import Hummingbird
import ProgramSupport

/// The smallest server that Hummingbird makes: what no gateway built on it can beat.
enum HelloServer {
    static func run() async throws {
        let router = Router()
        router.get("/") { _, _ in "hello" }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                Surroundings.say(Array("The chat page: http://127.0.0.1:\(channel.localAddress?.port ?? 0)/\n".utf8))
            })
        try await application.runService()
    }
}
