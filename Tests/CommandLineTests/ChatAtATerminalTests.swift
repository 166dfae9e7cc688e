import CommandTesting
import Foundation
import Testing

@Suite("The chat at a terminal")
struct ChatAtATerminalTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    @Test("says what it is, that it is not for emergencies, and where help is, before the first prompt")
    func banner() throws {
        let chat = try aftercare.terminal(["chat"])
        let banner = try chat.expect("> ")
        #expect(banner.contains("Aftercare: Sore after a test"))
        #expect(banner.contains("not for\nemergencies") || banner.contains("not for emergencies"))
        #expect(banner.contains("Not reviewed by a clinician."))
        #expect(banner.contains("For chest pain or trouble breathing"))
        #expect(banner.contains(":help"))
    }

    @Test("is what 'aftercare' alone starts")
    func isTheDefault() throws {
        let chat = try aftercare.terminal([])
        try chat.expect("> ")
        try chat.enter(":quit")
        #expect(try chat.exitStatus() == 0)
    }

    @Test("is not what 'aftercare' alone starts for a script, which gets the usage")
    func isNotTheDefaultForScripts() throws {
        let run = try aftercare.run([])
        #expect(run.status == 0)
        #expect(run.output.contains("USAGE: aftercare"))
    }

    @Test("answers a question with its passage, the source and the next prompt")
    func answers() throws {
        let chat = try aftercare.chat()
        try chat.enter("can I use ice?")
        try chat.expect("Hold ice on the sore place for 15 to 20 minutes.")
        try chat.expect("Source: The test leaflet (Care). Not reviewed by a clinician.")
        try chat.expect("1 Using heat  2 Rest and exercise")
        try chat.expect("> ")
    }

    @Test("takes a number for the topic that it stands before")
    func numbersPick() throws {
        let chat = try aftercare.chat()
        try chat.enter("can I use ice?")
        try chat.expect("2 Rest and exercise")
        try chat.enter("2")
        try chat.expect("Rest the muscle today.")
        try chat.enter(":why")
        try chat.expect("You picked 2, 'Rest and exercise'")
    }

    @Test("shows an emergency in a frame, with the word and in colour, and keeps it in sight")
    func emergency() throws {
        let chat = try aftercare.chat()
        try chat.enter("I have chest pain and I cannot breathe")
        try chat.expect("═╗")
        try chat.expect("║ EMERGENCY")
        try chat.expect("║ Call your local emergency number now.")
        try chat.expect("> ")
        #expect(chat.transcript.contains("\u{1B}[1;97;41m║ EMERGENCY"))
        try chat.enter("can I use ice?")
        try chat.expect("EMERGENCY (still holds): Call your local emergency number now.")
        let rest = try chat.expect("> ")
        #expect(!rest.contains("Hold ice"))
        try chat.enter(":quit")
        try chat.expect("EMERGENCY (still holds)")
        #expect(try chat.exitStatus() == 0)
    }

    @Test(
        "uses no colour where none is wanted, and the same words",
        arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func noColor(_ wish: [String: String]) throws {
        let chat = try Aftercare(adding: wish).chat()
        try chat.enter("I have chest pain and I cannot breathe")
        try chat.expect("║ EMERGENCY")
        try chat.expect("1 I have spoken to a clinician")
        let colours = try Regex("\u{1B}\\[[0-9;]+m")
        #expect(!chat.transcript.contains(colours))
    }

    @Test("completes a command on TAB")
    func completesCommands() throws {
        let chat = try aftercare.chat()
        try chat.type(":to")
        try chat.press(.tab)
        try chat.expect(":topics")
        try chat.press(.enter)
        try chat.expect("I can tell you about")
        try chat.expect("Why it hurts more")
        try chat.expect("Warning signs")
        try chat.expect("When to get help")
        try chat.expect("I have no answer to these")
        try chat.expect("Alcohol")
    }

    @Test(
        "completes a topic on TAB, by its beginning or by a word of it, in any case",
        arguments: ["using h", "USING H", "heat"])
    func completesTopics(_ beginning: String) throws {
        let chat = try aftercare.chat()
        try chat.type(beginning)
        try chat.press(.tab)
        try chat.press(.enter)
        try chat.expect("Wait with heat for the first days.")
    }

    @Test("lists the topics that a beginning fits, on the first TAB")
    func listsTopics() throws {
        let chat = try aftercare.chat()
        try chat.type("using ")
        try chat.press(.tab)
        try chat.expect("Using heat  Using ice")
    }

    @Test("brings the last line back on cursor-up")
    func cursorUp() throws {
        let chat = try aftercare.chat()
        try chat.enter("can I use ice?")
        try chat.expect("Hold ice")
        try chat.expect("> ")
        try chat.press(.up)
        try chat.expect("can I use ice?")
        try chat.press(.enter)
        try chat.expect("Hold ice")
    }

    @Test("clears the line on Ctrl-C and goes on")
    func controlC() throws {
        let chat = try aftercare.chat()
        try chat.type("can I use heat")
        try chat.expect("can I use heat")
        try chat.press(.controlC)
        try chat.expect("^C\n> ")
        try chat.enter("can I use ice?")
        let before = try chat.expect("Hold ice")
        #expect(!before.contains("Wait with heat"))
        try chat.expect("> ")
        try chat.press(.controlC)
        try chat.expect("> ")
        try chat.press(.controlD)
        #expect(try chat.exitStatus() == 0)
    }

    @Test("clears the line on Ctrl-C for those who edit as in vi, too, and within a search")
    func controlCElsewhere() throws {
        let inputrc = aftercare.home.path + "/inputrc"
        try aftercare.home.write("inputrc", "set editing-mode vi\n")
        let vi = try Aftercare(adding: ["INPUTRC": inputrc]).chat()
        try vi.type("can I use heat\u{1B}")
        try vi.press(.controlC)
        try vi.expect("^C\n> ")

        let chat = try aftercare.chat()
        try chat.type("\u{12}ice")
        try chat.press(.controlC)
        try chat.expect("^C\n> ")
        try chat.enter("should I rest")
        try chat.expect("Rest the muscle today.")
    }

    @Test("shows letters beyond ASCII as they are typed, whatever the locale", arguments: ["C", "POSIX", "C.UTF-8"])
    func letters(_ locale: String) throws {
        let chat = try Aftercare(adding: ["LANG": locale]).chat()
        try chat.type("kann ich kühlen? 痛い")
        try chat.expect("kühlen? 痛い")
    }

    @Test("leaves on Ctrl-D with a goodbye")
    func controlD() throws {
        let chat = try aftercare.chat()
        try chat.press(.controlD)
        try chat.expect("Goodbye, and take care.")
        #expect(try chat.exitStatus() == 0)
    }

    @Test("leaves on :quit with a goodbye")
    func quit() throws {
        let chat = try aftercare.chat()
        try chat.enter(":quit")
        try chat.expect("Goodbye, and take care.")
        #expect(try chat.exitStatus() == 0)
    }

    @Test("says on :why how the last answer came about")
    func why() throws {
        let chat = try aftercare.chat()
        try chat.enter(":why")
        try chat.expect("You have not asked anything yet.")
        try chat.enter("is cold goood for it")
        try chat.expect("Hold ice")
        try chat.enter(":why")
        try chat.expect("Read as     goood → good")
        try chat.expect("manage.ice")
        try chat.expect("Nearest")
        try chat.expect("is cold good for it")
        try chat.expect("in scope")
    }

    @Test("shows several passages short, and on :more in full")
    func more() throws {
        let chat = try aftercare.chat()
        try chat.enter("can I use ice? and why is it worse?")
        let short = try chat.expect(":more shows the rest")
        #expect(short.contains("Hold ice") && short.contains("The needle can upset the muscle"))
        #expect(!short.contains("Wrap it in a thin towel"))
        try chat.enter(":more")
        try chat.expect("Wrap it in a thin towel first.")
    }

    @Test("forgets the conversation on :reset, but not what it told a person to do")
    func reset() throws {
        let chat = try aftercare.chat()
        try chat.enter("I have chest pain and I cannot breathe")
        try chat.expect("║ EMERGENCY")
        try chat.enter(":reset")
        try chat.expect("If I told you to get help, that still holds.")
        try chat.enter("can I use ice?")
        try chat.expect("Hold ice")
    }

    @Test("never takes an unknown command for a question")
    func unknownCommand() throws {
        let chat = try aftercare.chat()
        try chat.enter(":topcis")
        try chat.expect("Did you mean :topics?")
        try chat.enter(":ice")
        try chat.expect("There is no command ':ice'.")
        let rest = try chat.expect("> ")
        #expect(!rest.contains("Hold ice"))
    }

    @Test("takes a long line, and text that is pasted with line breaks in it")
    func longAndPasted() throws {
        let chat = try aftercare.chat()
        try chat.enter(String(repeating: "can I use ice? ", count: 150))
        try chat.expect("> ")
        try chat.type("\u{1B}[200~can I\nuse heat?\u{1B}[201~")
        try chat.press(.enter)
        try chat.expect("Wait with heat")
        try chat.expect("> ")
        try chat.type("\u{1B}[200~" + String(repeating: "ice ", count: 5000) + "\u{1B}[201~")
        try chat.press(.enter)
        try chat.expect("more than I can read at once")
        try chat.expect("> ")
        try chat.press(.up)
        try chat.expect("can I use heat?")
        try chat.press(.controlC)
        try chat.enter(":quit")
        #expect(try chat.exitStatus() == 0)
    }

    @Test("says nothing to an empty line")
    func emptyLine() throws {
        let chat = try aftercare.chat()
        try chat.press(.enter)
        let between = try chat.expect("> ")
        #expect(between.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty)
    }

    @Test("wraps at the terminal's width", arguments: [60, 80, 120] as [UInt16])
    func width(_ columns: UInt16) throws {
        // Ahead of the chat, as the bar that shows progress is drawn over itself.
        #expect(try aftercare.run(["compile"]).status == 0)
        let chat = try aftercare.chat(columns: columns)
        try chat.enter("I have chest pain and I cannot breathe")
        try chat.expect("1 I have spoken")
        let lines = chat.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= Int(columns) })
        #expect(lines.contains { $0.count == min(Int(columns), 100) && $0.hasPrefix("╔") })
    }

    @Test("keeps nothing of what was typed unless it is told to")
    func keepsNothing() throws {
        let chat = try aftercare.chat()
        try chat.enter("can I use ice?")
        try chat.enter(":quit")
        #expect(try chat.exitStatus() == 0)
        #expect(!FileManager.default.fileExists(atPath: aftercare.home.path + "/state"))
    }

    @Test("keeps the history for its owner alone with --history, and has it in the next chat")
    func keepsHistory() throws {
        let first = try aftercare.chat(["--history"])
        try first.enter("can I use ice?")
        try first.expect("Hold ice")
        try first.expect("> ")
        try first.press(.controlD)
        #expect(try first.exitStatus() == 0)

        let file = aftercare.home.path + "/state/aftercare/history"
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "can I use ice?\n")

        let second = try aftercare.chat(["--history"])
        try second.press(.up)
        try second.expect("can I use ice?")
    }

    @Test("says so, once, when the history cannot be kept, and goes on")
    func historyCannotBeKept() throws {
        try aftercare.home.write("state", "a file where the folder should be")
        let chat = try aftercare.chat(["--history"])
        try chat.enter("can I use ice?")
        try chat.expect("Your lines are not being kept")
        try chat.expect("Hold ice")
        try chat.enter("can I use heat?")
        let rest = try chat.expect("Wait with heat")
        #expect(!rest.contains("not being kept"))
    }
}
