public import Aftercare
import Dialogue
import KnowledgePacks

/// Lays a reply out for a terminal.
///
/// Alerts come first, framed; under each passage stands its source in a quiet line; related topics follow by number. The
/// words are those of the reply: this adds names of things ("Source", "Related") and nothing else.
public struct ReplyRenderer: Sendable {
    private let layout: ScreenLayout

    public init(width: Int, usesColor: Bool) {
        layout = ScreenLayout(width: width, usesColor: usesColor)
    }

    package init(_ layout: ScreenLayout) { self.layout = layout }

    /// The reply as lines, without a line feed at the end.
    public func render(_ reply: Reply) -> String { render(reply, hint: nil) }

    /// - Parameter hint: A quiet line under the passages.
    package func render(_ reply: Reply, hint: String?) -> String {
        let frame = AlertFrame(layout: layout)
        var blocks = reply.alerts.map { Self.isPinned($0) ? frame.pinned($0) : frame.full($0) }
        blocks += body(reply)
        if let hint { blocks.append(layout.paragraph(hint, .quiet)) }
        if let choices = choices(reply) { blocks.append(choices) }
        return blocks.joined(separator: "\n\n")
    }

    /// One passage as a whole, as ``render(_:)`` shows it.
    package func passage(_ answer: Reply.Answer, notice: String?) -> String {
        let paragraphs = [title(answer), layout.paragraph(answer.text)]
        return (["\(paragraphs[0])\n\(paragraphs[1])"] + credit(answer, notice)).joined(separator: "\n\n")
    }

    /// An alert of an earlier turn: its first line, and none of the person's words.
    package static func isPinned(_ alert: Reply.Alert) -> Bool {
        alert.evidence.isEmpty && !alert.text.contains("\n")
    }

    /// Whether the reply shows several passages by their short answers.
    package static func isShortened(_ reply: Reply) -> Bool {
        reply.answers.contains { $0.text != $0.short && !reply.text.contains($0.text) }
    }

    // MARK: - Passages and phrases

    /// The reply's text behind its alerts, with each passage's source under it.
    private func body(_ reply: Reply) -> [String] {
        var rest = Substring(reply.text)
        for alert in reply.alerts where rest.hasPrefix(alert.text) {
            rest = rest.dropFirst(alert.text.count)
            rest = rest.drop { $0 == "\n" }
        }
        var blocks: [String] = []
        var hasCredit = false
        for (place, answer) in reply.answers.enumerated() {
            guard let found = Self.find(answer, in: rest) else { continue }
            blocks += paragraphs(rest[..<found.range.lowerBound])
            blocks.append(
                found.isTitled
                    ? "\(title(answer))\n\(layout.paragraph(answer.short))"
                    : layout.paragraph(String(rest[found.range])))
            rest = rest[found.range.upperBound...]
            let isLast = place == reply.answers.count - 1
            if !isLast, reply.answers[place + 1].source == answer.source { continue }
            let credit = credit(answer, isLast ? reply.notice : nil)
            hasCredit = hasCredit || !credit.isEmpty
            blocks += credit
        }
        blocks += paragraphs(rest)
        if needsSafetyNet(reply) { blocks.append(layout.paragraph(reply.safetyNet, .quiet)) }
        if !hasCredit, !reply.alerts.isEmpty, let notice = reply.notice {
            blocks.append(layout.paragraph(notice, .quiet))
        }
        return blocks
    }

    /// A terminal has no place to pin a line to, so the one on when to seek care stands quietly under every passage that
    /// does not say it itself.
    private func needsSafetyNet(_ reply: Reply) -> Bool {
        guard reply.alerts.isEmpty, !reply.safetyNet.isEmpty, !reply.text.contains(reply.safetyNet) else {
            return false
        }
        return reply.answers.contains { answer in
            switch WellKnownIntent.group(answer.intent) {
            case .redflag, .emergency, .social, .meta: false
            case .notCovered, nil: true
            }
        }
    }

    private func paragraphs(_ text: Substring) -> [String] {
        let trimmed = String(text.drop { $0 == "\n" }.reversed().drop { $0 == "\n" }.reversed())
        return trimmed.isEmpty ? [] : [layout.paragraph(trimmed)]
    }

    /// Where a reply's text shows an answer: whole, short under its title, or short alone.
    private static func find(
        _ answer: Reply.Answer, in text: Substring
    ) -> (range: Range<String.Index>, isTitled: Bool)? {
        if let range = text.firstRange(of: "\(answer.title)\n\(answer.short)") { return (range, true) }
        for shown in [answer.text, answer.short] where !shown.isEmpty {
            if let range = text.firstRange(of: shown) { return (range, false) }
        }
        return nil
    }

    private func title(_ answer: Reply.Answer) -> String { layout.paragraph(answer.title, .strong) }

    /// Where a passage comes from; nothing for a greeting or what the assistant says of itself.
    private func credit(_ answer: Reply.Answer, _ notice: String?) -> [String] {
        switch WellKnownIntent.group(answer.intent) {
        case .social, .meta: return []
        case .redflag, .emergency, .notCovered, nil: break
        }
        let source = "Source: \(answer.source.document) (\(answer.source.section))."
        return [layout.paragraph([source, notice].compactMap { $0 }.joined(separator: " "), .quiet)]
    }

    // MARK: - Choices

    /// The topics to pick from by number; those of a question back stand in its text.
    private func choices(_ reply: Reply) -> String? {
        guard !reply.choices.isEmpty, reply.outcome != .clarify else { return nil }
        let label = "Related:"
        let numbered = reply.choices.enumerated().map { place, choice in "\(place + 1) \(choice.title)" }
        return layout.flow((reply.alerts.isEmpty ? [label] : []) + numbered, gap: 2) { piece in
            if piece == label { return layout.styled(piece, .quiet) }
            let number = piece.prefix { $0 != " " }
            return layout.styled(String(number), .strong) + piece.dropFirst(number.count)
        }
    }
}
