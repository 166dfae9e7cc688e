import CommandTesting
import Foundation
import Testing

@Suite("aftercare eval")
struct EvalTests {
    private let aftercare: Aftercare
    private static let words = ["--matcher", "lexical"]

    init() throws {
        aftercare = try Aftercare()
        let warm = [
            "can I use heat", "is a heat pad ok", "warm bath or not", "hot water bottle", "may I use heat tonight",
        ]
        let cold = ["can I use ice", "is an ice pack ok", "frozen peas or not", "cold pack", "may I use ice tonight"]
        let lines = warm.map { "heat\t\($0)\n" } + cold.map { "ice\t\($0)\n" }
        try aftercare.home.write("train.tsv", lines.joined())
        try aftercare.home.write(
            "test.tsv", "heat\tis heat ok\nice\tsome ice\nice\ta heat <pad> & ice\nheat\ta warm bath\n")
        try aftercare.home.write("oos.tsv", "who won the match\nwhat is the capital of France\n")
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("trains on one file, tests on another, and prints every figure as JSON")
    func json() throws {
        let run = try aftercare.run(
            ["eval", "--train", "train.tsv", "--test", "test.tsv", "--oos", "oos.tsv", "--json"] + Self.words)
        #expect(run.status == 0, "\(run.errors)")
        let figures = try object(run.output)
        #expect(
            Set(figures.keys) == [
                "accuracy", "macro_f1", "out_of_scope", "ece", "latency_us", "train_seconds", "peak_rss_mb",
            ])
        let scope = try #require(figures["out_of_scope"] as? [String: Any])
        #expect(Set(scope.keys) == ["auroc", "recall_at_5", "recall_at_10", "recall", "rejected_in_scope"])
        let latency = try #require(figures["latency_us"] as? [String: Any])
        #expect(Set(latency.keys) == ["p50", "p99"])
        #expect(try #require(figures["accuracy"] as? Double) >= 0.5)
    }

    @Test("tests a pack on its own examples")
    func crossValidation() throws {
        let run = try aftercare.run(["eval", "--cross-validate", "--oos", "oos.tsv", "--json"] + Self.words)
        #expect(run.status == 0, "\(run.errors)")
        let accuracy = try #require(try object(run.output)["accuracy"] as? Double)
        #expect(accuracy > 0.2 && accuracy < 1)
        let named = try aftercare.run(["eval", "--pack", aftercare.pack, "--cross-validate"] + Self.words)
        #expect(named.output.hasPrefix("Accuracy "))
        #expect(named.output.contains(" s a fold\n"))
    }

    @Test("writes the same page each time, and nothing else to the folder")
    func report() throws {
        func page(_ name: String) throws -> String {
            let run = try aftercare.run(
                ["eval", "--train", "train.tsv", "--test", "test.tsv", "--oos", "oos.tsv", "--report", name]
                    + Self.words)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.hasSuffix("The report is in \(name).\n"))
            return try String(contentsOfFile: "\(aftercare.home.path)/\(name)", encoding: .utf8)
        }
        let first = try page("a.html")
        #expect(try page("b.html") == first)
        #expect(first.hasPrefix("<!DOCTYPE html>\n"))
        #expect(first.hasSuffix("</html>\n"))
        #expect(first.contains("train.tsv: 10 sentences, 2 topics"))
        #expect(!first.contains(aftercare.home.path))
    }

    @Test("a slip in every question costs something or nothing, but is always the same")
    func typos() throws {
        let arguments = ["eval", "--train", "train.tsv", "--test", "test.tsv", "--typos", "3", "--report", "t.html"]
        #expect(try aftercare.run(arguments + Self.words).status == 0)
        let page = try String(contentsOfFile: "\(aftercare.home.path)/t.html", encoding: .utf8)
        #expect(page.contains("one in each tested sentence"))
    }

    @Test("reads files with the line ends of Windows as it reads others")
    func windows() throws {
        func accuracy(_ suffix: String) throws -> Double {
            let arguments = ["eval", "--train", "train\(suffix).tsv", "--test", "test\(suffix).tsv", "--json"]
            return try #require(try object(aftercare.run(arguments + Self.words).output)["accuracy"] as? Double)
        }
        for name in ["train", "test"] {
            let text = try String(contentsOfFile: "\(aftercare.home.path)/\(name).tsv", encoding: .utf8)
            try aftercare.home.write("\(name)-windows.tsv", text.replacing("\n", with: "\r\n"))
        }
        #expect(try accuracy("-windows") == accuracy(""))
    }

    @Test(
        "says which options do not go together",
        arguments: [
            ([], "Say what to measure"), (["--train", "train.tsv"], "--train needs --test"),
            (["--test", "test.tsv"], "--test needs --train"),
            (["--cross-validate", "--train", "train.tsv"], "leave out --train"),
            (["--cross-validate", "--test", "test.tsv", "--typos", "1"], "leave out --test and --typos"),
            (["--negation", "n.tsv", "--cross-validate"], "leave out --cross-validate"),
            (["--negation", "n.tsv", "--report", "x.html"], "leave out --report"),
            (["--oos", "oos.tsv"], "Say what to measure"),
        ])
    func combinations(_ options: [String], _ expected: String) throws {
        let run = try aftercare.run(["eval"] + options)
        #expect(run.status == 64)
        #expect(run.errors.contains(expected), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "names the file and the line of a fault, and trains nothing",
        arguments: [
            ("", "bad.tsv: error: this file is empty."), ("no tab here\n", "bad.tsv:1: error: this line has no tab."),
            ("heat\tok\n\tno intent\n", "bad.tsv:2: error: this line has no intent."),
            ("heat\t\n", "bad.tsv:1: error: this line has no text."),
        ])
    func badFiles(_ contents: String, _ expected: String) throws {
        try aftercare.home.write("bad.tsv", contents)
        for arguments in [
            ["--train", "bad.tsv", "--test", "test.tsv"], ["--train", "train.tsv", "--test", "bad.tsv"],
        ] {
            let run = try aftercare.run(["eval"] + arguments + Self.words)
            #expect(run.status == 65)
            #expect(run.errors.contains(expected), "\(run.errors)")
        }
    }

    @Test("refuses bytes that are no text, and files that are not there")
    func unreadable() throws {
        try aftercare.home.write("bad.tsv", Array("heat\tok\n".utf8) + [0xFF, 0xFE, 0x0A])
        let bytes = try aftercare.run(["eval", "--train", "bad.tsv", "--test", "none.tsv"])
        #expect(bytes.status == 65)
        #expect(bytes.errors.contains("bad.tsv:2: error: this line is not valid UTF-8."))
        #expect(bytes.errors.contains("none.tsv: error: there is no such file."))
        let pack = try aftercare.run(["eval", "--cross-validate", "--pack", "nowhere"])
        #expect(pack.status == 78)
        #expect(pack.errors.contains("nowhere"))
        let strangers = try aftercare.run(["eval", "--cross-validate", "--oos", "none.tsv"])
        #expect(strangers.status == 65)
        #expect(strangers.errors.contains("none.tsv: error: there is no such file."))
    }

    @Test("looks whether the report can be written before it trains")
    func unwritable() throws {
        for (path, expected) in [("none/x.html", "there is no folder"), ("Intents", "this is a folder")] {
            let run = try aftercare.run(["eval", "--train", "none.tsv", "--test", "none.tsv", "--report", path])
            #expect(run.status == 73)
            #expect(run.errors.contains(expected), "\(run.errors)")
        }
    }

    @Test("measures negation")
    func negation() throws {
        try aftercare.home.write(
            "n.tsv",
            "id\tconcept\tsentence\tnegation\r\n1\tfever\tThe patient denies fever.\tnegated\r\n2\tfever\tShe has fever.\taffirmed\r\n"
        )
        let json = try aftercare.run(["eval", "--negation", "n.tsv", "--json"])
        #expect(json.status == 0, "\(json.errors)")
        #expect(try object(json.output) as? [String: Double] == ["precision": 1, "recall": 1, "f1": 1])
        let text = try aftercare.run(["eval", "--negation", "n.tsv"])
        #expect(text.lines.first == "Sentences           2, 1 of them deny the concept")
    }

    @Test(
        "names the line of a fault in a file of negations",
        arguments: [
            ("a\tb\n", "n.tsv:1: error: the first line names no column 'concept' and no column 'sentence'"),
            ("concept\tsentence\tnegation\nfever\tno fever\n", "n.tsv:2: error: this line has 2 of 3 columns."),
            ("concept\tsentence\tnegation\nfever\tno fever\tmaybe\n", "n.tsv:2: error: 'maybe' is no negation."),
            ("concept\tsentence\tnegation\n", "n.tsv: error: this file has no sentence."),
            ("", "n.tsv: error: this file is empty."),
        ])
    func badNegation(_ contents: String, _ expected: String) throws {
        try aftercare.home.write("n.tsv", contents)
        let run = try aftercare.run(["eval", "--negation", "n.tsv"])
        #expect(run.status == 65)
        #expect(run.errors.contains(expected), "\(run.errors)")
    }
}
