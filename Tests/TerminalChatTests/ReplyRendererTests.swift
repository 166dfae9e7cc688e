import Aftercare
import TerminalChat
import Testing

@Suite("A reply is laid out")
struct ReplyRendererTests {
    private func render(_ reply: Reply, width: Int = 40, color: Bool = false) -> String {
        ReplyRenderer(width: width, usesColor: color).render(reply)
    }

    @Test("a passage with its source, the line on when to seek care, and related topics by number")
    func passage() throws {
        let choices = [
            try Reply.Choice.sample("manage.heat", "Using heat"),
            try Reply.Choice.sample("manage.rest", "Rest and exercise"),
        ]
        #expect(
            render(try .sample(answers: [.sample()], choices: choices, phrases: ["Get help for fever."])) == """
                Hold ice on it.

                Wrap it in a towel.

                Source: Leaflet (Care). Not reviewed.

                Get help for fever.

                Related:  1 Using heat
                2 Rest and exercise
                """)
    }

    @Test("the line on when to seek care stands quietly below where the reply does not say it")
    func safetyNet() throws {
        #expect(
            render(try .sample(answers: [.sample()]), color: true).hasSuffix("\u{1B}[2mGet help for fever.\u{1B}[0m"))
        #expect(!render(try .sample(answers: [.sample("social.thanks")])).contains("fever"))
        #expect(!render(try .sample(answers: [.sample()], alerts: [.sample()])).contains("fever"))
    }

    @Test("several passages under their titles, one source line where it is the same")
    func several() throws {
        #expect(
            render(try .sample(answers: [.sample(), .heat()], phrases: ["Get help for fever."])) == """
                Using ice
                Hold ice on it.

                Using heat
                Wait with heat.

                Source: Leaflet (Care). Not reviewed.

                Get help for fever.
                """)
    }

    @Test("an alert before all else, in a frame, with the word for it")
    func alert() throws {
        let reply = try Reply.sample(
            answers: [.sample("redflag.chest", short: "Chest pain needs help.")], alerts: [.sample()],
            choices: [.sample("meta.seen_clinician", "I have spoken to a clinician")])
        #expect(
            render(reply) == """
                ╔══════════════════════════════════════╗
                ║ EMERGENCY                            ║
                ║ Call 112 now.                        ║
                ║                                      ║
                ║ Sit up and rest. Do not drive        ║
                ║ yourself.                            ║
                ╚══════════════════════════════════════╝

                Chest pain needs help.

                Source: Leaflet (Care). Not reviewed.

                1 I have spoken to a clinician
                """)
    }

    @Test("white on red for an emergency, black on yellow for what is urgent; every line of the frame")
    func alertColours() throws {
        let emergency = render(try .sample(alerts: [.sample()]), color: true).split(separator: "\n").prefix(7)
        #expect(emergency.allSatisfy { $0.hasPrefix("\u{1B}[1;97;41m") && $0.hasSuffix("\u{1B}[0m") })
        let urgent = render(try .sample(alerts: [.sample(.urgent)]), color: true).split(separator: "\n").prefix(7)
        #expect(urgent.allSatisfy { $0.hasPrefix("\u{1B}[1;30;103m") })
        #expect(urgent[1].contains("URGENT"))
    }

    @Test("colour adds nothing and takes nothing away: the words are the same")
    func colourOnly() throws {
        let reply = try Reply.sample(
            answers: [.sample(), .heat()], alerts: [.sample(), .sample(.urgent, evidence: "", text: "Call today.")],
            choices: [.sample("a", "A")])
        let sequences = try Regex("\u{1B}\\[[0-9;]*m")
        let plain = render(reply)
        #expect(!plain.contains("\u{1B}"))
        #expect(render(reply, color: true).replacing(sequences, with: "") == plain)
    }

    @Test("an alert of an earlier turn as one line")
    func pinned() throws {
        let reply = try Reply.sample(
            answers: [.sample("redflag.x", short: "Say when it began.")],
            alerts: [.sample(.urgent, evidence: "", text: "Call 555.")])
        #expect(render(reply).hasPrefix("URGENT (still holds): Call 555.\n\nSay when it began."))
    }

    @Test("two alerts each in their own frame")
    func twoAlerts() throws {
        let reply = try Reply.sample(alerts: [.sample(), .sample(.urgent, text: "Call the clinic.\nToday.")])
        #expect(render(reply).count { $0 == "╔" } == 2)
    }

    @Test("a question back as it stands, without a second list of the same choices")
    func clarify() throws {
        let question = "Which of these do you mean?\n1. Using ice\n2. Something else"
        let reply = try Reply.sample(
            .clarify, choices: [.sample("manage.ice", "Using ice")], phrases: [question])
        #expect(render(reply) == question)
    }

    @Test("a phrase alone when nothing was understood", arguments: [20, 40, 100])
    func phrase(_ width: Int) throws {
        let text = "I am not sure that I have an answer to that."
        let lines = render(try .sample(.notUnderstood, phrases: [text]), width: width).split(separator: "\n")
        #expect(lines.joined(separator: " ") == text)
        #expect(lines.allSatisfy { $0.count <= width })
    }

    @Test("a frame keeps its right edge with wide characters in it")
    func wideFrame() throws {
        let reply = try Reply.sample(alerts: [.sample(text: "Call 112 now. 今すぐ\n\u{1F691} 電話してください。")])
        let rows = render(reply).split(separator: "\n").filter { $0.hasPrefix("║") }
        #expect(rows.allSatisfy { DisplayWidth.of($0) == 40 })
    }
}
