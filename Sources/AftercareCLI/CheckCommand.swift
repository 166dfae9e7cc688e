import Aftercare
import ArgumentParser
import Foundation
import KnowledgePacks
import ProgramSupport

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Says what is wrong in a pack, with file and line, and how to mend it.",
        discussion: "Exit status: 1 when there is any error. Warnings alone exit 0.")

    @Argument(help: ArgumentHelp("The folder that holds pack.yaml.", valueName: "pack"))
    var folder: String?

    @OptionGroup var packOptions: PackOptions

    @Flag(help: "Leave warnings out.")
    var quiet = false

    func run() throws {
        var options = packOptions
        if let folder { options.pack = folder }
        var diagnostics = Diagnostics()
        var summary = ""
        if let path = options.site { _ = Site.load(path, &diagnostics) }
        if let sources = CompiledPack.Sources.read(options.location, &diagnostics) {
            let (pack, _, _, _, found) = CompiledPack.check(sources, today: Surroundings.today)
            for diagnostic in found.all { diagnostics.append(diagnostic) }
            if let pack {
                let examples = pack.intents.reduce(0) { $0 + $1.examples.joined().count }
                summary =
                    "\(pack.id) \(pack.version): \(pack.intents.count) intents, \(examples) examples, status \(pack.status.rawValue). "
            }
        }
        for diagnostic in quiet ? diagnostics.errors : diagnostics.sorted { print(diagnostic) }
        print("\(summary)\(count(diagnostics.errors, "error")), \(count(diagnostics.warnings, "warning")).")
        if diagnostics.hasErrors { throw ExitCode(1) }
    }

    private func count(_ found: [Diagnostic], _ what: String) -> String {
        "\(found.count) \(what)\(found.count == 1 ? "" : "s")"
    }
}
