import Foundation
import Synchronization

/// A bar on standard error: redrawn on a terminal, one line elsewhere, nothing when the work is done at once.
package final class ProgressBar: Sendable {
    private let label: String
    private let isTerminal = Surroundings.isTerminal(STDERR_FILENO)
    /// The last tenth or percent shown; −1 before the first.
    private let shown = Mutex(-1)

    package init(label: String) { self.label = label }

    /// - Parameter share: 0...1.
    package func show(_ share: Double) {
        let percent = Int((min(max(share, 0), 1) * 100).rounded(.down))
        shown.withLock { last in
            guard percent > last else { return }
            if isTerminal {
                let filled = percent / 5
                let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
                write("\r\(label) [\(bar)] \(percent) %")
            } else if last < 0 {
                write(label + " ...\n")
            }
            last = percent
        }
    }

    /// Takes the bar away.
    package func finish() {
        shown.withLock { last in
            if isTerminal, last >= 0 { write("\r\u{1B}[K") }
            last = -1
        }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
