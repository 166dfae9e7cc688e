/// Prints figures as they become known, one a line.
enum Table {
    static func title(_ text: String) { print("\n\(text)") }

    /// - Parameter seconds: What was measured, and what is wanted.
    static func row(_ name: String, seconds: Double, wanted: Double? = nil) {
        row(name, time(seconds), wanted: wanted.map { "wanted \(time($0))" })
    }

    static func row(_ name: String, _ value: String, wanted: String? = nil) {
        let line = "  " + padded(name, 52) + padded(value, 12, left: true)
        print(wanted.map { "\(line)   \($0)" } ?? line)
    }

    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<1e-6: number(seconds * 1e9) + " ns"
        case ..<1e-3: number(seconds * 1e6) + " us"
        case ..<1: number(seconds * 1e3) + " ms"
        default: number(seconds) + " s"
        }
    }

    /// Three digits.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        if value >= 99.95 { return String(Int(value.rounded())) }
        let scale = value >= 9.995 ? 10.0 : 100.0
        let whole = Int((value * scale).rounded())
        let fraction = String(whole % Int(scale))
        let zeros = String(repeating: "0", count: (scale == 10 ? 1 : 2) - fraction.count)
        return "\(whole / Int(scale)).\(zeros)\(fraction)"
    }

    private static func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return left ? blanks + text : text + blanks
    }
}
