/// The cues of one utterance by kind, those that a longer fixed expression takes up left out.
struct Cues: Sendable {
    private var hits: [[Hit]]

    init(_ all: [Hit], rules: [Rule]) {
        var hits = [[Hit]](repeating: [], count: CueKind.allCases.count)
        for hit in all {
            if case .cue(let kind) = rules[Int(hit.rule)].role { hits[kind.rawValue].append(hit) }
        }
        self.hits = hits
        // "no doubt", "not only", "even if": the words inside are no cues of their own.
        remove(from: [.negation, .negationNear, .negationAfter, .resolved], overlapping: .pseudoNegation)
        remove(from: [.historical], overlapping: .pseudoHistorical)
        remove(from: [.hypothetical], overlapping: .pseudoHypothetical)
        // "Can I still have it": nothing lasts.
        remove(from: [.recurrence], overlapping: .ownQuestion)
        // "I have not spoken to a doctor yet."
        remove(from: [.clinician], overlapping: .pseudoClinician)
    }

    subscript(kind: CueKind) -> [Hit] { hits[kind.rawValue] }

    private mutating func remove(from kinds: [CueKind], overlapping other: CueKind) {
        let pseudo = hits[other.rawValue]
        guard !pseudo.isEmpty else { return }
        for kind in kinds { hits[kind.rawValue].removeAll { hit in pseudo.contains { $0.overlaps(hit) } } }
    }

    /// Whether a term lies in a hit of a kind.
    func covers(_ kind: CueKind, _ place: Int) -> Bool {
        hits[kind.rawValue].contains { Int($0.start) <= place && place < Int($0.end) }
    }
}
