import Foundation
import SafetyScreening
import Testing

/// The utterances of `utterances.tsv` with the level that each must reach.
enum Labelled {
    static let all: [(level: Urgency, text: String)] = {
        let path = Bundled.root + "/Tests/SafetyScreeningTests/utterances.tsv"
        let file = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        var rows: [(level: Urgency, text: String)] = []
        for line in file.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            if parts.count == 2, let level = Urgency(rawValue: String(parts[0])) {
                rows.append((level, String(parts[1])))
            }
        }
        return rows
    }()

    static var alarms: [(level: Urgency, text: String)] { all.filter { $0.level > .none } }
}

@Suite("Saying the same thing in another way never lowers the level")
struct MetamorphicTests {
    /// The share of changed utterances that may fall: a change can make another sentence, rarely.
    private func fallen(
        _ name: String, _ change: (String) -> String?
    ) throws -> (fallen: [String], count: Int) {
        var fallen: [String] = []
        var count = 0
        for row in Labelled.alarms {
            guard let changed = change(row.text), changed != row.text else { continue }
            count += 1
            let before = try Bundled.urgency(row.text)
            if try Bundled.urgency(changed) < before { fallen.append("\(row.level) \(changed)") }
        }
        return (fallen, count)
    }

    @Test("every labelled utterance reaches its level")
    func labelled() throws {
        #expect(Labelled.all.count > 600)
        var wrong: [String] = []
        for row in Labelled.all {
            let level = try Bundled.urgency(row.text)
            if level != row.level { wrong.append("want \(row.level), is \(level): \(row.text)") }
        }
        #expect(wrong == [])
    }

    @Test(
        "case, marks, apostrophes, emoji and politeness",
        arguments: [
            "upper", "lower", "no apostrophes", "exclamations", "emoji", "polite", "hello", "curly", "no full stops",
            "doubled blanks", "thanks", "unrelated question", "unrelated question first", "no fever first",
        ])
    func surface(_ kind: String) throws {
        let (fallen, count) = try fallen(kind) { text in
            switch kind {
            case "upper": text.uppercased()
            case "lower": text.lowercased()
            case "no apostrophes": text.replacing("'", with: "")
            case "exclamations": text + "!!!"
            case "emoji": "\u{1F62D} " + text + " \u{1F622}\u{1F64F}"
            case "polite": "please can you help, " + text
            case "hello": "hi, " + text
            case "curly": text.replacing("'", with: "\u{2019}")
            case "no full stops": text.hasSuffix(".") ? String(text.dropLast()) : text + "."
            case "doubled blanks": text.replacing(" ", with: "  ")
            case "thanks": text + ". thanks in advance"
            case "unrelated question": text + ". can I use heat?"
            case "unrelated question first": "when can I go swimming? " + text
            default: text.contains("ever") ? nil : "no fever, " + text
            }
        }
        #expect(count > 90)
        #expect(fallen == [])
    }

    @Test("one typo in a word of the vocabulary: few fall, and no emergency to none")
    func typos() throws {
        var fallen: [String] = []
        var lost: [String] = []
        var count = 0
        for row in Labelled.alarms {
            let before = try Bundled.urgency(row.text)
            let words = row.text.split(separator: " ").map(String.init)
            for (place, word) in words.enumerated() where word.utf8.count >= 6 && word.allSatisfy(\.isLetter) {
                let letters = Array(word)
                var typed: [[Character]] = []
                var swapped = letters
                swapped.swapAt(2, 3)
                typed.append(swapped)
                var shorter = letters
                shorter.remove(at: 3)
                typed.append(shorter)
                var longer = letters
                longer.insert(letters[3], at: 3)
                typed.append(longer)
                for variant in typed where variant != letters {
                    if Bundled.isCommon(String(variant)) { continue }
                    var changed = words
                    changed[place] = String(variant)
                    count += 1
                    let text = changed.joined(separator: " ")
                    let level = try Bundled.urgency(text)
                    if level < before { fallen.append(text) }
                    if before == .emergency, level == .none { lost.append(text) }
                }
            }
        }
        #expect(count > 1000)
        #expect(Double(fallen.count) <= 0.02 * Double(count), "\(fallen.count) of \(count): \(fallen.prefix(40))")
        #expect(lost.count <= count / 100, "\(lost)")
    }

    @Test(
        "British and American words",
        arguments: [
            ("jab", "shot"), ("shot", "jab"), ("plaster", "band-aid"), ("paracetamol", "Tylenol"), ("tablets", "pills"),
            ("mum", "mom"), ("injection", "needle"), ("pee", "wee"),
        ])
    func synonyms(_ from: String, _ to: String) throws {
        let (fallen, _) = try fallen(from) { text in
            text.split(separator: " ").contains(Substring(from))
                ? text.split(separator: " ").map { $0 == Substring(from) ? to : String($0) }.joined(separator: " ")
                : nil
        }
        #expect(fallen == [])
    }

    @Test("a husband for I")
    func proxy() throws {
        let (fallen, count) = try fallen("proxy") { text in
            if text.hasPrefix("I ") || text.hasPrefix("i ") { return nil }
            return text.hasPrefix("my ") ? "my husband had the injections today, his " + text.dropFirst(3) : nil
        }
        #expect(count > 30)
        #expect(fallen == [])
    }

    @Test("another sign added, before or after")
    func added() throws {
        for flag in ["I also have chest pain", "and there is pus coming out of it"] {
            let least: Urgency = flag.contains("chest") ? .emergency : .urgent
            for row in Labelled.all {
                let exclusive = try Bundled.screen(row.text).isExclusive
                #expect(try Bundled.urgency(row.text + ". " + flag) >= least, "\(row.text). \(flag)")
                // "It stopped" after the sign would speak of it.
                if !exclusive, !row.text.hasPrefix("it ") {
                    let level = try Bundled.urgency(flag + ". " + row.text)
                    #expect(level >= least, "\(flag). \(row.text)")
                }
            }
        }
    }

    @Test("higher temperature, longer time, worse pain")
    func raised() throws {
        var last = Urgency.none
        for tenths in 360...430 {
            let level = try Bundled.urgency("my temperature is \(Double(tenths) / 10)")
            #expect(level >= last, "\(tenths)")
            last = level
        }
        #expect(last == .emergency)
        last = .none
        for days in 1...60 {
            let level = try Bundled.urgency("still in pain \(days) days after the injection")
            #expect(level >= last, "\(days) days")
            last = level
        }
        #expect(last == .urgent)
        last = .none
        for score in 0...10 {
            let level = try Bundled.urgency("the pain is \(score)/10")
            #expect(level >= last, "\(score)/10")
            last = level
        }
        #expect(last == .urgent)
    }
}
