import Aftercare
package import ArgumentParser
import Foundation
package import SentenceEncoding

/// How questions are matched, and with which weights.
package struct MatcherOptions: ParsableArguments {
    package enum Kind: String, ExpressibleByArgument, CaseIterable, Sendable {
        /// Reads the sentence and its words.
        case semantic
        /// Words alone: needs no weights.
        case lexical
    }

    @Option(help: "How to match: by sentence and words, or by words alone.")
    package var matcher = Kind.semantic

    @Option(help: ArgumentHelp("The sentence encoder's weights.", valueName: "file"))
    package var weights: String?

    package init() {}

    /// The encoder to use; `nil` for words alone. Says so when the weights are missing, and refuses damaged ones.
    package func encoder() throws(PackFault) -> SentenceEncoder? {
        guard matcher == .semantic else { return nil }
        guard let path = Self.weightsPath(named: weights) else {
            Surroundings.complain(
                "The sentence encoder's weights are not here, so questions are matched by their words alone. Name them with --weights."
            )
            return nil
        }
        do {
            // Whoever waits for this processor, the thread that has a known answer above all, is not to wait for a whole sentence or
            // for the end of a time slice, which is 4 ms or more.
            return try SentenceEncoder(contentsOf: path) { sched_yield() }
        } catch {
            throw PackFault(lines: [
                "\(error) Name other weights with --weights, or match by words with --matcher lexical."
            ])
        }
    }

    /// Where the weights are: the file named, or the first of the usual places that has them; `nil` when none has.
    package static func weightsPath(named: String?) -> String? {
        WeightsLocation.find(
            named: named, environment: ProcessInfo.processInfo.environment,
            workingFolder: FileManager.default.currentDirectoryPath, executable: Surroundings.executable,
            exists: { FileManager.default.fileExists(atPath: $0) })
    }
}
