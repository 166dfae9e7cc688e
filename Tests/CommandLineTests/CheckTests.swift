import CommandTesting
import Foundation
import Testing

@Suite("aftercare check")
struct CheckTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    private func passage(_ header: String, _ body: String = "Hold ice on it.") -> String {
        "---\n\(header)\n---\n\(body)\n"
    }

    @Test("passes a good pack and counts what it holds")
    func good() throws {
        let run = try aftercare.run(["check", aftercare.pack, "--quiet"])
        #expect(run.status == 0)
        #expect(run.lines.last?.hasPrefix("small 0.1.0: 9 intents, 50 examples, status draft. 0 errors") == true)
    }

    @Test(
        "names the file and the line of a fault, what is wrong and what to do",
        arguments: [
            ("manage/ice.md", "---\ntitle: Ice\nexamples: [ice]\n---\nHold ice.\n", "has no 'source'"),
            (
                "manage/new.md",
                "---\ntitle: New\nexamples: [new thing]\nrelated: [manage.none]\nsource: { document: leaflet, section: Care }\n---\nText.\n",
                "manage/new.md:4: error: "
            ),
            (
                "manage/new.md",
                "---\ntitle: New\nexamples: [frozen peas]\nsource: { document: leaflet, section: Care }\n---\nText.\n",
                "frozen peas"
            ),
            (
                "manage/new.md",
                "---\ntitle: New\nexamples: [new thing]\nsource: { document: leaflet, section: Care }\n---\nAsk {nobody}.\n",
                "{nobody}"
            ),
            (
                "manage/new.md",
                "---\ntitle: New\nexamples: [\"(new thing\"]\nsource: { document: leaflet, section: Care }\n---\nText.\n",
                "manage/new.md:3: error: "
            ),
            ("manage/new.md", "", "manage/new.md: error: this file is empty."),
            ("manage/new.md", "---\ntitle: [\n---\nText.\n", "manage/new.md:"),
            ("pack.yaml", "id: small\n", "pack.yaml"),
        ])
    func faults(_ file: String, _ contents: String, _ expected: String) throws {
        try aftercare.home.write("Intents/small/" + file, contents)
        let run = try aftercare.run(["check", aftercare.pack])
        #expect(run.status == 1)
        #expect(run.output.contains(expected), "\(run.output)")
        #expect(run.output.contains("/Intents/small/\(file):"), "\(run.output)")
    }

    @Test("reports invalid UTF-8 with its line")
    func invalidUTF8() throws {
        try aftercare.home.write("Intents/small/manage/new.md", Array("---\ntitle: ".utf8) + [0xFF, 0x0A])
        let run = try aftercare.run(["check", aftercare.pack])
        #expect(run.status == 1)
        #expect(run.output.contains("manage/new.md:2: error: this line is not valid UTF-8."))
    }

    @Test("reports every fault in one run")
    func all() throws {
        try aftercare.home.write("Intents/small/manage/ice.md", "")
        try aftercare.home.write("Intents/small/manage/heat.md", "")
        let run = try aftercare.run(["check", aftercare.pack])
        #expect(run.output.contains("manage/ice.md: error:"))
        #expect(run.output.contains("manage/heat.md: error:"))
    }

    @Test("one slip in an intent brings no faults of questions that reach others")
    func oneSlip() throws {
        try aftercare.home.write("Intents/small/tests.yaml", "- ask: may I warm it\n  reaches: [manage.heat]\n")
        try aftercare.home.write("Intents/small/manage/ice.md", passage("titel: Ice\nexamples: [ice]"))
        let run = try aftercare.run(["check", aftercare.pack])
        #expect(run.status == 1)
        #expect(run.output.contains("'titel'"))
        #expect(!run.output.contains("tests.yaml"), "\(run.output)")
    }

    @Test("warns, and passes, where nothing is broken")
    func warnings() throws {
        try aftercare.home.write(
            "Intents/small/manage/new.md",
            passage(
                "title: New\nexamples: [a new thing entirely]\nsource: { document: leaflet, section: Care }",
                "Notwithstanding considerable physiological heterogeneity, immobilisation occasionally precipitates deterioration."
            ))
        let run = try aftercare.run(["check", aftercare.pack])
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("manage/new.md:") && run.output.contains("warning:"))
    }

    @Test("says what to do about a pack or a site file that is not there")
    func missing() throws {
        let pack = try aftercare.run(["check", "nowhere"])
        #expect(pack.status == 1)
        #expect(pack.output.contains("nowhere"))
        let site = try aftercare.run(["check", aftercare.pack, "--site", "nowhere.yaml"])
        #expect(site.status == 1)
        #expect(site.output.contains("nowhere.yaml"))
    }

    @Test("the chat refuses a faulty pack with the same words, and shows the emergency text")
    func chatRefuses() throws {
        try aftercare.home.write("Intents/small/manage/ice.md", "")
        let chat = try aftercare.terminal(["chat"])
        try chat.expect("manage/ice.md: error: this file is empty.")
        try chat.expect("Call your local emergency number now")
        #expect(try chat.exitStatus() == 78)
    }
}
