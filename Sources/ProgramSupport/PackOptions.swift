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

    @OptionGroup package var matcher: MatcherOptions

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
        do throws(PackFault) {
            return try load(compiled: try compiled())
        } catch {
            Surroundings.complain(error.description + "\n\n" + EmergencyText.text)
        }
        throw ExitCode(Surroundings.ExitStatus.configuration)
    }

    /// - Throws: `ExitCode` after saying which regions there are.
    package func check(region: String?, of assistant: Assistant) throws {
        guard let region, !assistant.regions.contains(region) else { return }
        Surroundings.complain(
            "There is no region '\(region)'. Use one of: \(assistant.regions.joined(separator: ", ")).")
        throw ExitCode(Surroundings.ExitStatus.usage)
    }

    /// Opens the pack and the site without a word.
    ///
    /// - Parameter progress: Called with the share done, 0...1, while a pack that was never used before is compiled.
    package func load(progress: @escaping @Sendable (Double) -> Void) throws(PackFault) -> Assistant {
        try load(compiled: try compiled(progress: progress))
    }

    /// The pack alone, with a bar on standard error while it is compiled.
    package func compiled() throws(PackFault) -> CompiledPack {
        let bar = ProgressBar(label: "Reading the passages for the first time")
        defer { bar.finish() }
        return try compiled { bar.show($0) }
    }

    private func compiled(progress: @escaping @Sendable (Double) -> Void) throws(PackFault) -> CompiledPack {
        // Neither waits for the other, and a person for both.
        let (opened, read) = inParallel(
            { [matcher] in Result { () throws(PackFault) in try matcher.encoder() } },
            and: { [location] in Result { () throws(CompiledPack.Failure) in try CompiledPack.sources(location) } })
        let encoder = try opened.get()
        do {
            return try CompiledPack.open(
                try read.get(), encoder: encoder, cacheFolder: Surroundings.cacheFolder,
                opinionFile: Surroundings.opinionFile, today: Surroundings.today, progress: progress)
        } catch {
            throw PackFault(error.diagnostics)
        }
    }

    /// The folders and files that an answer depends on.
    package var paths: [String] { location.folders + (sitePath.map { [$0] } ?? []) }

    private var sitePath: String? {
        site ?? ProcessInfo.processInfo.environment["AFTERCARE_SITE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func load(compiled: CompiledPack) throws(PackFault) -> Assistant {
        let path = sitePath
        var site = Site()
        var hash: String?
        if let path {
            var diagnostics = Diagnostics()
            guard let bytes = TextFile.bytes(path, &diagnostics), let read = Site.load(path, &diagnostics) else {
                throw PackFault(diagnostics)
            }
            site = read
            hash = PackFiles.sha256(bytes)
        }
        do {
            return try Assistant(compiled, site: site, siteHash: hash, today: Surroundings.today)
        } catch {
            throw PackFault(lines: ["\(path ?? "the site file"): error: \(error)"])
        }
    }
}
