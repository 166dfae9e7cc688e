import KnowledgePacks

/// Topics as `:topics` shows them: what there are answers to, warning signs, and what can only be referred.
struct TopicGroups {
    struct Group {
        let heading: String
        let titles: [String]
    }

    /// Groups with at least one topic.
    let groups: [Group]
    /// All titles worth offering to a person who presses TAB, in the order of ``groups``.
    var titles: [String] { groups.flatMap(\.titles) }

    /// The titles of what the pack has passages on.
    let covered: [String]

    init(_ topics: [ChatTopic]) {
        func titles(_ belongs: (WellKnownIntent.Group?) -> Bool) -> [String] {
            topics.filter { belongs(WellKnownIntent.group($0.intent)) }.map(\.title)
        }
        covered = titles { $0 == nil }
        groups = [
            Group(heading: "I can tell you about", titles: covered),
            Group(heading: "Warning signs", titles: titles { $0 == .redflag || $0 == .emergency }),
            Group(heading: "I have no answer to these, but can say whom to ask", titles: titles { $0 == .notCovered }),
            Group(heading: "About this assistant", titles: titles { $0 == .meta }),
        ].filter { !$0.titles.isEmpty }
    }
}
