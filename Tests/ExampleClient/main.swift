import Foundation
import SocketClient

let client = try SocketClient(path: ProcessInfo.processInfo.environment["SOCK"]!)
var reply = try client.ask(CommandLine.arguments[1])
print(reply.text)
for question in CommandLine.arguments.dropFirst(2) {
    reply = try client.ask(question, conversation: reply.conversation)
    print(reply.text)
}
