import Aftercare
import AssistantProtocol
import Foundation
import KnowledgePacks
import PackTesting
import Testing

@Suite("An assistant answers from its pack, and nothing else")
struct AssistantTests {
    private let assistant: Assistant

    init() throws { assistant = try TestPack.assistant() }

    @Test("a question gets its passage, with its source and a notice that nobody has reviewed it")
    func answer() throws {
        let reply = assistant.reply(to: "can I use heat?")
        #expect(reply.outcome == .answered)
        #expect(reply.urgency == .none)
        let answer = try #require(reply.answers.first)
        #expect(answer.intent == "manage.heat")
        #expect(answer.text.hasPrefix(answer.short))
        #expect(!answer.source.document.isEmpty && !answer.source.section.isEmpty)
        #expect(answer.sha256.count == 64)
        #expect((0...1).contains(answer.confidence))
        #expect(reply.text.contains(answer.text))
        #expect(reply.notice != nil)
        #expect(reply.pack == assistant.identity)
    }

    @Test("a warning sign comes first, and no self-care stands beside it")
    func alarm() throws {
        let reply = assistant.reply(to: "there is yellow pus coming out, can I use heat?")
        #expect(reply.urgency == .urgent)
        let alert = try #require(reply.alerts.first)
        #expect(reply.text.hasPrefix(alert.text))
        #expect("there is yellow pus coming out, can I use heat?".contains(alert.evidence) && !alert.evidence.isEmpty)
        #expect(!reply.answers.contains { $0.intent == "manage.heat" })
        #expect(reply.choices.contains { $0.intent == "meta.seen_clinician" })
    }

    @Test("an alarm is carried until a clinician has been told: in full once, then by its first line")
    func carried() throws {
        let first = assistant.reply(to: "there is yellow pus coming out")
        let full = try #require(first.alerts.first).text
        let second = assistant.reply(to: "can I use ice?", conversation: first.conversation)
        #expect(second.urgency == .urgent)
        let pinned = try #require(second.alerts.first)
        #expect(full.hasPrefix(pinned.text) && pinned.text != full)
        #expect(second.text.hasPrefix(pinned.text))
        #expect(pinned.evidence.isEmpty)
        #expect(!second.answers.contains { $0.intent == "manage.ice" })
        let third = assistant.reply(to: "no fever and no pus", conversation: second.conversation)
        #expect(third.urgency == .urgent, "a denial does not withdraw an alarm")
        let fourth = assistant.reply(to: "I have spoken to my doctor about it", conversation: third.conversation)
        #expect(fourth.urgency == .none)
        let fifth = assistant.reply(to: "can I use ice?", conversation: fourth.conversation)
        #expect(fifth.answers.map(\.intent) == ["manage.ice"])
    }

    @Test("a crisis stands alone, and nothing lowers it")
    func crisis() {
        let first = assistant.reply(to: "the pain is too much, I want to kill myself. can I use heat?")
        #expect(first.urgency == .emergency)
        #expect(first.answers.isEmpty)
        let second = assistant.reply(to: "I have spoken to my doctor", conversation: first.conversation)
        #expect(second.urgency == .emergency)
        #expect(second.answers.isEmpty)
    }

    @Test("a denial alone frightens nobody")
    func denial() {
        #expect(assistant.reply(to: "no fever, just a bit sore").urgency == .none)
    }

    @Test("a number picks one of the choices of the last reply")
    func choices() throws {
        let first = assistant.reply(to: "can I use heat?")
        let choice = try #require(first.choices.first)
        let second = assistant.reply(to: "1", conversation: first.conversation)
        #expect(second.answers.map(\.intent) == [choice.intent])
        #expect(assistant.reply(to: "1").answers.isEmpty, "without choices a number picks nothing")
    }

    @Test("another world is not answered from this one")
    func outOfScope() {
        let reply = assistant.reply(to: "xylophone rehearsal umbrella")
        #expect(reply.outcome == .notUnderstood)
        #expect(reply.answers.allSatisfy { $0.intent.hasPrefix("meta.") })
    }

    @Test(
        "bad input gets a reply that says what to do",
        arguments: [
            "", " ", "\u{1F622}\u{1F622}", "...", "\0\0\0", String(repeating: "a", count: 5000), "\u{FFFD}", "\n\n\n",
            String(repeating: "\u{301}", count: 100), "{}", "1",
        ])
    func badInput(_ text: String) {
        let reply = assistant.reply(to: text)
        #expect(!reply.text.isEmpty)
        #expect(reply.outcome != .answered)
    }

    @Test("a long message with a warning sign is not turned away unread")
    func longAlarm() {
        let story = String(repeating: "I went to the shop and then I went home again. ", count: 200)
        let reply = assistant.reply(to: story + "I can't breathe properly since the injection.")
        #expect(reply.urgency == .emergency)
    }

    @Test("a reply holds no sentence that is not in the pack, the safety data or the site")
    func noGeneratedWords() {
        let files = ["\(TestPack.folder)", "\(TestPack.root)/Intents/safety"].flatMap { folder -> [String] in
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return names.compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        }
        func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        let known = folded(files.joined(separator: " "))
        let values = PlaceholderValues()
        let filled = folded(values.fill(known))
        for question in [
            "can I use heat?", "there is pus", "I can't breathe", "thanks", "who are you", "beer?", "is it normal",
            "can I use heat and can I use ice?", "zebra crossing in the rain", "I want to die",
        ] {
            let reply = assistant.reply(to: question)
            for sentence in reply.text.split(whereSeparator: { ".?!\n".contains($0) }) {
                let sentence = folded(String(sentence))
                let choice = sentence.drop { $0.isNumber || $0 == " " }
                #expect(
                    filled.localizedStandardContains(sentence) || filled.localizedStandardContains(choice),
                    "'\(sentence)' in the reply to '\(question)'")
            }
        }
    }

    @Test("the region changes the numbers and nothing else; an unknown one is passed over")
    func regions() {
        let text = "I can't breathe properly since the injection"
        let uk = assistant.reply(to: text, region: "UK")
        let us = assistant.reply(to: text, region: "US")
        #expect(uk.text.contains("999"))
        #expect(us.text.contains("911"))
        #expect(!us.text.contains("999"))
        #expect(assistant.reply(to: text, region: "Mars").text == assistant.reply(to: text).text)
    }

    @Test("a site's names stand in the text, and its file is part of the pack's hash")
    func site() throws {
        var site = Site()
        site.clinic = "Hill Road Clinic"
        site.phone = "01632 960123"
        let compiled = try TestPack.compiled()
        let own = try Assistant(compiled, site: site, siteHash: "ab", today: "2026-11-22")
        #expect(own.reply(to: "there is pus").text.contains("Hill Road Clinic"))
        #expect(own.identity.sha256 != assistant.identity.sha256)
        site.region = "Mars"
        #expect(throws: Assistant.UnknownRegion.self) { try Assistant(compiled, site: site, today: "2026-11-22") }
    }
}
