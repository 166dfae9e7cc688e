import SafetyScreening
import Testing
import TextAnalysis

/// Short reports of the labelled utterances, put into six frames.
@Suite("Each sign in six frames: reported, denied, if, long ago, somebody else's, asked about")
struct SixFrameTests {
    /// Noun phrases for every concept that a noun can name.
    static let nouns = [
        "chest pain", "shortness of breath", "trouble breathing", "wheezing", "hives", "palpitations", "slurred speech",
        "confusion", "a seizure", "blurred vision", "fainting spells", "throat swelling", "trouble swallowing",
        "pus", "drainage", "a fever", "chills", "redness", "swelling", "numbness", "tingling", "weakness",
        "pins and needles", "severe pain", "shooting pain", "a rash", "an abscess", "an infection",
    ]

    @Test("reported: an alarm", arguments: nouns)
    func reported(_ noun: String) throws {
        #expect(try Bundled.urgency("I have \(noun)") > .none)
        #expect(try Bundled.urgency("my husband has \(noun) since his injection") > .none)
        #expect(try Bundled.urgency("is it normal that I have \(noun) now") > .none)
        #expect(try Bundled.urgency("\(noun) since yesterday") > .none)
    }

    @Test("denied: none", arguments: nouns)
    func denied(_ noun: String) throws {
        let bare =
            noun.hasPrefix("a ") ? String(noun.dropFirst(2)) : noun.hasPrefix("an ") ? String(noun.dropFirst(3)) : noun
        for text in [
            "I have no \(bare)", "no \(bare)", "I don't have \(noun)", "I haven't had any \(bare)", "without \(bare)",
        ] {
            #expect(try Bundled.urgency(text) == .none, "\(text)")
        }
    }

    @Test("if: none", arguments: nouns)
    func hypothetical(_ noun: String) throws {
        for text in [
            "what should I do if I get \(noun)", "if I have \(noun) who do I call", "they told me to watch for \(noun)",
            "what if I develop \(noun)",
        ] {
            #expect(try Bundled.urgency(text) == .none, "\(text)")
        }
    }

    @Test("long ago: none", arguments: nouns)
    func historical(_ noun: String) throws {
        for text in ["I had \(noun) years ago", "I had \(noun) last year", "as a child I had \(noun)"] {
            #expect(try Bundled.urgency(text) == .none, "\(text)")
        }
    }

    @Test("somebody else's: none", arguments: nouns)
    func other(_ noun: String) throws {
        for text in ["a friend of mine had \(noun) after hers", "I read that some people get \(noun)"] {
            #expect(try Bundled.urgency(text) == .none, "\(text)")
        }
    }

    @Test("asked about: none", arguments: nouns)
    func question(_ noun: String) throws {
        for text in [
            "can the injection cause \(noun)", "how common is \(noun)", "is \(noun) a side effect",
            "what does \(noun) mean",
        ] {
            #expect(try Bundled.urgency(text) == .none, "\(text)")
        }
    }
}
