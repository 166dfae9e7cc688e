import KnowledgePacks
import Testing

@Suite("A site's names and numbers fill the placeholders")
struct SiteTests {
    private func load(_ text: String) -> (Site?, [String]) {
        var diagnostics = Diagnostics()
        let site = Site.load(Array(text.utf8), file: "site.yaml", &diagnostics)
        return (site, diagnostics.sorted.map(\.description))
    }

    @Test("what the site says is used, and the rest falls back to plain words")
    func filling() throws {
        let site = try #require(load("clinic: Hill Road Clinic\nphone: 01632 960123").0)
        let values = PlaceholderValues(site.values)
        #expect(
            values.fill("Call {clinic} on {phone}. {out_of_hours} helps at night.")
                == "Call Hill Road Clinic on 01632 960123. Your out-of-hours service helps at night.")
        #expect(
            PlaceholderValues().fill("Call {clinic}: {phone}. {handover}.")
                == "Call your clinic: the number on your aftercare sheet. Call your clinic.")
        #expect(values.fill("{handover}") == "Call Hill Road Clinic")
    }

    @Test(
        "a faulty site file is refused with its line",
        arguments: [
            (
                "clinc: x",
                "site.yaml:1: error: a site file has no field 'clinc'. Remove it, or use one of: clinic, phone, hours, out_of_hours, region, handover, handover_link, privacy_link."
            ),
            (
                "clinic: [a]",
                "site.yaml:1: error: 'clinic' of a site file is not a text. Write 'clinic: …' on one line."
            ),
            (
                "clinic: \"{phone}\"",
                "site.yaml:1: error: 'clinic' holds a brace. Write the words that patients shall read; placeholders stand in passages only."
            ),
            ("", "site.yaml: error: this file is empty. Write it or delete it; see Intents/README.md."),
            ("- a", "site.yaml:1: error: this is no site file. Write lines like 'clinic: …'."),
        ])
    func faults(_ text: String, _ message: String) {
        let (site, messages) = load(text)
        #expect(site == nil)
        #expect(messages == [message])
    }
}
