import Foundation
import SafetyScreening
import Testing

@Suite("A guard against a figure of speech clears no real sign")
struct GuardTests {
    private static let signs: [(level: Urgency, message: String)] = {
        let path = Bundled.root + "/Tests/SafetyScreeningTests/guards.tsv"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            let fields = line.split(separator: "\t").map(String.init)
            return fields.count == 2 ? (fields[0] == "emergency" ? .emergency : .urgent, fields[1]) : nil
        }
    }()

    @Test("there are hundreds of signs, written against the guards one by one")
    func enough() { #expect(Self.signs.count >= 700) }

    @Test("each reaches its level")
    func levels() throws {
        var wrong: [String] = []
        for sign in Self.signs {
            let urgency = try Bundled.urgency(sign.message)
            if urgency < sign.level { wrong.append("want \(sign.level), is \(urgency): \(sign.message)") }
        }
        #expect(wrong == [])
    }
}
