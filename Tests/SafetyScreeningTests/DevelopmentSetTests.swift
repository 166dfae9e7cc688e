import Foundation
import SafetyScreening
import Testing

@Suite("The labelled development set beside the repository, where it is present")
struct DevelopmentSetTests {
    private struct Row: Decodable {
        let id: String
        let question: String
        let level: String
    }

    private static let path = Bundled.root + "/../shared/data/safety/safety_dev.jsonl"

    @Test(
        "no emergency missed, recall 1.0, precision at least 0.95",
        .enabled(if: FileManager.default.fileExists(atPath: path)))
    func scored() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        var hits = 0
        var falseAlarms: [String] = []
        for line in text.split(separator: "\n") {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            let level = try Bundled.urgency(row.question)
            if row.level == "none" {
                if level > .none { falseAlarms.append(row.id) }
            } else {
                #expect(level > .none, "\(row.id) \(row.question)")
                if level > .none { hits += 1 }
                if row.level == "emergency" { #expect(level == .emergency, "\(row.id) \(row.question)") }
            }
        }
        #expect(Double(hits) >= 0.95 * Double(hits + falseAlarms.count), "\(falseAlarms)")
    }
}
