import SentenceEncoding
import Testing

@Suite struct WordPieceTokenizerTests {
    struct Case: Decodable {
        var text: String
        var ids: [UInt32]

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            text = try list.decode(String.self)
            ids = try list.decode([UInt32].self)
        }
    }

    /// Made by HuggingFace's tokenizers from the published tokenizer.json: questions, accents, scripts, emoji,
    /// controls, long words.
    @Test func `cuts texts like the reference`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        let cases = try fixture("tokens.json", as: [Case].self)
        #expect(cases.count > 300)
        for item in cases {
            #expect(encoder.tokenIDs(of: item.text) == item.ids, "\(item.text.debugDescription)")
        }
    }

    @Test(
        arguments: [
            ("", []), ("hot", [2980]), ("Hot", [2980]), ("hót", [2980]), ("h\u{0}ot", [2980]), ("hot!", [2980, 999]),
            ("unaffable", [14477, 20961, 3468]), (String(repeating: "a", count: 101), [100]), ("[SEP]", [102]),
        ] as [(String, [UInt32])])
    func `knows the well-known cases`(text: String, ids: [UInt32]) throws {
        #expect(try SentenceEncoder(contentsOf: weightsPath).tokenIDs(of: text) == ids)
    }

    @Test func `cuts a text of any length in linear time`() throws {
        let encoder = try SentenceEncoder(contentsOf: weightsPath)
        #expect(encoder.tokenIDs(of: String(repeating: "a", count: 1_000_000)) == [100])
        // Marks that stay and change places.
        let marks = String(repeating: "\u{302E}\u{1D165}", count: 20_000)
        #expect(encoder.tokenIDs(of: marks) == [100])
        #expect(encoder.tokenIDs(of: String(repeating: "hot ", count: 10_000)).count == 10_000)
    }
}
