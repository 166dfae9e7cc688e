import AssistantProtocol
import Testing

@Suite("JSON is read as RFC 8259 says, and nothing else is")
struct JSONValueTests {
    private func parse(_ text: String) -> JSONValue? { JSONValue(parsing: Array(text.utf8)[...]) }

    @Test(
        "accepted",
        arguments: [
            "null", "true", "false", "0", "-0", "1", "-12", "0.5", "1e5", "1E+5", "1e-5", "-1.25e10", "\"\"",
            "\"a\"", #""\"\\\/\b\f\n\r\t\u00e9""#, "\"\u{7F}\"", "\"é\"", "[]", "[ ]", "[1]", "[1,2]", "[[],{}]", "{}",
            "{ }", "{\"a\":1}", "{\"a\":1,\"a\":2}", " \t\r\n1\t", "{\"\":null}", "123456789012345678901234567890",
        ])
    func accepted(_ text: String) {
        #expect(parse(text) != nil)
    }

    @Test(
        "refused",
        arguments: [
            "", " ", "nul", "True", "NaN", "Infinity", "+1", ".5", "1.", "01", "-", "1e", "1e+", "0x1", "1 2", "[1,]",
            "[,1]", "[1 2]", "[", "]", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\" 1}",
            "{1:1}", "\"", "\"a", "\"\n\"", "\"\t\"", "\"\u{0}\"", #""\x""#, #""\u12""#, #""\u12G4""#, "'a'",
            "// a\n1", "1//", "\u{FEFF}1", "[1]]", "nulll", "\"a\"b", "\u{A0}1",
        ])
    func refused(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test(
        "surrogates stand in pairs or are refused",
        arguments: [
            (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E""#, "𝄞"), (#""\ud83d""#, nil), (#""\ude00""#, nil),
            (#""\ude00\ud83d""#, nil), (#""\ud83d\u0041""#, nil), (#""\ud83dx""#, nil), (#""\u0041""#, "A"),
            (#""\u0000""#, "\u{0}"),
        ] as [(String, String?)])
    func surrogates(_ text: String, _ value: String?) {
        #expect(parse(text)?.string == value)
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) {
        let quote: [UInt8] = [UInt8(ascii: "\"")]
        #expect(JSONValue(parsing: (quote + bytes + quote)[...]) == nil)
        #expect(JSONValue(parsing: (quote + [UInt8(ascii: "\\"), UInt8(ascii: "n")] + bytes + quote)[...]) == nil)
    }

    @Test("what nests too deep is refused, without a crash however deep")
    func depth() {
        let deepest = JSONValue.maximumDepth
        #expect(parse(String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)) != nil)
        for depth in [deepest + 1, 30_000] {
            #expect(parse(String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) == nil)
            #expect(parse(String(repeating: "{\"a\":", count: depth)) == nil)
        }
    }

    @Test("a value knows its own bytes, as they were sent")
    func raw() throws {
        let value = try #require(parse(#" { "id" : 1.50e+01 , "b":[ true ] } "#))
        #expect(value["id"].map { String(decoding: $0.raw, as: UTF8.self) } == "1.50e+01")
        #expect(value["b"].map { String(decoding: $0.raw, as: UTF8.self) } == "[ true ]")
        #expect(value["c"] == nil)
    }

    @Test("a key that stands twice counts as its last value")
    func duplicateKeys() {
        #expect(parse(#"{"a":1,"a":2}"#)?["a"]?.integer == 2)
    }

    @Test(
        "whole numbers are read up to nine digits",
        arguments: [("0", 0), ("-5", -5), ("999999999", 999_999_999), ("1.0", nil), ("1e3", nil), ("99999999999", nil)]
            as [(String, Int?)])
    func integers(_ text: String, _ value: Int?) {
        #expect(parse(text)?.integer == value)
    }

    @Test(
        "what is written is read as the same text", arguments: ["", "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{7F}", "é😀\u{2028}"])
    func roundTrip(_ text: String) {
        var writer = JSONWriter()
        writer.value(text)
        #expect(JSONValue(parsing: writer.bytes[...])?.string == text)
    }
}
