import Aftercare
import ArgumentParser
import Foundation
import KnowledgePacks

/// Where the knowledge is; the same for every command.
struct PackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that holds pack.yaml.", valueName: "folder"))
    var pack: String?

    @Option(help: ArgumentHelp("The folder with the warning signs, if not ../safety/<language>.", valueName: "folder"))
    var safety: String?

    @Option(help: ArgumentHelp("The clinic's own names and numbers.", valueName: "file"))
    var site: String?

    @OptionGroup var matcher: MatcherOptions

    var location: PackLocation {
        PackLocation.find(
            named: pack, safety: safety, environment: ProcessInfo.processInfo.environment,
            workingFolder: FileManager.default.currentDirectoryPath, executable: Surroundings.executable,
            exists: { FileManager.default.fileExists(atPath: $0) })
    }

    /// Opens the pack and the site, showing progress when it has to be compiled.
    ///
    /// - Throws: `ExitCode` after printing every fault, and the emergency text with them.
    func open() throws -> Assistant {
        do {
            return try load()
        } catch let failure as CompiledPack.Failure {
            Surroundings.complain(failure.description)
        } catch let region as Assistant.UnknownRegion {
            Surroundings.complain("\(sitePath ?? "the site file"): error: \(region)")
        }
        Surroundings.complain("\n" + EmergencyText.text)
        throw ExitCode(Surroundings.ExitStatus.configuration)
    }

    /// - Throws: `ExitCode` after saying which regions there are.
    func check(region: String?, of assistant: Assistant) throws {
        guard let region, !assistant.regions.contains(region) else { return }
        Surroundings.complain(
            "There is no region '\(region)'. Use one of: \(assistant.regions.joined(separator: ", ")).")
        throw ExitCode(Surroundings.ExitStatus.usage)
    }

    private var sitePath: String? {
        site ?? ProcessInfo.processInfo.environment["AFTERCARE_SITE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func load() throws -> Assistant {
        let compiled = try compiled()
        guard let path = sitePath else { return try Assistant(compiled, today: Surroundings.today) }
        var diagnostics = Diagnostics()
        guard let bytes = TextFile.bytes(path, &diagnostics),
            let site = Site.load(path, &diagnostics)
        else { throw CompiledPack.Failure(diagnostics: diagnostics) }
        return try Assistant(
            compiled, site: site, siteHash: PackFiles.sha256(bytes), today: Surroundings.today)
    }

    func compiled() throws -> CompiledPack {
        let encoder = try matcher.encoder()
        let progress = ProgressBar(label: "Reading the passages for the first time")
        defer { progress.finish() }
        return try CompiledPack.open(
            location, encoder: encoder, cacheFolder: Surroundings.cacheFolder, today: Surroundings.today
        ) { progress.show($0) }
    }
}
