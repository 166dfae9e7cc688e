import CommandTesting
import Foundation
import Testing

@Suite("aftercare model")
struct ModelTests {
    private let aftercare: Aftercare

    init() throws { aftercare = try Aftercare() }

    @Test("verify says what the weights are and that they are whole")
    func verify() throws {
        let run = try aftercare.run(["model", "verify"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Licence    Apache-2.0\n"))
        #expect(run.output.contains("Model      sentence-transformers/all-MiniLM-L6-v2\n"))
        #expect(run.output.hasSuffix("Every byte is as it was written.\n"))
        #expect(run.lines.contains { $0.hasPrefix("Hash ") && $0.split(separator: " ").last?.count == 64 })
    }

    @Test("verify refuses what is no file of weights, and says what to do")
    func foreign() throws {
        try aftercare.home.write("x.safetensors", "no weights")
        let run = try aftercare.run(["model", "verify", "x.safetensors"])
        #expect(run.status == 65)
        #expect(run.errors.hasPrefix("x.safetensors: "))
        #expect(run.errors.contains("aftercare model import DIR"))
        let missing = try aftercare.run(["model", "verify", "none.safetensors"])
        #expect(missing.status == 66)
        #expect(missing.errors.hasPrefix("none.safetensors: cannot be opened"))
    }

    @Test("import says what the folder lacks")
    func folder() throws {
        let missing = try aftercare.run(["model", "import", "nowhere"])
        #expect(missing.status == 66)
        #expect(missing.errors.hasPrefix("nowhere: there is no such folder. Name the folder of the published model"))
        try aftercare.home.write("model/vocab.txt", "[PAD]\n")
        let part = try aftercare.run(["model", "import", "model"])
        #expect(part.status == 66)
        #expect(part.errors.hasPrefix("model: there is no model.safetensors in it."))
        let file = try aftercare.run(["model", "import", "model/vocab.txt"])
        #expect(file.status == 66)
        #expect(file.errors.hasPrefix("model/vocab.txt: this is no folder."))
    }

    @Test("import refuses another model, and leaves no file behind")
    func another() throws {
        try aftercare.home.write("model/vocab.txt", "[PAD]\n[CLS]\n")
        try aftercare.home.write("model/model.safetensors", "x")
        let run = try aftercare.run(["model", "import", "model", "--output", "out.safetensors"])
        #expect(run.status == 65)
        #expect(run.errors.contains("model/vocab.txt: has 2 lines, not 30522."))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: aftercare.home.path).allSatisfy { !$0.hasPrefix("out") }
        )
    }

    @Test("import looks first whether it can write")
    func output() throws {
        try aftercare.home.write("model/vocab.txt", "x")
        try aftercare.home.write("model/model.safetensors", "x")
        let run = try aftercare.run(["model", "import", "model", "--output", "none/out.safetensors"])
        #expect(run.status == 73)
        #expect(run.errors.contains("there is no folder"))
    }

    /// Needs the published model, which is not in the repository.
    @Test(
        "import makes the bundled file again",
        .enabled(if: ProcessInfo.processInfo.environment["AFTERCARE_MODEL"] != nil))
    func whole() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["AFTERCARE_MODEL"])
        let run = try aftercare.run(["model", "import", folder, "--output", "out.safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors == "Making the weights ...\n")
        let bundled = try aftercare.run(["model", "verify"])
        let made = try aftercare.run(["model", "verify", "out.safetensors"])
        #expect(made.lines.dropFirst() == bundled.lines.dropFirst())
    }
}
