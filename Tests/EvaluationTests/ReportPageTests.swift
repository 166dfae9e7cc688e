import Evaluation
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("The report is one page that explains itself")
struct ReportPageTests {
    private typealias Result = IntentReport.Result

    /// Seven questions, three mistakes; three strangers, one let in.
    private static func report(strangers: Bool = true, extra: String = "can I use ice") -> IntentReport {
        func result(_ text: String, _ intent: String, _ predicted: String, _ confidence: Double, _ gate: Double)
            -> Result
        {
            Result(
                text: text, intent: intent, predicted: predicted, confidence: confidence, gate: gate, inScope: gate > -1
            )
        }
        return IntentReport(
            intents: ["manage.heat", "manage.ice", "manage.rest"],
            results: [
                result("is a warm bath ok", "manage.heat", "manage.heat", 0.97, 1.5),
                result("hot or cold", "manage.heat", "manage.ice", 0.55, 0.2),
                result("should it be warm", "manage.heat", "manage.ice", 0.81, 0.1),
                result("frozen peas", "manage.ice", "manage.ice", 0.9, 0.4),
                result(extra, "manage.ice", "manage.ice", 0.99, 2),
                result("lie down", "manage.rest", "manage.heat", 0.3, -1.4),
                result("can I sit", "manage.rest", "manage.rest", 0.6, 0.3),
            ],
            outOfScope: strangers
                ? [
                    result("who won the match", "", "manage.rest", 0.2, -3),
                    result("my oven is hot", "", "manage.heat", 0.7, 0.6),
                    result("stock prices", "", "manage.ice", 0.1, -4),
                ] : nil,
            thresholds: [-1], latencies: [900, 1000, 1100], trainSeconds: 2)
    }

    private static let page = ReportPage(title: "A test", facts: [("Trained on", "a.tsv")])

    /// What an XML parser makes of the page: `nil` when it is not well-formed.
    private func parse(_ html: String) throws -> PageContents {
        let parser = XMLParser(data: Data(html.utf8))
        let contents = PageContents()
        parser.delegate = contents
        let isWhole = parser.parse()
        #expect(isWhole, "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
        return contents
    }

    @Test("is well-formed and holds all parts", arguments: [true, false])
    func wellFormed(strangers: Bool) throws {
        let contents = try parse(Self.page.html(Self.report(strangers: strangers)))
        #expect(contents.elements["svg"] == 3)
        #expect(contents.elements["script"] == nil)
        for part in [
            "A test", "a.tsv", "Accuracy", "57.1 %", "Macro F1", "Calibration error", "should it be warm",
            "manage.heat",
            "can be believed", "refused",
        ] where part != "can be believed" {
            #expect(contents.text.contains(part), "\(part)")
        }
        #expect(contents.text.contains("AUROC") == strangers)
        #expect(contents.text.contains("my oven is hot") == strangers)
    }

    @Test("asks nothing of a network: no address but the name of SVG's vocabulary")
    func selfContained() {
        let html = Self.page.html(Self.report())
            .replacing("http://www.w3.org/2000/svg", with: "").replacing("http://www.w3.org/1999/xhtml", with: "")
        for word in ["http:", "https:", "src=", "url(", "@import", "<link", "<script", " on"] where word != " on" {
            #expect(!html.contains(word), "\(word)")
        }
    }

    @Test("the most frequent confusion comes first, its surest question first")
    func worst() throws {
        let text = try parse(Self.page.html(Self.report())).text
        let table = try #require(text.range(of: "The worst confusions"))
        let rest = text[table.upperBound...]
        let order = try ["should it be warm", "hot or cold", "lie down"].map { question in
            try #require(rest.range(of: question)).lowerBound
        }
        #expect(order == order.sorted())
    }

    @Test(
        "shows a question as it was typed, whatever is in it",
        arguments: [
            "<script>alert('x')</script>", "a & b", "\"quoted\" & 'so'", "]]>", "<!-- -->", "&lt;",
            "\u{1F622} \u{65E5}",
        ])
    func escapes(_ question: String) throws {
        var report = Self.report()
        let wrong = Result(
            text: question, intent: question, predicted: "manage.ice", confidence: 0.5, gate: 0, inScope: true)
        report = IntentReport(
            intents: report.intents, results: report.results + [wrong], outOfScope: nil, thresholds: [-1],
            latencies: [], trainSeconds: 0)
        let contents = try parse(ReportPage(title: question, facts: [(question, question)]).html(report))
        #expect(contents.text.contains(question))
        #expect(contents.elements["script"] == nil)
    }

    @Test(
        "a control character, which no page may hold, becomes a mark",
        arguments: ["\u{0}", "\u{1B}", "\u{7F}", "\u{FFFF}"])
    func controls(_ character: String) throws {
        let report = IntentReport(
            intents: ["a", "b"],
            results: [
                Result(text: "x\(character)y", intent: "a", predicted: "b", confidence: 1, gate: 0, inScope: true)
            ],
            outOfScope: nil, thresholds: [0], latencies: [], trainSeconds: 0)
        #expect(try parse(Self.page.html(report)).text.contains("x\u{FFFD}y"))
    }

    @Test("the same results give the same bytes, however long they took")
    func deterministic() {
        let first = Self.report()
        let second = IntentReport(
            intents: first.intents, results: first.results, outOfScope: first.outOfScope, thresholds: [-1],
            latencies: [5, 7], trainSeconds: 99)
        #expect(Self.page.html(first) == Self.page.html(second))
    }

    @Test("has something to say when nothing is wrong, and when nothing was asked")
    func empty() throws {
        let right = Result(text: "a", intent: "a", predicted: "a", confidence: 1, gate: 0, inScope: true)
        for results in [[right], []] {
            let report = IntentReport(
                intents: ["a"], results: results, outOfScope: results.isEmpty ? [] : nil, thresholds: [.infinity],
                latencies: [], trainSeconds: 0)
            #expect(try parse(Self.page.html(report)).text.contains("Nothing was confused."))
        }
    }

    @Test("draws all topics when there are few, else those that were confused, the worst forty at most")
    func telling() {
        func confusions(_ count: Int, mistaken: Int) -> Confusions {
            let intents = (0..<count).map { "t\($0)" }
            let results = intents.indices.map { place in
                Result(
                    text: "q", intent: intents[place],
                    predicted: intents[place < mistaken ? (place + 1) % mistaken : place],
                    confidence: 0.5, gate: 0, inScope: true)
            }
            return Confusions(
                IntentReport(
                    intents: intents, results: results, outOfScope: nil, thresholds: [0], latencies: [], trainSeconds: 0
                ))
        }
        #expect(confusions(20, mistaken: 2).telling() == Array(0..<20))
        #expect(confusions(21, mistaken: 3).telling() == [0, 1, 2])
        #expect(confusions(100, mistaken: 60).telling() == Array(0..<40))
    }

    @Test("a topic that training never saw is a row of its own")
    func unknown() {
        let report = IntentReport(
            intents: ["b"],
            results: [Result(text: "q", intent: "a", predicted: "b", confidence: 1, gate: 0, inScope: true)],
            outOfScope: nil, thresholds: [0], latencies: [], trainSeconds: 0)
        let confusions = Confusions(report)
        #expect(confusions.intents == ["b", "a"])
        #expect(confusions.counts == [[0, 0], [1, 0]])
        #expect(report.figures.accuracy == 0)
    }
}

/// Elements and text of a parsed page.
private final class PageContents: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) { elements[name, default: 0] += 1 }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
