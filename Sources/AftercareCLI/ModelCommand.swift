import Aftercare
import ArgumentParser
import Foundation
import ProgramSupport
import SentenceEncoding

/// What is trained and comes with the program: the sentence encoder's weights, and the second opinion on warning signs.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Makes and checks the trained files that come with the program.",
        subcommands: [Import.self, Verify.self, Opinion.self])

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the file of weights from the published model.",
            discussion: """
                The folder has to hold model.safetensors and vocab.txt of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). \
                The same model gives the same bytes. Needs no network.
                """)

        @Argument(help: ArgumentHelp("The folder with model.safetensors and vocab.txt.", valueName: "dir"))
        var folder: String

        @Option(help: ArgumentHelp("The file to write; one of that name is replaced.", valueName: "file"))
        var output = WeightsLocation.fileName

        func run() throws {
            try checkFolder()
            try OutputFile.check(output)
            let progress = ProgressBar(label: "Making the weights")
            do throws(WeightsError) {
                defer { progress.finish() }
                try WeightsImporter(directory: folder).write(to: output) { progress.show($0) }
            } catch {
                Surroundings.complain(error.description)
                let isOutput = error.path == output
                throw ExitCode(isOutput ? Surroundings.ExitStatus.cannotCreate : Surroundings.ExitStatus.badData)
            }
            try ModelCommand.describe(output)
            print("Use it with --weights \(output), or name it in $AFTERCARE_WEIGHTS.")
        }

        private func checkFolder() throws {
            let needed = ["model.safetensors", "vocab.txt"]
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
            let missing = needed.filter { !FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
            guard !exists || !isFolder.boolValue || !missing.isEmpty else { return }
            let fault =
                if !exists { "there is no such folder." } else if !isFolder.boolValue { "this is no folder." } else {
                    "there is no \(missing.joined(separator: " and no ")) in it."
                }
            Surroundings.complain(
                "\(folder): \(fault) Name the folder of the published model, which holds model.safetensors and vocab.txt of sentence-transformers/all-MiniLM-L6-v2."
            )
            throw ExitCode(Surroundings.ExitStatus.noInput)
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares every byte of the weights with the hash that was written with them.",
            discussion: "Exit status: 65 when they are damaged, foreign or of another version, 66 when there are none.")

        @Argument(help: ArgumentHelp("The file of weights, if not the one that the program uses.", valueName: "file"))
        var file: String?

        func run() throws {
            guard let path = MatcherOptions.weightsPath(named: file) else {
                Surroundings.complain(
                    "The sentence encoder's weights are not here. Name the file, or make it with 'aftercare model import DIR'."
                )
                throw ExitCode(Surroundings.ExitStatus.noInput)
            }
            try ModelCommand.describe(path)
            print("Every byte is as it was written.")
        }
    }

    struct Opinion: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Trains the second opinion on warning signs from the example messages of the safety data.",
            discussion: """
                Do this after an edit of safety/<language>/examples. It takes minutes, and memory of 4 bytes for every two \
                messages. The same messages and weights give the same bytes.
                """)

        @Option(help: ArgumentHelp("The file to write; one of that name is replaced.", valueName: "file"))
        var output = SecondOpinionFile.fileName

        @OptionGroup var packOptions: PackOptions

        func run() throws {
            try OutputFile.check(output)
            let progress = ProgressBar(label: "Training the second opinion")
            defer { progress.finish() }
            do throws(PackFault) {
                guard let encoder = try packOptions.matcher.encoder() else {
                    throw PackFault(lines: ["A second opinion needs the sentence encoder's weights."])
                }
                let bytes: [UInt8]?
                do throws(CompiledPack.Failure) {
                    bytes = try CompiledPack.trainSecondOpinion(packOptions.location, encoder: encoder) {
                        progress.show($0)
                    }
                } catch {
                    throw PackFault(error.diagnostics)
                }
                guard let bytes else {
                    throw PackFault(lines: [
                        "The safety data have no example messages of every level. Add examples/none.txt, urgent.txt, emergency.txt and crisis.txt."
                    ])
                }
                guard (try? Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)) != nil else {
                    throw PackFault(lines: ["\(output): this file cannot be written. Name another with --output."])
                }
            } catch {
                progress.finish()
                Surroundings.complain(error.description)
                throw ExitCode(Surroundings.ExitStatus.configuration)
            }
        }
    }

    /// Opens a file of weights, compares all its bytes with its hash and prints what it says about itself.
    ///
    /// - Throws: `ExitCode` after saying what is wrong.
    private static func describe(_ path: String) throws {
        do throws(WeightsError) {
            let encoder = try SentenceEncoder(contentsOf: path)
            try encoder.verify()
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
            let said = encoder.metadata
            let lines = [
                ("File", path),
                ("Size", "\(size) bytes (\((Double(size) / 1e5).rounded() / 10) MB)"),
                ("Model", said["model"] ?? "not said"),
                ("Licence", said["license"] ?? "not said"),
                ("Hash", encoder.weightsHash),
                ("Made from", "\(said["source_file"] ?? "not said"), SHA-256 \(said["source_sha256"] ?? "not said")"),
            ]
            for (name, value) in lines { print(name.padding(toLength: 11, withPad: " ", startingAt: 0) + value) }
        } catch {
            Surroundings.complain(error.description)
            throw ExitCode(
                error.code == .cannotOpen ? Surroundings.ExitStatus.noInput : Surroundings.ExitStatus.badData)
        }
    }
}
