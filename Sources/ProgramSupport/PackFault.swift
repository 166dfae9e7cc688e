package import KnowledgePacks

/// Why there is nothing to answer from: one line a fault, each with its file, its line and its remedy.
package struct PackFault: Error, Equatable, CustomStringConvertible {
    package let lines: [String]

    package init(lines: [String]) { self.lines = lines }

    package init(_ diagnostics: Diagnostics) { lines = diagnostics.sorted.map(\.description) }

    package var description: String { lines.joined(separator: "\n") }
}
