import Aftercare
import ArgumentParser
import AssistantProtocol
import Foundation
import ProgramSupport

/// Answers a file of questions: one JSON object a line in, one a line out, in the same order.
struct BatchRun {
    let assistant: Assistant
    let region: String?

    func run(_ path: String) throws {
        let data: Data
        if path == "-" {
            data = FileHandle.standardInput.readDataToEndOfFile()
        } else if let contents = FileManager.default.contents(atPath: path) {
            data = contents
        } else {
            Surroundings.complain(
                "\(path): this file cannot be read. Name a file of JSON lines, or '-' for standard input.")
            throw ExitCode(Surroundings.ExitStatus.noInput)
        }
        var failed = false
        for (number, line) in [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            guard let request = BatchRequest(line) else {
                Surroundings.complain(
                    "\(path):\(number + 1): this line is no question. Write {\"id\": 1, \"question\": \"…\", \"context\": null}."
                )
                failed = true
                continue
            }
            var token: String?
            for earlier in request.context {
                token = assistant.reply(to: earlier, conversation: token, region: region).conversation
            }
            let reply = assistant.reply(to: request.question, conversation: token, region: region)
            Surroundings.say(reply.json(id: request.id) + [UInt8(ascii: "\n")])
        }
        if failed { throw ExitCode(Surroundings.ExitStatus.badData) }
    }
}
