import KnowledgePacks
import Testing

@Suite("A template stands for many sentences")
struct TemplateTests {
    private let lists = ["may_i": ["can I", "may I"], "thing": ["ice", "heat", "a pack"]]

    @Test("options, alternatives and lists are written out")
    func expansion() throws {
        let template = try Template("{may_i} use [some] (ice|heat)", lists: lists)
        #expect(template.count == 8)
        #expect(
            Set(template.expansions(limit: 100)) == [
                "can I use ice", "may I use ice", "can I use some ice", "may I use some ice", "can I use heat",
                "may I use heat", "can I use some heat", "may I use some heat",
            ])
    }

    @Test("a limit takes sentences from all over, the same ones every time")
    func limit() throws {
        let template = try Template("{may_i} {thing} {thing} {thing}", lists: lists)
        let some = template.expansions(limit: 6)
        #expect(some == template.expansions(limit: 6))
        #expect(Set(some).count == 6)
        #expect(Set(some.compactMap { $0.split(separator: " ").first }).count == 2)
    }

    @Test("nesting works, and a huge template does not run away")
    func nesting() throws {
        #expect(try Template("(a [b|c]|d)", lists: [:]).expansions(limit: 10).sorted() == ["a", "a b", "a c", "d"])
        let huge = try Template(String(repeating: "(a|b|c|d)", count: 40), lists: [:])
        #expect(huge.count == Int(Int32.max))
        #expect(huge.expansions(limit: 5).count == 5)
    }

    @Test(
        "what does not parse says why",
        arguments: [
            ("(a|b", "a ')' is missing"), ("[a", "a ']' is missing"), ("a)", "a ')' closes nothing"),
            ("{thing", "a '}' is missing"), ("{no}", "vocabulary.yaml has no list 'no' (it has: may_i, thing)"),
            ("(a|)", "an alternative is empty"),
        ])
    func errors(_ text: String, _ message: String) {
        #expect(throws: Template.SyntaxError.self) { try Template(text, lists: lists) }
        do {
            _ = try Template(text, lists: lists)
        } catch {
            #expect(error.message == message)
        }
    }
}
