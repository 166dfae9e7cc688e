/// An evaluation as one page that needs no script, no network and no manual.
///
/// The page is HTML and well-formed XML. Equal results give equal bytes, so times and memory are not on it.
public struct ReportPage: Sendable {
    /// What was measured, in one line.
    public var title: String
    /// What it was trained and tested on, a name and a value each.
    public var facts: [(name: String, value: String)]

    private static let mostPairs = 25
    private static let mostQuestions = 6
    private static let mostTexts = 20

    public init(title: String, facts: [(name: String, value: String)]) {
        self.title = title
        self.facts = facts
    }

    /// The page's text.
    public func html(_ report: IntentReport) -> String {
        let confusions = Confusions(report)
        return """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>\(Markup.escaped(title))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            <h1>\(Markup.escaped(title))</h1>
            <dl>
            \(facts.map { "<dt>\(Markup.escaped($0.name))</dt><dd>\(Markup.escaped($0.value))</dd>\n" }.joined())</dl>
            <p class="quiet">A topic is what a question is about (an intent). Every question here was new to the matcher that \
            answered it. Shares are of all tested questions unless said otherwise.</p>
            \(figures(report))\(heatMap(confusions))\(worst(confusions))\(reliability(report))\(gates(report))</main>
            </body>
            </html>

            """
    }

    private func figures(_ report: IntentReport) -> String {
        let figures = report.figures
        var rows = [
            [
                "Accuracy", Fixed.percent(figures.accuracy),
                "Of \(report.results.count) questions, the share whose best topic was the right one.",
            ],
            [
                "Macro F1", Fixed.percent(figures.macroF1),
                "The mean over topics of how well each is found and not confused; a rare topic counts as much as a common one.",
            ],
            [
                "Calibration error", Fixed.percent(figures.ece),
                "How far the stated confidence lies from the share that was right, on average. 0 % is perfect.",
            ],
        ]
        if let scope = figures.outOfScope {
            rows += [
                [
                    "AUROC", Fixed.text(scope.auroc, digits: 3),
                    "The chance that a question that belongs gets a higher gate value than one that does not. 0.5 is guessing, 1 perfect.",
                ],
                [
                    "Strangers refused", Fixed.percent(scope.recall),
                    "Of \(report.outOfScope.count) out-of-scope texts, the share refused at the threshold that training chose.",
                ],
                [
                    "Questions refused", Fixed.percent(scope.rejectedInScope),
                    "The share of questions that belong and were refused at that threshold. Training aims at 5 %.",
                ],
                [
                    "Strangers at 5 %", Fixed.percent(scope.recallAt5),
                    "Out-of-scope texts refused, had the threshold refused exactly 5 % of the questions that belong.",
                ],
                [
                    "Strangers at 10 %", Fixed.percent(scope.recallAt10), "The same for 10 %.",
                ],
            ]
        }
        return "<h2>Figures</h2>\n" + Markup.table(["Figure", "Value", "What it says"], rows, numeric: [1])
    }

    private func heatMap(_ confusions: Confusions) -> String {
        let places = confusions.telling()
        var text = "<h2>What was taken for what</h2>\n"
        guard !confusions.pairs.isEmpty else { return text + "<p>Nothing was confused.</p>\n" }
        text += "<p>A row is a question's own topic, a column the topic it was given. "
        text += "The diagonal is right, all else is a mistake; darker is a larger share of the row. "
        let mistaken = confusions.intents.indices.count { place in
            confusions.intents.indices.contains {
                $0 != place && confusions.counts[place][$0] + confusions.counts[$0][place] > 0
            }
        }
        if places.count < mistaken {
            text += "Of \(confusions.intents.count) topics the \(places.count) with the most mistakes are shown."
        } else if places.count < confusions.intents.count {
            text += "Of \(confusions.intents.count) topics the \(places.count) with any mistake are shown."
        }
        return text + "</p>\n" + Drawings.heatMap(confusions, places)
    }

    private func worst(_ confusions: Confusions) -> String {
        guard !confusions.pairs.isEmpty else { return "" }
        let mistakes = confusions.pairs.reduce(0) { $0 + $1.results.count }
        var text = "<h2>The worst confusions</h2>\n<p>\(mistakes) "
        text += mistakes == 1 ? "mistake" : "mistakes"
        text += ", the most frequent pair of topics first, and in each the surest mistake first. "
        text += "Behind each question stands the confidence in the wrong topic.</p>\n"
        text +=
            "<table>\n<thead><tr><th>Topic</th><th>Taken for</th><th class=\"n\">Times</th><th>Questions</th></tr></thead>\n"
        text += "<tbody>\n"
        for pair in confusions.pairs.prefix(Self.mostPairs) {
            var items = pair.results.prefix(Self.mostQuestions).map {
                "<li>\(Markup.escaped($0.text)) <span class=\"quiet\">\(Fixed.percent($0.confidence))</span></li>"
            }
            let rest = pair.results.count - items.count
            if rest > 0 { items.append("<li class=\"quiet\">and \(rest) more</li>") }
            text += "<tr><td>\(Markup.escaped(pair.intent))</td><td>\(Markup.escaped(pair.predicted))</td>"
            text += "<td class=\"n\">\(pair.results.count)</td><td><ul>\(items.joined())</ul></td></tr>\n"
        }
        text += "</tbody>\n</table>\n"
        let rest = confusions.pairs.dropFirst(Self.mostPairs)
        if !rest.isEmpty {
            text +=
                "<p class=\"quiet\">And \(rest.count) more pairs with \(rest.reduce(0) { $0 + $1.results.count }) mistakes.</p>\n"
        }
        return text
    }

    private func reliability(_ report: IntentReport) -> String {
        let bins = Scores.reliability(report.results.map(\.confidence), report.results.map(\.isRight))
        return """
            <h2>Can the confidence be believed?</h2>
            <p>Questions are grouped by the confidence that was stated; a dot shows how many of a group were right, a large dot \
            a large group. On the dashed line confidence and truth agree; below it the matcher is too sure, above it too modest.</p>
            \(Drawings.reliability(bins))
            """
    }

    private func gates(_ report: IntentReport) -> String {
        let thresholds =
            report.thresholds.count > 1 ? "A red line is the threshold of one fold" : "The red line is the threshold"
        var text = """
            <h2>Does it know what it does not know?</h2>
            <p>The gate value says how much a text looks like the examples: 0 for an average one, lower for a stranger one. \
            \(thresholds); what lies left of it is refused. The less the two heaps overlap, the better.</p>

            """
        text += Drawings.gates(
            known: report.results.map(\.gate), strange: report.outOfScope.map(\.gate), thresholds: report.thresholds)
        if report.outOfScope.isEmpty {
            text +=
                "<p class=\"quiet\">No out-of-scope texts were given (--oos), so only questions that belong are shown.</p>\n"
        }
        let entered = report.outOfScope.filter(\.inScope)
        text += texts(
            "Out-of-scope texts that were let in", "the most familiar first", entered, "Taken for", { $0.predicted },
            ascending: false)
        let refused = report.results.filter { !$0.inScope }
        text += texts(
            "Questions that belong and were refused", "the strangest first", refused, "Topic", { $0.intent },
            ascending: true)
        return text
    }

    private func texts(
        _ title: String, _ order: String, _ results: [IntentReport.Result], _ column: String,
        _ intent: (IntentReport.Result) -> String, ascending: Bool
    ) -> String {
        guard !results.isEmpty else { return "" }
        let sorted = results.enumerated().sorted {
            let (a, b) = ascending ? ($0.element.gate, $1.element.gate) : ($1.element.gate, $0.element.gate)
            return (a, $0.offset) < (b, $1.offset)
        }.map(\.element)
        let rows = sorted.prefix(Self.mostTexts).map { [$0.text, intent($0), Fixed.text($0.gate, digits: 2)] }
        let shown = rows.count < results.count ? ", \(rows.count) of \(results.count)" : ""
        return
            "<h3>\(title)</h3>\n<p class=\"quiet\">\(order.prefix(1).uppercased())\(order.dropFirst())\(shown).</p>\n"
            + Markup.table(["Text", column, "Gate"], rows, numeric: [2])
    }

    private static let style = """
        :root { --ink: #1c2430; --paper: #fff; --quiet: #5b6675; --rule: #d5dbe3; --right: #2f6fb5; --wrong: #c2542c; --line: #b3261e; --on: #fff; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6eaf0; --paper: #14181e; --quiet: #9aa6b5; --rule: #3a4452; --right: #6ea8e6; --wrong: #e8845c; --line: #ff8a80; --on: #14181e; }
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; } h2 { margin-top: 2.5rem; font-size: 1.25rem; } h3 { margin-top: 2rem; font-size: 1rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--rule); }
        th.n, td.n { text-align: right; white-space: nowrap; } td { overflow-wrap: anywhere; } ul { margin: 0; padding-left: 1.1rem; }
        .quiet { color: var(--quiet); } .wide { overflow-x: auto; }
        svg { display: block; } svg text { font: 11px system-ui, sans-serif; fill: var(--ink); } svg text.end { text-anchor: end; }
        svg text.mid, svg text.count { text-anchor: middle; } svg text.count { font-size: 10px; } svg text.on { fill: var(--on); } svg text.quiet { fill: var(--quiet); }
        .right { fill: var(--right); } .wrong { fill: var(--wrong); } .axis { stroke: var(--quiet); } .ideal { stroke: var(--quiet); stroke-dasharray: 5 4; }
        .curve { fill: none; stroke: var(--right); stroke-width: 1.5; } .dot { fill: var(--right); fill-opacity: .75; } .threshold { stroke: var(--line); stroke-width: 1.5; }
        @media print { main { max-width: none; } .wide { overflow: visible; } svg { max-width: 100%; height: auto; } }
        """
}
