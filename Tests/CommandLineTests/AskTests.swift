import CommandTesting
import Foundation
import Testing

@Suite("aftercare ask")
struct AskTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    private func object(_ text: String) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(json as? [String: Any])
    }

    @Test("prints the passage, its source, the line on when to seek care, and related topics")
    func text() throws {
        let run = try aftercare.run(["ask", "can I use ice?"])
        #expect(run.status == 0)
        #expect(
            run.output == """
                Hold ice on the sore place for 15 to 20 minutes.

                Wrap it in a thin towel first.

                Source: The test leaflet (Care). Not reviewed by a clinician.

                Get help the same day for fever, pus, growing redness, numbness, weakness or
                severe pain. For chest pain or trouble breathing, call your local emergency
                number.

                Related:  1 Using heat  2 Rest and exercise

                """)
    }

    @Test("takes the question's words with or without quotes")
    func words() throws {
        let quoted = try aftercare.run(["ask", "can I use ice"])
        let bare = try aftercare.run(["ask", "can", "I", "use", "ice"])
        #expect(quoted.output == bare.output)
    }

    @Test("prints the whole reply as one line of JSON with --json")
    func json() throws {
        let run = try aftercare.run(["ask", "--json", "can I use ice?"])
        #expect(run.status == 0)
        #expect(run.lines.count == 1)
        let reply = try object(run.output)
        #expect(reply["outcome"] as? String == "answered")
        #expect(reply["urgency"] as? String == "none")
        #expect((reply["answers"] as? [[String: Any]])?.first?["intent"] as? String == "manage.ice")
    }

    @Test("answers each line of standard input in one conversation", arguments: [["ask"], ["ask", "-"]])
    func standardInput(_ arguments: [String]) throws {
        let run = try aftercare.run(arguments, input: "can I use ice?\n1\n")
        #expect(run.status == 0)
        #expect(run.output.contains("Rest and exercise\n\nWait with heat"))
    }

    @Test("goes on with a conversation from its token")
    func conversation() throws {
        let first = try object(try aftercare.run(["ask", "--json", "can I use ice?"]).output)
        let token = try #require(first["conversation"] as? String)
        let run = try aftercare.run(["ask", "--conversation", token, "1"])
        #expect(run.output.hasPrefix("Wait with heat"))
    }

    @Test(
        "exits by what came of it",
        arguments: [
            (["can I use ice?"], 0),
            (["can I drink alcohol"], 1),
            (["what is the capital of France"], 1),
            (["I have chest pain and I cannot breathe"], 0),
            (["--exit-status", "I have chest pain and I cannot breathe"], 11),
            (["--exit-status", "there is pus"], 10),
            (["--exit-status", "can I use ice?"], 0),
            (["--region", "XX", "can I use ice?"], 64),
            (["--no-such-option"], 64),
            (["--pack", "nowhere", "can I use ice?"], 78),
        ] as [([String], Int32)])
    func exitStatus(_ arguments: [String], _ status: Int32) throws {
        #expect(try aftercare.run(["ask"] + arguments).status == status)
    }

    @Test("answers a batch: an object a line, ids as they came, earlier questions as context")
    func batch() throws {
        let lines = """
            {"id": 1, "question": "can I use ice?"}
            {"id": "two", "question": "1", "context": ["can I use ice?"]}

            {"id": 3.50, "question": "I have chest pain", "context": null}
            """
        try aftercare.home.write("questions.jsonl", lines)
        let run = try aftercare.run(["ask", "--batch", "questions.jsonl"])
        #expect(run.status == 0)
        #expect(run.lines.map { $0.prefix { $0 != "," } } == [#"{"id":1"#, #"{"id":"two""#, #"{"id":3.50"#])
        let intents = try run.lines.map { line in
            (try object(line)["answers"] as? [[String: Any]])?.first?["intent"] as? String
        }
        #expect(intents == ["manage.ice", "manage.heat", nil])
        #expect(try aftercare.run(["ask", "--batch", "-"], input: lines).output == run.output)
    }

    @Test("names the line of a batch that is no question, and answers the others")
    func faultyBatch() throws {
        try aftercare.home.write("questions.jsonl", "no JSON\n{\"id\": 2, \"question\": \"can I use ice?\"}\n")
        let run = try aftercare.run(["ask", "--batch", "questions.jsonl"])
        #expect(run.status == 65)
        #expect(run.errors.contains("questions.jsonl:1: this line is no question."))
        #expect(run.lines.count == 1)
    }

    @Test("says what to do about a batch that is not there")
    func missingBatch() throws {
        let run = try aftercare.run(["ask", "--batch", "nowhere.jsonl"])
        #expect(run.status == 66)
        #expect(run.errors.contains("nowhere.jsonl: this file cannot be read."))
    }

    @Test("gives the same bytes to the same question in two processes, and from a compiled pack as from a new one")
    func sameBytes() throws {
        let first = try aftercare.run(["ask", "--json", "why is it worse?"])
        let second = try aftercare.run(["ask", "--json", "why is it worse?"])
        #expect(first.errors.contains("for the first time"))
        #expect(second.errors.isEmpty)
        #expect(first.outputBytes == second.outputBytes)
    }

    @Test("still shows the emergency text when there is no pack")
    func noPack() throws {
        let run = try aftercare.run(["ask", "--pack", "nowhere", "can I use ice?"])
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("nowhere"))
        #expect(run.errors.contains("Call your local emergency number now for trouble breathing"))
    }

    @Test("keeps compiled packs in the cache folder and refuses a damaged one")
    func damagedCache() throws {
        let good = try aftercare.run(["ask", "--json", "can I use ice?"])
        let cache = aftercare.home.path + "/cache/aftercare"
        let names = try FileManager.default.contentsOfDirectory(atPath: cache)
        #expect(names.count { $0.hasSuffix(".aftercare-pack") } == 1)
        for name in names { try aftercare.home.write("cache/aftercare/" + name, "not what it was") }
        let again = try aftercare.run(["ask", "--json", "can I use ice?"])
        #expect(again.status == 0)
        #expect(again.outputBytes == good.outputBytes)
    }
}
