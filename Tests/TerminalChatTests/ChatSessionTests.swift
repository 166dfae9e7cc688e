import Aftercare
import TerminalChat
import Testing

@Suite("A chat goes from line to line")
struct ChatSessionTests {
    private let layout = ScreenLayout(width: 80, usesColor: false)
    private let choices: [Reply.Choice]

    init() throws {
        choices = [try .sample("manage.heat", "Using heat"), try .sample("manage.rest", "Rest and exercise")]
    }

    @Test("each question carries the state that the last reply gave")
    func state() throws {
        let engine = StandIn([try .sample(conversation: "one"), try .sample(conversation: "two")])
        var session = ChatSession(engine)
        for question in ["can I use ice?", "and heat?", "and now?"] {
            _ = session.respond(to: question.utf8, layout)
        }
        #expect(engine.asked.map(\.question) == ["can I use ice?", "and heat?", "and now?"])
        #expect(engine.asked.map(\.conversation) == [nil, "one", "two"])
    }

    @Test("commands, unknown commands and empty lines ask nothing", arguments: [":help", ":why", ":ice", ":", "", " "])
    func asksNothing(_ line: String) throws {
        let engine = StandIn([])
        var session = ChatSession(engine)
        let response = session.respond(to: line.utf8, layout)
        #expect(engine.asked.isEmpty)
        #expect(!response.isOver)
        #expect(response.text.isEmpty == line.allSatisfy { $0 == " " })
    }

    @Test("a number goes to the engine, which knows what it offered, and :why says what was picked")
    func pick() throws {
        let engine = StandIn([try .sample(answers: [.sample()], choices: choices), try .sample(answers: [.heat()])])
        var session = ChatSession(engine)
        _ = session.respond(to: "can I use ice?".utf8, layout)
        let picked = session.respond(to: "1".utf8, layout)
        #expect(engine.asked.map(\.question) == ["can I use ice?", "1"])
        #expect(picked.text.contains("Wait with heat."))
        #expect(session.respond(to: ":why".utf8, layout).text.contains("You picked 1, 'Using heat'"))
    }

    @Test("the number behind a question's last choice is 'something else', and asks for other words")
    func somethingElse() throws {
        let engine = StandIn([try .sample(.clarify, choices: choices)])
        var session = ChatSession(engine)
        _ = session.respond(to: "is it warm".utf8, layout)
        let response = session.respond(to: "3".utf8, layout)
        #expect(response.text == "Then tell me in your own words what you would like to know.")
        #expect(engine.asked.count == 1)
    }

    @Test(
        "a number that stands for nothing may be a temperature and is asked like any text",
        arguments: ["39", "0", "-1"])
    func otherNumbers(_ number: String) throws {
        let engine = StandIn([try .sample(answers: [.sample()], choices: choices)])
        var session = ChatSession(engine)
        _ = session.respond(to: "can I use ice?".utf8, layout)
        _ = session.respond(to: number.utf8, layout)
        #expect(engine.asked.last?.question == number)
    }

    @Test("a topic's title always shows that topic")
    func title() throws {
        let engine = StandIn([try .sample(answers: [.sample()])])
        engine.passages = [try .heat()]
        var session = ChatSession(engine)
        let response = session.respond(to: "Using heat".utf8, layout)
        #expect(response.text.hasPrefix("Using heat\nWait with heat.\n\nA bath is fine later.\n\nSource: Leaflet"))
    }

    @Test("a title that raises an alert shows the alert")
    func titleAndAlert() throws {
        let engine = StandIn([try .sample(alerts: [.sample()])])
        engine.passages = [try .heat()]
        var session = ChatSession(engine)
        #expect(session.respond(to: "Using heat".utf8, layout).text.contains("EMERGENCY"))
    }

    @Test(":more shows what was cut short, and says so when nothing was")
    func more() throws {
        let engine = StandIn([try .sample(answers: [.sample(), .heat()]), try .sample(answers: [.sample()])])
        var session = ChatSession(engine)
        #expect(session.respond(to: ":more".utf8, layout).text == "You have not asked anything yet.")
        let short = session.respond(to: "ice? heat?".utf8, layout)
        #expect(short.text.hasSuffix(":more shows the rest."))
        let whole = session.respond(to: ":more".utf8, layout).text
        #expect(whole.contains("Wrap it in a towel.") && whole.contains("A bath is fine later."))
        _ = session.respond(to: "ice?".utf8, layout)
        #expect(session.respond(to: ":more".utf8, layout).text == "That was the whole answer.")
    }

    @Test(":topics lists titles by kind, without courtesies")
    func topics() throws {
        var session = ChatSession(StandIn([]))
        #expect(
            session.respond(to: ":topics".utf8, layout).text == """
                I can tell you about
                  Using heat  Using ice

                Warning signs
                  Signs of infection

                I have no answer to these, but can say whom to ask
                  Alcohol
                """)
    }

    @Test(":reset starts afresh and keeps no state, but repeats what holds")
    func reset() throws {
        let engine = StandIn([try .sample(alerts: [.sample()])])
        var session = ChatSession(engine)
        _ = session.respond(to: "chest pain".utf8, layout)
        let response = session.respond(to: ":reset".utf8, layout)
        #expect(response.text.hasPrefix("EMERGENCY (still holds): Call 112 now."))
        #expect(response.text.hasSuffix("If I told you to get help, that still holds."))
        _ = session.respond(to: "ice?".utf8, layout)
        #expect(engine.asked.last?.conversation == nil)
    }

    @Test(":quit ends the chat, and repeats what holds")
    func quit() throws {
        var session = ChatSession(StandIn([try .sample(alerts: [.sample()])]))
        _ = session.respond(to: "chest pain".utf8, layout)
        let response = session.respond(to: ":quit".utf8, layout)
        #expect(response.isOver)
        #expect(response.text == "EMERGENCY (still holds): Call 112 now.\nGoodbye, and take care.")
    }

    @Test("the banner says what this is, that nobody reviewed it, where help is and how to begin")
    func banner() throws {
        let banner = try ChatSession(StandIn([])).banner(layout)
        for words in ["Pain after a treatment", "not for emergencies", "Not reviewed.", "Get help for fever.", ":help"]
        {
            #expect(banner.contains(words))
        }
    }

    @Test("a damaged line is answered, with a word on what could not be read")
    func damaged() throws {
        let engine = StandIn([try .sample(alerts: [.sample()])])
        var session = ChatSession(engine)
        let response = session.respond(to: Array("chest pain ".utf8) + [0xFF], layout)
        #expect(response.text.contains("could not be read"))
        #expect(response.text.contains("EMERGENCY"))
    }

    @Test("when nobody answers, that is said with the text for emergencies, and the next line tries again")
    func failure() throws {
        let engine = StandIn([try .sample(answers: [.sample()])])
        engine.isReachable = false
        var session = ChatSession(engine)
        let response = session.respond(to: "chest pain".utf8, layout)
        #expect(response.isFailure && !response.isOver)
        #expect(response.text.hasPrefix("nobody is there"))
        #expect(response.text.contains("Call your local emergency number now"))
        engine.isReachable = true
        #expect(session.respond(to: "ice?".utf8, layout).text.hasPrefix("Hold ice on it."))
    }
}
