import KnowledgePacks

/// A pack of two intents that is right in every way; each test spoils one thing.
struct SmallPack {
    var files: [String: String] = [
        "pack.yaml": """
        id: small
        title: A small pack
        version: 1.0.0
        language: en
        status: draft
        intended_use: For tests.
        documents:
          leaflet:
            title: A leaflet
            sections: [Care, Signs]
        """,
        "phrases.yaml": """
        not_understood: I do not know.
        clarify: Which one?
        something_else: None of these
        safety_net: Call {emergency} if it gets bad.
        notice: Not reviewed.
        conversation_lost: I lost track.
        empty: Please ask.
        too_long: That is too long.
        support: You can call {crisis}.
        rephrase: Please use other words.
        understood: You ask about this.
        hand_over: Please ask a person.
        retracted: We leave that.
        no_more: That is all.
        acknowledged: Is there more?
        misreading: Did I misread you?
        misreading_confirmed: I take it back.
        misreading_denied: My warning holds.
        """,
        "vocabulary.yaml": """
        lists:
          may_i: [can I, may I]
        synonyms:
          - [heat, warmth]
        """,
        "manage/heat.md": """
        ---
        title: Using heat
        examples:
          - "{may_i} use heat"
          - is warmth good
        keywords: [heat]
        related: [manage.ice]
        source: { document: leaflet, section: Care }
        ---
        Wait with heat for a few days.

        Then it may help.
        """,
        "manage/ice.md": """
        ---
        title: Using ice
        examples:
          - should I ice it
        source: { document: leaflet, section: Care }
        ---
        Ice may help.
        """,
    ]

    /// The files in path order, below a folder named `small`.
    var packFiles: PackFiles {
        PackFiles(
            files: files.keys.sorted().map {
                PackFiles.File(name: $0, path: "small/\($0)", bytes: Array((files[$0] ?? "").utf8))
            })
    }

    /// All messages of a load, as `aftercare check` prints them.
    func messages(today: String? = nil) -> [String] {
        PackLoader.load(packFiles, folder: "small", today: today).1.sorted.map(\.description)
    }

    /// A copy with one text of one file replaced.
    func replacing(_ old: String, with new: String, in file: String) -> SmallPack {
        var copy = self
        copy.files[file] = files[file]?.replacing(old, with: new)
        return copy
    }
}
