import Foundation
import KnowledgePacks
import SafetyScreening
import Testing

@Suite("Faults in the safety data are reported with their place and remedy")
struct DataTests {
    /// Loads a copy of the bundled data in which one file was changed.
    private func faults(_ file: String, _ change: (String) -> String) throws -> [String] {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appendingPathComponent("safety-\(UUID().uuidString)")
        defer { try? manager.removeItem(at: folder) }
        try manager.copyItem(atPath: Bundled.root + "/Intents/safety/en", toPath: folder.path)
        let path = folder.appendingPathComponent(file)
        try change(String(contentsOf: path, encoding: .utf8)).write(to: path, atomically: true, encoding: .utf8)
        var diagnostics = Diagnostics()
        _ = SafetyData.load(folder: folder.path, &diagnostics)
        return diagnostics.sorted.map { $0.description.replacing(folder.path + "/", with: "") }
    }

    @Test("an unknown word class")
    func unknownClass() throws {
        let found = try faults("concepts/breathing.yaml") {
            $0.replacing("    - CANNOT ..3 BREATHE\n", with: "    - CANOT ..3 BREATHE\n")
        }
        #expect(found.count == 1)
        #expect(
            found.first?.hasSuffix(
                "error: there is no word class 'CANOT'. Define it in classes.yaml, or write a word in small letters.")
                == true)
        #expect(found.first?.hasPrefix("concepts/breathing.yaml:") == true)
    }

    @Test("an unknown placeholder, a long first line, an unknown alert, a missing source")
    func texts() throws {
        #expect(
            try faults("alerts.yaml") {
                $0.replacing("Call {clinic} now: {phone}.", with: "Call {clinic} now: {telephone}.")
            }
            .contains { $0.contains("'{telephone}' is no placeholder for alerts.") })
        #expect(
            try faults("alerts.yaml") {
                $0.replacing(
                    "Call {clinic} now: {phone}.",
                    with: "Please call one two three four five six seven eight nine ten eleven.")
            }.contains { $0.contains("the first line of alert 'nerve' has more than 12 words.") })
        #expect(
            try faults("concepts/allergy.yaml") { $0.replacing("alert: rash", with: "alert: itch") }
                .contains { $0.contains("there is no alert 'itch'.") })
        #expect(
            try faults("concepts/allergy.yaml") {
                $0.replacing("  source: \"SAFETY.md, levels: a localised rash is urgent\"\n", with: "")
            }
            .contains { $0.contains("concept 'allergy.rash' has no 'source'.") })
    }

    @Test("every region has one number for each purpose, and 'generic' is there")
    func regions() throws {
        let regions = try #require(Bundled.loaded.data).regions
        #expect(regions.map(\.id) == ["US", "UK", "EU", "generic"])
        #expect(regions.map(\.emergency) == ["911", "999", "112", "your local emergency number"])
        #expect(
            try faults("regions.yaml") { $0.replacing("generic:", with: "other:") }
                .contains { $0.contains("there is no region 'generic'.") })
    }

    @Test("the data survives encoding")
    func codable() throws {
        let data = try #require(Bundled.loaded.data)
        #expect(try JSONDecoder().decode(SafetyData.self, from: JSONEncoder().encode(data)) == data)
    }
}
