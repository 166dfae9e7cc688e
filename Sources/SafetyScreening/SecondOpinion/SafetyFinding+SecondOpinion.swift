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
}
