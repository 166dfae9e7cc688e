import Foundation
import ProgramSupport

/// Lines of figures, each beside what is asked for.
struct Report {
    private(set) var misses = 0

    func title(_ text: String) { Surroundings.say(Array("\n\(text)\n".utf8)) }

    func note(_ name: String, _ value: String) {
        Surroundings.say(Array("  \(Self.padded(name, 58))\(value)\n".utf8))
    }

    /// - Parameters:
    ///   - limit: The most that is allowed, or the least.
    mutating func row(_ name: String, _ value: Double, unit: String, most limit: Double? = nil, least: Double? = nil) {
        var line = "  \(Self.padded(name, 58))\(Self.padded(Self.text(value) + unit, 14))"
        if let limit { line += "wanted ≤ \(Self.text(limit))\(unit)" }
        if let least { line += "wanted ≥ \(Self.text(least))\(unit)" }
        let holds = limit.map { value <= $0 } ?? true && least.map { value >= $0 } ?? true
        if !holds {
            misses += 1
            line += "  MISSED"
        }
        Surroundings.say(Array("\(line)\n".utf8))
    }

    private static func text(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
