import Aftercare
import Dialogue
import Foundation
import KnowledgePacks
import SafetyScreening
import Testing

@Suite("The bundled pack talks: every dialogue of its tests, turn by turn")
struct ConversationTests {
    private let assistant: Assistant
    private let dialogues: [[PackTests.Turn]]

    init() throws {
        assistant = try BundledPackTests.assistant.get()
        var diagnostics = Diagnostics()
        let tests = PackTests.load(
            "\(BundledPackTests.folder)/tests.yaml", intents: assistant.pack.intents.map(\.id), &diagnostics)
        dialogues = try #require(tests).dialogues
    }

    private func replies(_ questions: [String]) -> [Reply] {
        var token: String?
        return questions.map { question in
            let reply = assistant.reply(to: question, conversation: token)
            token = reply.conversation
            return reply
        }
    }

    @Test("there are at least sixty dialogues of two to six turns")
    func many() {
        #expect(dialogues.count { (2...6).contains($0.count) } >= 60)
    }

    @Test("no reply holds a sentence that is not in the pack, the safety data or the language data")
    func noGeneratedWords() {
        func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        let intents = "\(BundledPackTests.root)/Intents"
        let folders = [BundledPackTests.folder, "\(intents)/safety", "\(intents)/language"]
        let texts = folders.flatMap { folder -> [String] in
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return names.filter { !$0.hasSuffix(".txt") }.sorted()
                .compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        }
        let known = folded(PlaceholderValues().fill(folded(texts.joined(separator: " "))))
        var seen: Set<String> = []
        var strange: [String] = []
        for dialogue in dialogues {
            for reply in replies(dialogue.map(\.question)) {
                for line in reply.text.split(separator: "\n") {
                    for sentence in line.split(whereSeparator: { ".?!".contains($0) }).map({ folded(String($0)) })
                    where seen.insert(sentence).inserted {
                        let bare = String(sentence.drop { $0.isNumber || "- ".contains($0) })
                        if bare.isEmpty { continue }
                        if !known.contains(bare) { strange.append(sentence) }
                    }
                }
            }
        }
        #expect(strange == [])
    }

    @Test(
        "the passage below an alert is about its sign, or the list of all where none is",
        arguments: [
            ("my hand has gone numb", "redflag.neuro"), ("there is yellow pus coming out", "redflag.infection"),
            ("the pain is unbearable", "redflag.severe"), ("still sore after 3 weeks", "redflag.when_to_worry"),
            ("is it normal that it hurts 3 weeks later", "redflag.when_to_worry"),
            ("feeling dizzy and weak since the injection", "redflag.when_to_worry"),
        ])
    func passageOnSign(_ question: String, _ intent: String) {
        let reply = assistant.reply(to: question)
        #expect(reply.urgency == .urgent && reply.answers.map(\.intent) == [intent])
    }

    @Test(
        "a warning is lowered once a clinician knows, and what else is asked is answered at once",
        arguments: [
            (
                "my hand has gone numb since the injection", "i rang them, they said its fine. can i use ice",
                "manage.ice"
            ),
            (
                "actually im shivering and my temps 38.6",
                "I rang the clinic, they want me in at 4, is a heat pad ok till then?", "manage.heat"
            ),
            ("my chest feels tight", "paramedics came, all clear. can she use a heat pack", "manage.heat"),
        ])
    func clinicianTold(_ sign: String, _ next: String, _ intent: String) {
        let last = replies([sign, next]).last
        #expect(last?.urgency == Urgency.none && last?.alerts.isEmpty == true)
        #expect(last?.answers.map(\.intent) == [WellKnownIntent.seenClinician, intent])
    }

    @Test(
        "nobody told, nobody reached: the warning holds, and says whom to call instead",
        arguments: [
            "i havent spoken to a doctor yet", "i rang 111 but no one answered", "no one picks up at the clinic",
            "I'll ring them tomorrow", "called the clinic and got voicemail", "I have not been seen by anybody",
        ])
    func nobodyTold(_ next: String) {
        let replies = replies(["my hand has gone numb since the injection", next, "can i use ice"])
        #expect(replies[1].urgency == .urgent && replies[1].text.contains("please call now"))
        #expect(replies[2].urgency == .urgent && !replies[2].answers.contains { $0.intent == "manage.ice" })
    }

    @Test("below an emergency it says to call the emergency number, and no other")
    func nobodyToldInEmergency() throws {
        let last = try #require(replies(["my chest is tight and I can't breathe", "i have not rung yet"]).last)
        #expect(last.urgency == .emergency && last.text.contains("Nobody minds a call"))
        #expect(!last.text.contains("out-of-hours"))
    }

    @Test("the name of a part of the body is about the last topic, and no sign")
    func bareBody() {
        for (question, intent) in [("should i ice it", "manage.ice"), ("what about heat", "manage.heat")] {
            for part in ["my arm", "my leg", "the left hand", "my chest"] {
                let last = replies([question, part]).last
                #expect(
                    last?.urgency == Urgency.none && last?.answers.map(\.intent) == [intent], "\(question), \(part)")
            }
        }
    }

    @Test("what is held back below a standing warning is said, with the ways out")
    func heldBack() {
        let replies = replies([
            "my hand has gone numb since the injection", "can i use ice", "what do I tell the doctor",
        ])
        #expect(replies[1].text.contains("or if I misread you."))
        #expect(!replies[0].text.contains("misread") && !replies[2].text.contains("misread"))
    }

    @Test("no self-care stands beside an alarm, and nothing beside a crisis")
    func noSelfCareBesideAlarms() {
        for dialogue in dialogues {
            for (turn, reply) in zip(dialogue, replies(dialogue.map(\.question))) where reply.urgency != .none {
                #expect(
                    reply.answers.allSatisfy { WellKnownIntent.mayStandBesideAlarm($0.intent) }, "\(turn.question)")
                #expect(reply.outcome != .clarify || reply.alerts.contains { $0.evidence.isEmpty }, "\(turn.question)")
            }
        }
    }

    @Test(
        "the flare's duration is not given as the relief's, heat is no leave to bathe, and no dose is given",
        arguments: [
            ("when will I feel the benefit of the injection", ["duration.how_long"]),
            ("how long does the relief last", ["duration.how_long"]),
            ("can I soak in a hot bath", ["manage.heat"]), ("is a hot tub ok for the muscle", ["manage.heat"]),
            ("how many ibuprofen can I take", ["manage.meds", "manage.general"]),
            ("can I use heat and how long does the relief last?", ["duration.how_long"]),
            ("is a warm bath ok and when does it start to work?", ["manage.heat", "duration.how_long"]),
            ("I have one kidney, is ibuprofen ok? and can I use ice?", ["manage.meds", "manage.general"]),
        ])
    func nearMisses(_ question: String, _ never: [String]) {
        let reply = assistant.reply(to: question)
        #expect(reply.answers.allSatisfy { !never.contains($0.intent) })
    }

    @Test(
        "what a statement is surely about is answered beside the question",
        arguments: [
            (
                "I'm diabetic and no one has mentioned what it does to my sugar. Can I put a cold pack on?",
                ["not_covered.diabetes", "manage.ice"]
            ),
            (
                "Can I put a cold pack on? I'm diabetic and no one has mentioned what it does to my sugar.",
                ["manage.ice", "not_covered.diabetes"]
            ),
            ("I had mine in the left shoulder on Tuesday. Can I put a cold pack on?", ["manage.ice"]),
        ])
    func statementBesideQuestion(_ message: String, _ wanted: [String]) {
        #expect(assistant.reply(to: message).answers.map(\.intent) == wanted)
    }

    @Test(
        "each question of a message gets its answer, though it might lean on the one before or on a statement",
        arguments: [
            (
                "I hate needles, can they sedate me? also how long is it sore for after",
                ["not_covered.sedation_needle_fear", "duration.how_long"]
            ),
            (
                "hi what is TPI, why would it hurt more after, and when can I play netball again",
                ["define.tpi", "worse.why", "manage.rest"]
            ),
            (
                "I have fibromyalgia. Does that make it hurt more, and how long does the soreness usually last?",
                ["worse.conditions", "duration.how_long"]
            ),
            ("heat or ice and can i go gym", ["manage.heat", "manage.ice", "manage.rest"]),
            (
                "Are you a real nurse? And can you tell me how long the soreness goes on?",
                ["meta.who_are_you", "duration.how_long"]
            ),
        ])
    func eachQuestion(_ question: String, _ wanted: [String]) {
        #expect(assistant.reply(to: question).answers.map(\.intent) == wanted)
    }

    @Test(
        "a sign in a single word is dismissed where the whole message reads like none, and the line on when to seek care is shown",
        arguments: [
            "The council collapsed last night, so no bus. May I walk three miles with a needled hip?",
            "Our chat about the election collapsed into shouting, does stress make the soreness last",
            "the bookcase collapsed on friday so I am sorting shelves, how soon may I lift after it",
        ])
    func dismissed(_ question: String) {
        let reply = assistant.reply(to: question)
        #expect(reply.urgency == .none)
        #expect(reply.text.contains(reply.safetyNet))
    }

    @Test(
        "no sign is dismissed that is measured, misspelt, of few words, told beside a denial, or a crisis",
        arguments: [
            ("the ear thing says 38.4, skin looks perfect", Urgency.urgent), ("i feinted at work", .emergency),
            ("numb fingers", .urgent), ("No swelling, no redness, but short of breath", .emergency),
            ("Is it ok to want to die over a sore shoulder, lol", .emergency),
            ("took twenty paracetamol since lunch, lovely weather", .emergency),
            ("struggling to breathe easily", .emergency), ("my hand holding the phone went dead", .urgent),
            ("pins and needles in my foot, they did my hip yesterday, will it affect me at the dance exam?", .urgent),
        ])
    func notDismissed(_ question: String, _ least: Urgency) {
        #expect(assistant.reply(to: question).urgency >= least)
    }

    static let ordinaryStories = [
        """
        I breed budgies and the show is in a fortnight, so timing is everything. Dr Patel did my right shoulder on Monday and \
        next morning I came to the aviary as usual, all forty of them shouting for breakfast. It is only a faint tenderness \
        now, a one perhaps, when I lift the seed sacks. My neighbour says I ought to rest it till the show. Is he right or can \
        I go on carrying them?
        """,
        """
        The boiler man got confused and came on Tuesday instead, which was the day of my injections, so I was late and in a \
        right flap. Your receptionist was lovely about it. It was a bit sore that evening and hardly anything today, I've been \
        up a ladder clearing the gutters. I'm meant to be playing bowls on Saturday. Would that be all right?
        """,
    ]

    @Test("an ordinary story raises nothing where a pattern fits in it by chance", arguments: ordinaryStories)
    func ordinaryStory(_ story: String) {
        let reply = assistant.reply(to: story)
        #expect(reply.urgency == .none && reply.outcome == .answered && !reply.safetyNet.isEmpty)
    }

    @Test(
        "a sign in the midst of an ordinary story raises an alarm, however little it says", arguments: ordinaryStories,
        [
            ("My fingers tingle all the time now.", Urgency.urgent),
            ("I keep dropping things with that hand.", .urgent),
            ("There is yellow stuff coming out of the spot.", .urgent),
            ("I've had the shivers since last night.", .urgent),
            ("The bruise has crept down past my elbow.", .urgent), ("I can't lift my foot properly since it.", .urgent),
            ("My chest feels tight since this morning.", .emergency),
            ("I get out of breath just lying here.", .emergency),
            ("My tongue feels thick and my lips have swollen.", .emergency),
            ("I fainted twice this morning.", .emergency),
            ("I can't pass water since last night.", .emergency), ("I think about ending it most nights.", .emergency),
            ("I took eleven paracetamol since breakfast.", .emergency),
            ("My wife says one side of my face is drooping.", .emergency),
        ])
    func signAmidStory(_ story: String, _ sign: (sentence: String, least: Urgency)) throws {
        let firstEnd = try #require(story.range(of: ". "))
        let told = story.replacingCharacters(in: firstEnd, with: ". \(sign.sentence) ")
        #expect(assistant.reply(to: told).urgency >= sign.least)
    }

    @Test(
        "the same stories with a sign in passing raise an alarm",
        arguments: [
            (
                """
                I breed budgies and the show is in a fortnight, so timing is everything. Dr Patel did my right shoulder on Monday \
                and it was fine, and then last night I went over like a felled tree by the seed bins and woke up with the wife \
                slapping my face. She was cross about the seed. I ought to be carrying sacks all this week. Is that all right?
                """, Urgency.emergency
            ),
            (
                """
                We had the in-laws staying and the tree fell on the shed, so I forgot to ask you this. I had my shots last week on \
                the Monday. The shoulder is fine, and I was up at five to do the turkey. My hand has been asleep since Wednesday, I \
                dropped the gravy boat, that was my mother's. Do I bring anything for the follow-up, and is there parking?
                """, .urgent
            ),
        ])
    func storyWithSign(_ story: String, _ least: Urgency) {
        #expect(assistant.reply(to: story).urgency >= least)
    }

    @Test(
        "a few words that lean on what was said before raise no alarm by what they only sound like",
        arguments: [
            ["how long until the pain is gone after an injection in the back", "sorry i mean calf not back"],
            ["why has my muscle gone into spasm since the jab this morning", "it keeps jumping like an eyelid twitch"],
            ["do I need to eat before it tomorrow", "what about my eliquis", "cant i just skip tonights"],
        ])
    func fewWords(_ questions: [String]) {
        #expect(replies(questions).last?.urgency == Urgency.none)
    }

    @Test(
        "and a sign in as few is still seen",
        arguments: [
            ["can I use heat on it", "now my lips feel fat"],
            ["how long does it last", "and i cant feel my feet properly"],
        ])
    func fewWordsWithSign(_ questions: [String]) {
        #expect((replies(questions).last?.urgency ?? .none) > .none)
    }

    @Test(
        "who has named an illness is not told of painkillers, however the question is put",
        arguments: [
            ["I'm 20 weeks pregnant, is it ok to have had it?", "and tylenol"],
            ["will the shot push my sugars up, I'm type 2 diabetic", "right. and ibuprofen with that?"],
            ["can I use ice, I'm on warfarin", "what can I take for it"],
        ])
    func illnessHolds(_ questions: [String]) {
        let last = replies(questions).last?.answers.map(\.intent) ?? []
        #expect(last.contains("not_covered.medicine_with_condition") && !last.contains("manage.meds"))
    }

    @Test(
        "the end of a message may link it to the last topic too, and 'just …, I mean' narrows what was asked",
        arguments: [
            (["can I shower later", "hair too"], "not_covered.bathing"),
            (["is it ok to fly on friday, injection is wednesday", "and sangria haha"], "not_covered.alcohol"),
            (["When can I get back to the gym?", "just light stuff i mean"], "manage.rest"),
        ])
    func trails(_ questions: [String], _ wanted: String) {
        let last = replies(questions).last?.answers.map(\.intent) ?? []
        #expect(last.contains { $0 == wanted || wanted == "manage.rest" && $0 == "manage.stretch_movement" })
    }

    @Test(
        "what stands under a harmless topic word for word is not judged by the second opinion, which would raise an alarm",
        arguments: ["purpose?", "bag of sweetcorn okay", "arm aches, shot in neck"])
    func knownTopic(_ question: String) {
        #expect(assistant.reply(to: question).urgency == .none)
    }

    @Test("no passage names an amount of a medicine")
    func noDose() {
        for intent in assistant.pack.intents {
            #expect(
                intent.passage.text.firstMatch(of: /\d+ ?(mg|milligrams?|tablets?|pills?|grams?)\b/) == nil,
                "\(intent.id)")
        }
    }

    @Test("two conversations never touch: told by turns, each gets the replies that it gets alone")
    func apart() throws {
        let talks = dialogues.filter { $0.count >= 3 }.prefix(12).map { $0.map(\.question) }
        for (one, other) in zip(talks, talks.dropFirst()) {
            let alone = (replies(one), replies(other))
            var tokens: (String?, String?)
            for place in 0..<max(one.count, other.count) {
                if place < one.count {
                    let reply = assistant.reply(to: one[place], conversation: tokens.0)
                    #expect(reply == alone.0[place])
                    tokens.0 = reply.conversation
                }
                if place < other.count {
                    let reply = assistant.reply(to: other[place], conversation: tokens.1)
                    #expect(reply == alone.1[place])
                    tokens.1 = reply.conversation
                }
            }
        }
    }

    @Test("no token holds a word of the person")
    func tokens() {
        let word = "bartholomew"
        let said = replies(["\(word) asks, can I use ice?", "no, \(word) meant heat", "never mind \(word)"])
        for reply in said {
            #expect(!String(decoding: Data(base64: reply.conversation), as: UTF8.self).contains(word))
        }
    }

    @Test("an alarm that misread is lowered by a clear yes to one question, and by nothing less")
    func misread() {
        for (answer, urgency) in [
            ("yes", Urgency.none), ("no", .urgent), ("can I use heat?", .urgent), ("maybe", .urgent),
        ] {
            let talk = replies(["my hand has gone numb", "that is not what I meant", answer])
            #expect(talk.map(\.urgency) == [.urgent, .urgent, urgency], "\(answer)")
            #expect(talk[1].text.contains(assistant.pack.phrases.misreading))
        }
        let crisis = replies(["I want to kill myself", "that is not what I meant", "yes", "I saw my doctor"])
        #expect(crisis.allSatisfy { $0.urgency == .emergency && $0.answers.isEmpty })
    }

    @Test("the time since the injection, said earlier, chooses what a passage says first")
    func stages() throws {
        let heat = try #require(assistant.pack.intent("manage.heat")).passage
        for (time, stage) in [
            ("had the injection yesterday", Stage.firstDays), ("had my shot 5 days ago", .nextTwoWeeks),
            ("had my injection 4 weeks ago", .later),
        ] {
            let lead = try #require(heat.lead(at: stage))
            let values = PlaceholderValues()
            let now = assistant.reply(to: "\(time), can I use heat?")
            if now.alerts.isEmpty { #expect(now.text.hasPrefix(values.fill(lead)), "\(time)") }
            let talk = replies(["can I use ice? I \(time)", "and heat?"])
            if talk[1].alerts.isEmpty { #expect(talk[1].text.hasPrefix(values.fill(lead)), "\(time), said before") }
        }
        #expect(assistant.reply(to: "can I use heat?").text.hasPrefix(PlaceholderValues().fill(heat.short)))
    }

    @Test("asking back ends after two rounds with a way to reach a person")
    func rounds() {
        let talk = replies(["can I use ice?", "no, not that", "none of these", "none of these", "none of these"])
        let phrases = assistant.pack.phrases
        #expect(talk.contains { $0.text.contains(PlaceholderValues().fill(phrases.handOver)) })
        let asked = talk.count { $0.outcome == .clarify || $0.text.contains(phrases.rephrase) }
        #expect(asked <= 3)
    }
}

extension Data {
    /// From base64url, without padding.
    fileprivate init(base64 text: String) {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        self = Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)) ?? Data()
    }
}
