import Foundation

/// The commands of README.md, as a reader finds them: in blocks of code, in tables and in running text.
struct Readme {
    /// The top of the package.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Every command line once, in the order of the page.
    private(set) var commands: [String] = []
    /// Commands with an option that their row of a table describes.
    private(set) var variants: [String] = []
    /// The methods that the page names behind "JSON-RPC 2.0".
    private(set) var methods: [String] = []

    init() throws {
        self.init(try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8))
    }

    init(_ text: String) {
        var block: [String]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                if let lines = block { addBlock(lines) }
                block = block == nil ? [] : nil
            } else if block != nil {
                block?.append(line)
            } else {
                addProse(line)
            }
        }
    }

    private static let programs = ["aftercare", "aftercared", "make", "printf", "nc", "socat"]

    private static func isCommand(_ text: String) -> Bool {
        programs.contains(text.split(separator: " ").first.map(String.init) ?? "")
    }

    private mutating func add(_ command: String) {
        if !commands.contains(command) { commands.append(command) }
    }

    /// In a block with a prompt only lines behind it are commands, the rest is what they print.
    private mutating func addBlock(_ lines: [String]) {
        let prompted = lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        for line in prompted.isEmpty ? lines : prompted {
            let command = line.split(separator: "#").first.map(String.init) ?? ""
            let trimmed = command.trimmingCharacters(in: .whitespaces)
            if Self.isCommand(trimmed) { add(trimmed) }
        }
    }

    /// A span of code is a command when it has an argument: a name alone is talked about.
    private mutating func addProse(_ line: String) {
        let spans = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element).replacing("\\|", with: "|") }
        let found = spans.filter { Self.isCommand($0) && $0.contains(" ") }
        for command in found { add(command) }
        if line.hasPrefix("| `aftercare "), let command = found.first {
            for option in spans where option.hasPrefix("--") {
                // An option with a file takes the question's place.
                let takesPlace = option.contains(" ") && command.hasSuffix("\"")
                let stem = takesPlace ? command.split(separator: " ").prefix(2).joined(separator: " ") : command
                variants.append("\(stem) \(option)")
            }
        }
        if let range = line.range(of: "JSON-RPC 2.0 (") {
            let list = line[range.upperBound...].prefix { $0 != ")" }
            methods = list.split(separator: ",").map {
                String($0).trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
        }
    }
}
