package import Aftercare
package import ArgumentParser
import Foundation
import KnowledgePacks

/// Where the knowledge is; the same for every command and for the daemon.
package struct PackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that holds pack.yaml.", valueName: "folder"))
    package var pack: String?

    @Option(help: ArgumentHelp("The folder with the warning signs, if not ../safety/<language>.", valueName: "folder"))
    package var safety: String?

    @Option(help: ArgumentHelp("The clinic's own names and numbers.", valueName: "file"))
    package var site: String?

    package init() {}

    package var location: PackLocation {
        PackLocation.find(
            named: pack, safety: safety, environment: ProcessInfo.processInfo.environment,
            workingFolder: FileManager.default.currentDirectoryPath, executable: Surroundings.executable,
            exists: { FileManager.default.fileExists(atPath: $0) })
    }

    /// Opens the pack and the site, showing progress when it has to be compiled.
    ///
    /// - Throws: `ExitCode` after printing every fault, and the emergency text with them.
    package func open() throws -> Assistant {
        do {
            return try load { () throws(CompiledPack.Failure) in try compiled() }
        } catch {
            Surroundings.complain(error.description + "\n\n" + EmergencyText.text)
        }
        throw ExitCode(Surroundings.ExitStatus.configuration)
    }

    /// Opens the pack and the site without a word.
    ///
    /// - Parameter progress: Called with the share done, 0...1, while a pack that was never used before is compiled.
    package func load(progress: @escaping @Sendable (Double) -> Void) throws(PackFault) -> Assistant {
        try load { () throws(CompiledPack.Failure) in
            try CompiledPack.open(
                location, cacheFolder: Surroundings.cacheFolder, today: Surroundings.today, progress: progress)
        }
    }

    /// The pack alone, with a bar on standard error while it is compiled.
    package func compiled() throws(CompiledPack.Failure) -> CompiledPack {
        let progress = ProgressBar(label: "Reading the passages for the first time")
        defer { progress.finish() }
        return try CompiledPack.open(
            location, cacheFolder: Surroundings.cacheFolder, today: Surroundings.today
        ) { progress.show($0) }
    }

    private var sitePath: String? {
        site ?? ProcessInfo.processInfo.environment["AFTERCARE_SITE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func load(
        _ compile: () throws(CompiledPack.Failure) -> CompiledPack
    ) throws(PackFault) -> Assistant {
        let compiled: CompiledPack
        do { compiled = try compile() } catch { throw PackFault(error.diagnostics) }
        do {
            guard let path = sitePath else { return try Assistant(compiled, today: Surroundings.today) }
            var diagnostics = Diagnostics()
            guard let bytes = TextFile.bytes(path, &diagnostics), let site = Site.load(path, &diagnostics) else {
                throw PackFault(diagnostics)
            }
            return try Assistant(
                compiled, site: site, siteHash: PackFiles.sha256(bytes), today: Surroundings.today)
        } catch let fault as PackFault {
            throw fault
        } catch {
            throw PackFault(lines: ["\(sitePath ?? "the site file"): error: \(error)"])
        }
    }
}
