import Foundation

/// What tells AddressSanitizer and ThreadSanitizer how to run, for the programs that a test starts in an environment of their own.
package enum SanitizerOptions {
    private static let names = ["ASAN_OPTIONS", "LD_PRELOAD", "TSAN_OPTIONS"]

    /// An environment, and with it what this process itself was given.
    package static func added(to environment: [String: String]) -> [String: String] {
        let own = ProcessInfo.processInfo.environment.filter { names.contains($0.key) }
        return environment.merging(own) { given, _ in given }
    }
}
