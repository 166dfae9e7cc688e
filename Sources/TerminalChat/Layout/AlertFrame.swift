import Aftercare
import SafetyScreening

/// An alert as nobody can miss it: the word in capitals, a frame, and colour where there is any.
struct AlertFrame {
    let layout: ScreenLayout

    /// A new alert, whole.
    func full(_ alert: Reply.Alert) -> String {
        let inner = layout.width - 4
        let (action, rest) = split(alert.text)
        var rows = TextWrapping.lines(word(alert.level), width: inner)
        rows += TextWrapping.lines(action, width: inner)
        if !rest.isEmpty {
            rows.append("")
            rows += TextWrapping.lines(rest, width: inner)
        }
        let edge = String(repeating: "═", count: layout.width - 2)
        let middle = rows.map { row in
            "║ " + row + String(repeating: " ", count: max(0, inner - DisplayWidth.of(row))) + " ║"
        }
        let lines = ["╔\(edge)╗"] + middle + ["╚\(edge)╝"]
        return lines.map { layout.styled($0, style(alert.level)) }.joined(separator: "\n")
    }

    /// An alert of an earlier turn that still holds, by its first line.
    func pinned(_ alert: Reply.Alert) -> String {
        layout.paragraph("\(word(alert.level)) (still holds): \(split(alert.text).action)", style(alert.level))
    }

    private func split(_ text: String) -> (action: String, rest: String) {
        let action = text.prefix { $0 != "\n" }
        return (String(action), String(text.dropFirst(action.count + 1)))
    }

    private func word(_ level: Urgency) -> String {
        switch level {
        case .emergency: "EMERGENCY"
        case .urgent: "URGENT"
        case .none: "PLEASE NOTE"
        }
    }

    private func style(_ level: Urgency) -> TextStyle { level == .emergency ? .emergency : .urgent }
}
