import CommandTesting
import Foundation
import Testing

@Suite("aftercare diff")
struct DiffTests {
    private let aftercare: Aftercare
    private let edited: String

    init() throws {
        aftercare = try Aftercare()
        edited = aftercare.home.path + "/Intents/edited"
        try FileManager.default.copyItem(atPath: aftercare.pack, toPath: edited)
        try aftercare.home.write("questions.txt", "# two questions\ncan I use ice?\n\nis heat ok?\n")
    }

    private func diff() throws -> CommandRun {
        try aftercare.run([
            "diff", aftercare.pack, edited, "--questions", aftercare.home.path + "/questions.txt", "--matcher",
            "lexical",
        ])
    }

    @Test("an edit that changes no reply shows no difference")
    func same() throws {
        let run = try diff()
        #expect(run.status == 0)
        #expect(run.lines == ["0 of 2 replies differ: 0 in intent, 0 in outcome, 0 in urgency, 0 in text."])
    }

    @Test("an edited passage shows each question whose text changes, with its line, before and after")
    func edit() throws {
        let path = edited + "/manage/ice.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "\nA new last line.\n").write(toFile: path, atomically: true, encoding: .utf8)
        let run = try diff()
        #expect(run.status == 1)
        #expect(run.lines.first?.hasSuffix("questions.txt:2: can I use ice?") == true)
        #expect(run.lines.contains("      + A new last line."))
        #expect(run.lines.last == "1 of 2 replies differ: 0 in intent, 0 in outcome, 0 in urgency, 1 in text.")
    }

    @Test("a file of questions that is not there is said to be missing")
    func missing() throws {
        let run = try aftercare.run(["diff", aftercare.pack, edited, "--questions", "nowhere.txt"])
        #expect(run.status != 0 && run.status != 1)
    }
}
