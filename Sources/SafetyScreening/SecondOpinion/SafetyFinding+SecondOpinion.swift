extension SafetyFinding {
    /// The finding with an alert for what the second opinion saw, when that is worse than what the patterns saw.
    ///
    /// - Parameter message: The words that it judged, which stand as the evidence.
    package func raised(to level: SecondOpinion.Level, message: String, data: SafetyData) -> SafetyFinding {
        let (urgency, when, id): (Urgency, When, String)
        switch level {
        case .none: return self
        case .urgent: (urgency, when, id) = (.urgent, .today, "unclear")
        case .emergency: (urgency, when, id) = (.emergency, .now, "emergency")
        case .crisis: (urgency, when, id) = (.emergency, .now, "crisis")
        }
        let isNewCrisis = level == .crisis && !isExclusive
        guard urgency > self.urgency || isNewCrisis, let text = data.alerts.first(where: { $0.id == id }) else {
            return self
        }
        var raised = self
        raised.urgency = urgency
        raised.alerts.insert(
            Alert(
                concept: "second_opinion.\(level.name)", level: urgency, when: when, evidence: message,
                rule: "second_opinion:\(level.name)", text: text.text, exclusive: text.exclusive), at: 0)
        raised.needsSafetyNet = false
        return raised
    }

    /// Whether every alert rests on words that a pattern found, each for itself, and that the message as a whole may put in another
    /// light: no measured number, no two signs that go together, and neither a crisis nor an overdose. Not beside a sign that is
    /// denied either, as denials make a message sound harmless.
    package var mayBeMisread: Bool {
        !alerts.isEmpty && alerts.allSatisfy { !$0.exclusive && $0.isOfWords }
            && !mentions.contains { $0.level > .none && ($0.assertion == .negated || $0.assertion == .resolved) }
    }

    /// The finding without its alerts, where the message as a whole reads like nothing dangerous.
    package func dismissed() -> SafetyFinding {
        var dismissed = self
        dismissed.urgency = .none
        dismissed.alerts = []
        dismissed.mentions = mentions.map { $0.assertion == .asserted ? $0.dismissed() : $0 }
        let left = Set(dismissed.mentions.filter { $0.assertion != .pseudo }.map(\.concept))
        dismissed.carry.concepts.removeAll { !left.contains($0) }
        dismissed.isDismissed = true
        return dismissed
    }
}

extension Mention {
    fileprivate func dismissed() -> Mention {
        Mention(
            concept: concept, evidence: evidence, bytes: bytes, assertion: .pseudo, cue: "the whole message",
            rule: rule, level: level, ruleWords: ruleWords, isFirm: isFirm)
    }
}
