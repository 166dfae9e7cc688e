import SafetyScreening
import Testing

@Suite("Alert texts say what to do first, in few and plain words")
struct AlertTextTests {
    static let placeholders = [
        "{clinic}", "{phone}", "{hours}", "{out_of_hours}", "{emergency}", "{crisis}", "{poison}",
    ]

    @Test("the first line has at most twelve words and names whom to call")
    func firstLine() throws {
        for alert in try #require(Bundled.loaded.data).alerts {
            let line = try #require(alert.text.split(separator: "\n").first)
            #expect(line.split(separator: " ").count <= 12, "\(alert.id)")
            #expect(
                line.contains("{emergency}") || line.contains("{clinic}") || line.contains("{crisis}"), "\(alert.id)")
        }
    }

    @Test("sentences have at most twenty words, and placeholders are known")
    func sentences() throws {
        for alert in try #require(Bundled.loaded.data).alerts {
            for sentence in alert.text.split(whereSeparator: { ".!?\n".contains($0) }) {
                #expect(sentence.split(separator: " ").count <= 20, "\(alert.id): \(sentence)")
            }
            for part in alert.text.split(separator: "{").dropFirst() {
                let name = "{" + part.prefix { $0 != "}" } + "}"
                #expect(Self.placeholders.contains(name), "\(alert.id): \(name)")
            }
        }
    }

    @Test("every emergency says that nobody was told")
    func noPromise() throws {
        let data = try #require(Bundled.loaded.data)
        for concept in data.concepts where concept.level == .emergency {
            let alert = try #require(data.alerts.first { $0.id == concept.alert })
            #expect(alert.text.contains("I cannot call for you"), "\(alert.id)")
        }
    }

    @Test("every concept and every alert cites a source")
    func sources() throws {
        let data = try #require(Bundled.loaded.data)
        for concept in data.concepts { #expect(!concept.source.isEmpty, "\(concept.id)") }
        for alert in data.alerts { #expect(!alert.source.isEmpty, "\(alert.id)") }
    }
}
