/// An example that stands for many sentences, in hassil's notation.
///
/// `[very] sore` has an optional part, `(sore|stiff)` is one or the other, `{may_i}` stands for each entry of a list.
/// Source: https://github.com/home-assistant/hassil, the template syntax of its README.
public struct Template: Sendable, Equatable {
    /// Why a template does not parse.
    public struct SyntaxError: Error, Equatable {
        public let message: String
    }

    indirect enum Node: Sendable, Equatable {
        case text(String)
        case sequence([Node])
        case choice([Node])
    }

    let root: Node

    /// Whether a text uses the notation at all.
    public static func isTemplate(_ text: String) -> Bool { text.contains { "[({".contains($0) } }

    /// Parses a template.
    ///
    /// - Parameter lists: What `{name}` stands for.
    public init(_ text: String, lists: [String: [String]]) throws(SyntaxError) {
        var parser = Parser(rest: Array(text)[...], lists: lists)
        root = try parser.choice(until: nil)
    }

    /// How many sentences the template stands for, at most `Int32.max`.
    public var count: Int { Self.count(root) }

    /// At most `limit` of the sentences, spread evenly over all of them, the same ones every time.
    public func expansions(limit: Int) -> [String] {
        let total = count
        guard total > limit else { return (0..<total).map(sentence) }
        // A step near total/φ that shares no divisor with the total visits distinct places far apart.
        var step = max(1, Int(Double(total) * 0.618_033_988_75))
        while Self.gcd(step, total) != 1 { step += 1 }
        return (0..<limit).map { sentence($0 * step % total) }
    }

    private func sentence(_ index: Int) -> String {
        var index = index
        let raw = Self.write(root, &index)
        return raw.split(separator: " ").joined(separator: " ")
    }

    private static func count(_ node: Node) -> Int {
        switch node {
        case .text: return 1
        case .sequence(let parts): return parts.reduce(1) { min($0 * count($1), Int(Int32.max)) }
        case .choice(let options): return min(options.reduce(0) { $0 + count($1) }, Int(Int32.max))
        }
    }

    /// Writes sentence `index` of a node, leaving in `index` what is left for the nodes before it.
    private static func write(_ node: Node, _ index: inout Int) -> String {
        switch node {
        case .text(let text): return text
        case .sequence(let parts): return parts.map { write($0, &index) }.joined()
        case .choice(let options):
            let total = count(node)
            var place = index % total
            index /= total
            for option in options {
                let size = count(option)
                if place < size { return write(option, &place) }
                place -= size
            }
            return ""
        }
    }

    private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

    private struct Parser {
        var rest: ArraySlice<Character>
        let lists: [String: [String]]

        mutating func choice(until end: Character?) throws(SyntaxError) -> Node {
            var options: [Node] = []
            while true {
                options.append(try sequence(until: end))
                guard let next = rest.first else {
                    if let end { throw SyntaxError(message: "a '\(end)' is missing") }
                    break
                }
                rest.removeFirst()
                if next == end { break }
            }
            return options.count == 1 ? options[0] : .choice(options)
        }

        private mutating func sequence(until end: Character?) throws(SyntaxError) -> Node {
            var parts: [Node] = []
            var text = ""
            func flushed() -> [Node] { text.isEmpty ? [] : [.text(text)] }
            while let next = rest.first, next != end, next != "|" {
                rest.removeFirst()
                switch next {
                case "[":
                    parts += flushed()
                    text = ""
                    parts.append(.choice([.text(""), try choice(until: "]")]))
                case "(":
                    parts += flushed()
                    text = ""
                    parts.append(try choice(until: ")"))
                case "{":
                    parts += flushed()
                    text = ""
                    parts.append(try list())
                case "]", ")", "}": throw SyntaxError(message: "a '\(next)' closes nothing")
                default: text.append(next)
                }
            }
            parts += flushed()
            if parts.isEmpty { throw SyntaxError(message: "an alternative is empty") }
            return parts.count == 1 ? parts[0] : .sequence(parts)
        }

        private mutating func list() throws(SyntaxError) -> Node {
            guard let close = rest.firstIndex(of: "}") else { throw SyntaxError(message: "a '}' is missing") }
            let name = String(rest[..<close])
            rest = rest[(close + 1)...]
            guard let entries = lists[name], !entries.isEmpty else {
                let known = lists.keys.sorted().joined(separator: ", ")
                throw SyntaxError(message: "vocabulary.yaml has no list '\(name)' (it has: \(known))")
            }
            return .choice(entries.map { .text($0) })
        }
    }
}
