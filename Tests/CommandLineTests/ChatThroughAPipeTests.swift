import CommandTesting
import Testing

@Suite("The chat through a pipe")
struct ChatThroughAPipeTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    @Test("takes plain lines and gives plain text: no prompt, no banner, no colour, a blank line between answers")
    func plain() throws {
        let run = try aftercare.run(["chat"], input: "should I rest\nthanks\n")
        #expect(run.status == 0)
        #expect(
            run.output.hasPrefix("Rest the muscle today. Move gently tomorrow.\n\nSource: The test leaflet (Care)."))
        #expect(run.output.hasSuffix("\n\nYou are welcome.\n"))
        #expect(!run.output.contains("\u{1B}"))
        #expect(!run.output.contains("> "))
        #expect(!run.output.contains("Aftercare:"))
    }

    @Test("is one conversation: numbers pick, commands work, the last line needs no line feed")
    func conversation() throws {
        let run = try aftercare.run(["chat"], input: "can I use ice?\r\n1\r\n:quit")
        #expect(run.output.contains("Wait with heat for the first days."))
        #expect(run.output.hasSuffix("Goodbye, and take care.\n"))
    }

    @Test("puts the frame and the word around an emergency there, too")
    func emergency() throws {
        let run = try aftercare.run(["chat"], input: "I have chest pain and I cannot breathe\n")
        #expect(run.lines.first?.hasPrefix("╔═") == true)
        #expect(run.lines.dropFirst().first?.hasPrefix("║ EMERGENCY ") == true)
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("has plain text when only the output is a pipe or only the input")
    func oneEnd() throws {
        let run = try CommandRun(
            "/bin/sh", ["-c", "echo 'should I rest' | \(aftercare.program) chat | cat"],
            environment: aftercare.environment, folder: aftercare.home.path)
        #expect(run.output.hasPrefix("Rest the muscle today."))
    }

    @Test("reads what it can of a damaged line and says so")
    func damaged() throws {
        let run = try aftercare.run(["chat"], bytes: Array("can I use ice \u{7F}".utf8) + [0xFF, 0xFE, 0x0A])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("Some of that could not be read (it is not UTF-8 text). I went by the rest.\n\n"))
        #expect(run.output.contains("Hold ice"))
    }

    @Test("sees an emergency in a damaged line")
    func damagedEmergency() throws {
        let run = try aftercare.run(["chat"], bytes: Array("I have chest pain".utf8) + [0x00, 0xE9, 0x0A])
        #expect(run.output.contains("║ EMERGENCY"))
    }

    @Test(
        "survives whatever comes, and answers the good question behind it",
        arguments: [
            [0x00], [0xFF], [0x0D], [0x1B, 0x5B, 0x41], Array(":".utf8), Array(":(".utf8),
            Array("\u{1F622}\u{1F622}".utf8),
            Array("Wie lange dauert das?".utf8), Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
            Array(repeating: 0x00, count: 100_000), Array(repeating: 0xC3, count: 100_000),
            Array(repeating: UInt8(ascii: " "), count: 100_000),
        ] as [[UInt8]])
    func anything(_ line: [UInt8]) throws {
        let run = try aftercare.run(["chat"], bytes: line + Array("\nshould I rest\n".utf8))
        #expect(run.status == 0)
        #expect(run.output.contains("Rest the muscle today."))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("says nothing to nothing")
    func nothing() throws {
        let run = try aftercare.run(["chat"], input: "\n  \n\n")
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
    }
}
