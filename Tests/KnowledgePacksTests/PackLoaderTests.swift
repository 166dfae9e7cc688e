import KnowledgePacks
import Testing

@Suite("A pack is loaded whole, or every fault is told with its place and its remedy")
struct PackLoaderTests {
    @Test("a pack without faults is loaded without a word")
    func faultless() throws {
        #expect(SmallPack().messages() == [])
        let pack = try #require(PackLoader.load(SmallPack().packFiles, folder: "small", today: nil).0)
        #expect(pack.intents.map(\.id) == ["manage.heat", "manage.ice"])
        let heat = try #require(pack.intent("manage.heat"))
        #expect(heat.examples == [["can I use heat", "may I use heat"], ["is warmth good"]])
        #expect(heat.passage.short == "Wait with heat for a few days.")
        #expect(heat.passage.text == "Wait with heat for a few days.\n\nThen it may help.")
        #expect(heat.sha256.count == 64)
        #expect(pack.intent("manage.rest") == nil)
    }

    @Test(
        "each fault is an error with file and line",
        arguments: [
            (
                "manage/heat.md", "source: { document: leaflet, section: Care }\n", "",
                "small/manage/heat.md:1: error: front matter has no 'source'. Add 'source: …'; see Intents/README.md."
            ),
            (
                "manage/heat.md", "section: Care", "section: Car",
                "small/manage/heat.md:8: error: document 'leaflet' has no section 'Car'. Use one of: Care, Signs."
            ),
            (
                "manage/heat.md", "document: leaflet", "document: book",
                "small/manage/heat.md:8: error: pack.yaml has no document 'book'. Use one of: leaflet."
            ),
            (
                "manage/heat.md", "related: [manage.ice]", "related: [manage.icee]",
                "small/manage/heat.md:7: error: 'related' names 'manage.icee', which is no intent. Did you mean 'manage.ice'?"
            ),
            (
                "manage/heat.md", "{may_i}", "{may_we}",
                "small/manage/heat.md:4: error: the template does not parse: vocabulary.yaml has no list 'may_we' (it has: may_i). Write [optional], (one|other) or {list}; see Intents/README.md."
            ),
            (
                "manage/heat.md", "{may_i} use", "(can|may use",
                "small/manage/heat.md:4: error: the template does not parse: a ')' is missing. Write [optional], (one|other) or {list}; see Intents/README.md."
            ),
            (
                "manage/heat.md", "Then it may help.", "Call {clinik}.",
                "small/manage/heat.md:12: error: there is no placeholder '{clinik}'. Use one of: clinic, phone, hours, out_of_hours, emergency, crisis, poison, handover, handover_link, privacy_link."
            ),
            (
                "manage/heat.md", "title: Using heat\n", "",
                "small/manage/heat.md:2: error: front matter has no 'title'. Add 'title: …'; see Intents/README.md."
            ),
            (
                "manage/heat.md", "keywords", "keyword",
                "small/manage/heat.md:6: error: front matter has no field 'keyword'. Remove it, or use one of: title, examples, keywords, not, related, signs, source, review_by."
            ),
            (
                "manage/heat.md", "Wait with heat for a few days.\n\nThen it may help.", "",
                "small/manage/heat.md:10: error: the passage is missing. Write the answer below the second '---'."
            ),
            (
                "manage/ice.md", "should I ice it", "Is warmth good?",
                "small/manage/ice.md:4: error: 'Is warmth good?' is an example already in small/manage/heat.md:5. Keep it where it belongs; under 'not' elsewhere."
            ),
            (
                "manage/ice.md", "---\ntitle", "title",
                "small/manage/ice.md:1: error: the file does not start with front matter. Start it with a line '---', then 'title: …'; see Intents/README.md."
            ),
            (
                "manage/ice.md", "title: Using ice", "title: Using ice\nreview_by: soon",
                "small/manage/ice.md:3: error: 'soon' is no date. Write it as 2027-03-01."
            ),
            (
                "pack.yaml", "status: draft", "status: done",
                "small/pack.yaml:5: error: 'done' is no status. Write draft or approved."
            ),
            (
                "phrases.yaml", "clarify: Which one?\n", "",
                "small/phrases.yaml:1: error: phrases.yaml has no 'clarify'. Add 'clarify: …'; see Intents/README.md."
            ),
        ])
    func faults(_ file: String, _ old: String, _ new: String, _ message: String) {
        #expect(SmallPack().replacing(old, with: new, in: file).messages().contains(message))
    }

    @Test("YAML that does not parse is reported in its line, not as a crash")
    func yaml() throws {
        let pack = SmallPack().replacing("  - is warmth good", with: "  - {heat} now", in: "manage/heat.md")
        let message = try #require(
            pack.messages().first { $0.hasPrefix("small/manage/heat.md:5: error: this is not valid YAML") })
        #expect(message.contains("Quote a value"))
    }

    @Test("every fault of every file is told in one run")
    func allAtOnce() {
        var pack = SmallPack().replacing("section: Care", with: "section: Nowhere", in: "manage/heat.md")
        pack.files["manage/ice.md"] = " \n"
        pack.files["manage/rest.md"] = "no front matter"
        let messages = pack.messages()
        #expect(messages.contains { $0.hasPrefix("small/manage/heat.md:8: error: document 'leaflet' has no section") })
        #expect(
            messages.contains(
                "small/manage/ice.md: error: this file is empty. Write it or delete it; see Intents/README.md."))
        #expect(messages.contains { $0.hasPrefix("small/manage/rest.md:1: error: the file does not start") })
    }

    @Test("bytes that are not UTF-8, and NUL bytes, are found in their line")
    func encoding() {
        var files = SmallPack().packFiles.files.filter { $0.name != "manage/ice.md" }
        files.append(
            PackFiles.File(
                name: "manage/ice.md", path: "small/manage/ice.md",
                bytes: Array("---\ntitle: \u{0}".utf8) + [0x0A, 0xFF]))
        let (pack, found) = PackLoader.load(PackFiles(files: files), folder: "small", today: nil)
        #expect(pack == nil)
        #expect(
            found.errors.map(\.description).contains(
                "small/manage/ice.md:3: error: this line is not valid UTF-8. Save the file as UTF-8."))
    }

    @Test("an edit voids an approval, and says which hash would be right")
    func approvals() throws {
        let heat = try #require(SmallPack().packFiles["manage/heat.md"])
        var pack = SmallPack()
        func approvals(_ sha256: String) -> String {
            "approvals:\n  - { intent: manage.heat, by: nurse, on: 2026-01-01, sha256: \(sha256) }"
        }
        pack.files["approvals.yaml"] = approvals(heat.sha256)
        #expect(pack.messages() == [])
        #expect(PackLoader.load(pack.packFiles, folder: "small", today: nil).0?.intent("manage.heat")?.approved == true)
        pack.files["approvals.yaml"] = approvals(String(repeating: "0", count: 64))
        #expect(
            pack.messages() == [
                "small/approvals.yaml:2: warning: 'manage.heat' was edited after its approval, which voids it. Have it approved again; its sha256 is now \(heat.sha256)."
            ])
        #expect(
            PackLoader.load(pack.packFiles, folder: "small", today: nil).0?.intent("manage.heat")?.approved == false)
    }

    @Test("a passed review date is a warning on its line, and ends an approval")
    func reviewDate() throws {
        let pack = SmallPack().replacing(
            "title: Using ice", with: "title: Using ice\nreview_by: 2026-06-30", in: "manage/ice.md")
        #expect(pack.messages(today: "2026-06-30") == [])
        #expect(
            pack.messages(today: "2026-07-01") == [
                "small/manage/ice.md:3: warning: 'review_by: 2026-06-30' has passed. Have the passage reviewed, then set a new date."
            ])
        var intent = try #require(PackLoader.load(pack.packFiles, folder: "small", today: nil).0?.intent("manage.ice"))
        intent.approved = true
        #expect(intent.isApproved(on: "2026-06-30"))
        #expect(!intent.isApproved(on: "2026-07-01"))
    }

    @Test("hard reading, long sentences and long short answers are warnings")
    func plainLanguage() {
        let long = Array(repeating: "word", count: 21).joined(separator: " ") + "."
        let hard =
            "Characteristically, physiological inflammatory exacerbations necessitate multidisciplinary evaluation."
        let many = Array(repeating: "It may help.", count: 21).joined(separator: " ")
        for (text, expected) in [
            (long, "a sentence of the passage has 21 words"), (hard, "the passage reads at grade"),
            (many, "the short answer has 63 words"),
        ] {
            let messages = SmallPack().replacing("Ice may help.", with: text, in: "manage/ice.md").messages()
            #expect(messages.contains { $0.contains("small/manage/ice.md:7: warning: \(expected)") }, "\(messages)")
        }
    }

    @Test("a fact that its passage no longer holds is an error")
    func facts() {
        var pack = SmallPack()
        pack.files["facts.yaml"] = "- { fact: Heat comes later., section: Care, in: [manage.heat], says: [a few days] }"
        #expect(pack.messages() == [])
        let edited = pack.replacing("for a few days", with: "for a week", in: "manage/heat.md")
        #expect(
            edited.messages() == [
                "small/facts.yaml:1: error: the passage of 'manage.heat' does not say 'a few days'. Put the fact back, or change the fact if the source changed."
            ])
    }

    @Test("the texts of tests.yaml name intents that exist")
    func packTests() {
        var pack = SmallPack()
        pack.files["tests.yaml"] = """
            - ask: heat?
              reaches: [manage.heat | manage.ice]
              avoids: [manage.rest]
            - dialogue:
                - { ask: hi, outcome: answered }
                - { ask: bye, urgency: bad }
            """
        var diagnostics = Diagnostics()
        let tests = PackTests.load(pack.packFiles, intents: ["manage.heat", "manage.ice"], &diagnostics)
        #expect(tests.dialogues.map(\.count) == [1, 2])
        #expect(tests.dialogues[0][0].reaches == [["manage.heat", "manage.ice"]])
        #expect(
            diagnostics.errors.map(\.description) == [
                "small/tests.yaml:3: error: there is no intent 'manage.rest'. Correct the id.",
                "small/tests.yaml:6: error: 'bad' is no urgency. Write none, urgent or emergency.",
            ])
    }
}
