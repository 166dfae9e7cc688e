import KnowledgePacks
import SafetyScreening
import Testing

@Suite("What a person writes decides how soon they must seek care")
struct LevelTests {
    @Test("the bundled data loads without a fault")
    func loads() {
        #expect(Bundled.loaded.diagnostics.all.map(\.description) == [])
        #expect(Bundled.screener != nil)
    }

    @Test(
        "emergencies, however they are put",
        arguments: [
            "cant breath propperly since the jab", "I don't want to be here anymore",
            "every time I inhale there's a stabbing under my ribs", "her lips have gone blue",
            "it's like someone is stood on my chest", "my throat is closing up",
            "came up in welts from head to toe", "mum keeled over in the kitchen after her needles",
            "half my face has dropped", "I've wet myself twice and never felt it",
            "no feeling between my legs when I wipe", "neither of my legs will hold me and both feel numb",
            "swallowed the whole box of codeine", "had 20 ibuprofens today but I feel fine",
            "temp is 40.3 and I'm confused", "the bleeding won't stop, through three dressings",
            "worst headache ever, came on all at once", "my toddler ate my painkillers",
        ])
    func emergencies(_ text: String) throws {
        #expect(try Bundled.urgency(text) == .emergency)
    }

    @Test(
        "urgent signs",
        arguments: [
            "my arm went dead 3 days ago", "yellow gunk on the plaster", "it stinks and it's sticky",
            "had a temp of 101.3 all night", "red streak heading up my arm", "my foot keeps dragging",
            "I can't make a fist", "pins and needles in two fingers", "still no better after ten days",
            "it's a nine out of ten and nothing touches it", "the lump is hard and throbbing and getting bigger",
            "not only sore but hot to the touch", "my husband's hand has gone numb since his injection",
        ])
    func urgent(_ text: String) throws {
        #expect(try Bundled.urgency(text) == .urgent)
    }

    @Test(
        "nothing to be frightened of",
        arguments: [
            "no fever, just sore", "can't feel any pain, brilliant", "this knot is killing me lol",
            "is it normal to be sore the next day?", "what are the signs of infection?", "can I have a hot bath",
            "my mum had a stroke ten years ago", "the numbness has gone now", "what if I get a fever?",
            "told to watch out for redness", "dying to get back to the gym", "I'm not suicidal, just frustrated",
            "tiny bruise where the needle went in", "temperature is normal", "how long until I can swim",
        ])
    func none(_ text: String) throws {
        #expect(try Bundled.urgency(text) == Urgency.none)
    }
}
