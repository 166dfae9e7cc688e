import Aftercare
import ArgumentParser
import Foundation
import ProgramSupport

struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile", abstract: "Trains the matcher of a pack ahead of its first use.")

    @OptionGroup var packOptions: PackOptions

    func run() throws {
        do throws(PackFault) {
            let compiled = try packOptions.compiled()
            print("\(compiled.pack.id) \(compiled.pack.version) is compiled (\(compiled.sha256.prefix(16))).")
        } catch {
            Surroundings.complain(error.description)
            throw ExitCode(Surroundings.ExitStatus.configuration)
        }
    }
}
