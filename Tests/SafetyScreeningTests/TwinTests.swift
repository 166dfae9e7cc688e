import Foundation
import SafetyScreening
import Testing

@Suite("Sentences that look alike and are not")
struct TwinTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let level: Urgency
        let alarm: String
        let harmless: String

        var testDescription: String { "\(alarm) / \(harmless)" }
    }

    static let pairs: [Pair] = {
        let path = Bundled.root + "/Tests/SafetyScreeningTests/twins.tsv"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        var pairs: [Pair] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count == 3 else { continue }
            pairs.append(
                Pair(level: fields[0] == "emergency" ? .emergency : .urgent, alarm: fields[1], harmless: fields[2]))
        }
        return pairs
    }()

    @Test("there are at least sixty pairs")
    func enough() { #expect(Self.pairs.count >= 60) }

    @Test("one is a warning sign, at its level", arguments: pairs)
    func alarm(_ pair: Pair) throws {
        #expect(try Bundled.urgency(pair.alarm) >= pair.level, "\(pair.alarm)")
    }

    @Test("its twin is none", arguments: pairs)
    func harmless(_ pair: Pair) throws {
        #expect(try Bundled.urgency(pair.harmless) == .none, "\(pair.harmless)")
    }
}
