/// The report's drawings, each a piece of SVG.
enum Drawings {
    private static let cell = 20.0
    /// The width of a letter of a label, at most.
    private static let letter = 6.6

    /// One row an intent, one column what it was taken for; darker for a larger share of the row.
    static func heatMap(_ confusions: Confusions, _ places: [Int]) -> String {
        let names = places.map { confusions.intents[$0] }
        let margin = Double(names.map(\.count).max() ?? 0) * letter + 12
        let size = Double(places.count) * cell
        var content = Markup.text(margin, 12, "taken for \u{2192}", "quiet")
        let top = margin + 12
        for (row, actual) in places.enumerated() {
            let y = top + Double(row) * cell
            let x = margin + Double(row) * cell
            content += Markup.text(margin - 6, y + 14, names[row], "end")
            content += Markup.text(x + 14, top - 6, names[row], rotated: true)
            let total = confusions.counts[actual].reduce(0, +)
            for (column, predicted) in places.enumerated() {
                let count = confusions.counts[actual][predicted]
                guard count > 0 || row == column else { continue }
                let left = margin + Double(column) * cell
                let share = Double(count) / Double(max(1, total))
                content += Markup.rectangle(
                    left, y, cell - 1, cell - 1, row == column ? "right" : "wrong", opacity: 0.15 + 0.85 * share,
                    title: row == column
                        ? "\(names[row]): \(count) of \(total) right"
                        : "\(names[row]) taken for \(names[column]): \(count) of \(total)")
                if count > 0 {
                    content += Markup.text(
                        left + cell / 2, y + 14, "\(count)", share > 0.5 ? "count on" : "count")
                }
            }
        }
        content += Markup.line(margin, top - 1, margin + size, top - 1, "axis")
        content += Markup.line(margin - 1, top, margin - 1, top + size, "axis")
        return Markup.drawing(
            width: margin + size + 12, height: top + size + 8,
            label: "Heat map of \(places.count) topics: each row a topic, each column what it was taken for.", content)
    }

    /// Accuracy over confidence; on the diagonal they are equal.
    static func reliability(_ bins: [(count: Int, confidence: Double, accuracy: Double)]) -> String {
        let (left, top, side) = (52.0, 12.0, 320.0)
        func x(_ share: Double) -> Double { left + share * side }
        func y(_ share: Double) -> Double { top + (1 - share) * side }
        var content = frame(left, top, side, side)
        for tenth in stride(from: 0, through: 10, by: 2) {
            let share = Double(tenth) / 10
            content += Markup.text(x(share), top + side + 16, "\(tenth * 10) %", "mid")
            content += Markup.text(left - 6, y(share) + 4, "\(tenth * 10) %", "end")
        }
        content += Markup.line(x(0), y(0), x(1), y(1), "ideal")
        let filled = bins.filter { $0.count > 0 }
        let points = filled.map { "\(Markup.px(x($0.confidence))),\(Markup.px(y($0.accuracy)))" }
        content += "<polyline points=\"\(points.joined(separator: " "))\" class=\"curve\"/>\n"
        let most = Double(filled.map(\.count).max() ?? 1)
        for bin in filled {
            let radius = 2.5 + 9 * (Double(bin.count) / most).squareRoot()
            let title =
                "\(bin.count) questions: confidence \(Fixed.percent(bin.confidence)), right \(Fixed.percent(bin.accuracy))"
            content += "<circle cx=\"\(Markup.px(x(bin.confidence)))\" cy=\"\(Markup.px(y(bin.accuracy)))\" "
            content += "r=\"\(Markup.px(radius))\" class=\"dot\"><title>\(Markup.escaped(title))</title></circle>\n"
        }
        content += Markup.text(left + side / 2, top + side + 36, "confidence that was stated", "mid")
        content += Markup.text(14, top + side / 2, "share that was right", "mid", rotated: true)
        return Markup.drawing(
            width: left + side + 24, height: top + side + 48,
            label: "Reliability curve: the share that was right over the confidence that was stated.", content)
    }

    private static let histogramBins = 40

    /// Gate values of questions that belong, and below them of texts that do not, over one axis, with the thresholds.
    static func gates(known: [Double], strange: [Double], thresholds: [Double]) -> String {
        let finite = (known + strange + thresholds).filter(\.isFinite)
        guard let least = finite.min(), let greatest = finite.max() else { return "" }
        let low = least.rounded(.down)
        let high = max(low + 1, greatest.rounded(.up))
        let (left, width, height, top) = (20.0, 640.0, 130.0, 22.0)
        let step = width / Double(histogramBins)
        func x(_ value: Double) -> Double { left + (value - low) / (high - low) * width }
        let panels = [("in scope", known, "right")] + (strange.isEmpty ? [] : [("out of scope", strange, "wrong")])
        var content = ""
        var y = top
        for (name, values, style) in panels {
            var counts = [Int](repeating: 0, count: histogramBins)
            for value in values where value.isFinite {
                counts[min(histogramBins - 1, Int((value - low) / (high - low) * Double(histogramBins)))] += 1
            }
            let most = Double(max(1, counts.max() ?? 1))
            content += Markup.text(left, y - 6, "\(values.count) texts \(name)")
            content += Markup.line(left, y + height, left + width, y + height, "axis")
            for (bin, count) in counts.enumerated() where count > 0 {
                let bar = Double(count) / most * height
                let from = low + (high - low) * Double(bin) / Double(histogramBins)
                let to = low + (high - low) * Double(bin + 1) / Double(histogramBins)
                content += Markup.rectangle(
                    left + Double(bin) * step, y + height - bar, step - 1, bar, style,
                    title: "\(count) \(name), \(Fixed.text(from, digits: 2)) to \(Fixed.text(to, digits: 2))")
            }
            y += height + 34
        }
        let bottom = y - 34
        for threshold in thresholds where threshold.isFinite {
            content += Markup.line(x(threshold), top, x(threshold), bottom, "threshold")
        }
        for value in stride(from: low, through: high, by: max(1, ((high - low) / 10).rounded())) {
            content += Markup.text(x(value), bottom + 16, Fixed.text(value, digits: 0), "mid")
        }
        content += Markup.text(
            left + width / 2, bottom + 34, "gate value: how much the text looks like the examples", "mid")
        return Markup.drawing(
            width: left + width + 20, height: bottom + 44,
            label: "Histograms of the gate value, with the threshold below which a text is refused.", content)
    }

    private static func frame(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        Markup.line(x, y, x, y + height, "axis") + Markup.line(x, y + height, x + width, y + height, "axis")
    }
}
