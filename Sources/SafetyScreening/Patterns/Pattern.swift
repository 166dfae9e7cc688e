/// A pattern as it is written in the data, taken apart; `Intents/safety/README.md` explains the notation.
struct Pattern: Equatable {
    /// One word class or a choice between words, phrases and classes.
    struct Element: Equatable {
        var choices: [String]
        var optional = false
        /// The most words that may stand between the element before and this one; `nil` when only small words may.
        var gap: Int?
    }

    /// Sequences joined by `&`, which may come in any order.
    var parts: [[Element]]
    /// The most words between two parts.
    var partGap = 5
    var atStart = false
    var atEnd = false

    struct Fault: Error, Equatable {
        var message: String
        var remedy: String
    }

    init(_ text: String) throws(Fault) {
        parts = [[]]
        var gap: Int?
        var pendingGap = false
        var scanner = Scanner(text)
        while let item = scanner.next() {
            switch item {
            case "^":
                guard parts == [[]], !pendingGap else {
                    throw Fault(message: "'^' does not stand at the start.", remedy: "Put it first or leave it out.")
                }
                atStart = true
            case "$": atEnd = true
            case _ where item.hasPrefix(".."):
                guard !(parts.last?.isEmpty ?? true) else {
                    throw Fault(message: "'\(item)' follows nothing.", remedy: "Put a word or class before it.")
                }
                gap = try Self.number(item.dropFirst(2), default: 4, item)
                pendingGap = true
            case _ where item.hasPrefix("&"):
                guard !(parts.last?.isEmpty ?? true), !pendingGap else {
                    throw Fault(message: "'\(item)' follows nothing.", remedy: "Put a word or class before it.")
                }
                partGap = try Self.number(item.dropFirst(1), default: 5, item)
                parts.append([])
            default:
                guard !atEnd else {
                    throw Fault(message: "'$' does not stand at the end.", remedy: "Put it last or leave it out.")
                }
                let optional = item.hasPrefix("[")
                var inner = item[...]
                if optional || item.hasPrefix("(") {
                    let close: Character = optional ? "]" : ")"
                    guard item.last == close else {
                        throw Fault(message: "'\(item)' is not closed.", remedy: "Add '\(close)'.")
                    }
                    inner = item.dropFirst().dropLast()
                }
                let choices = inner.utf8.split(separator: UInt8(ascii: "|")).map { String(Substring($0)).trimmedBlanks }
                    .filter { !$0.isEmpty }
                guard !choices.isEmpty else {
                    throw Fault(message: "'\(item)' holds no word.", remedy: "Write a word or remove it.")
                }
                parts[parts.count - 1].append(Element(choices: choices, optional: optional, gap: gap))
                gap = nil
                pendingGap = false
            }
        }
        if pendingGap || parts.contains(where: { part in part.allSatisfy(\.optional) }) {
            throw Fault(message: "a part of the pattern holds no word.", remedy: "Put a word or class there.")
        }
        if parts.count > 3 {
            throw Fault(message: "more than two '&' stand in one pattern.", remedy: "Write two patterns.")
        }
        if parts.joined().count > 8 {
            throw Fault(message: "the pattern has more than eight elements.", remedy: "Write two patterns.")
        }
    }

    private static func number(_ digits: Substring, default value: Int, _ item: String) throws(Fault) -> Int {
        if digits.isEmpty { return value }
        guard let number = Int(digits), (0...12).contains(number) else {
            throw Fault(message: "'\(item)' is no gap.", remedy: "Write a number from 0 to 12 after it, or none.")
        }
        return number
    }

    /// Cuts at blanks outside brackets.
    private struct Scanner {
        private var rest: Substring
        init(_ text: String) { rest = text[...] }

        mutating func next() -> String? {
            let blank = UInt8(ascii: " ")
            guard let start = rest.utf8.firstIndex(where: { $0 != blank }) else { return nil }
            rest = rest[start...]
            let first = rest.utf8[start]
            if first == UInt8(ascii: "(") || first == UInt8(ascii: "[") {
                let close = first == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
                guard let end = rest.utf8.firstIndex(of: close) else {
                    defer { rest = "" }
                    return String(rest)
                }
                defer { rest = rest[rest.utf8.index(after: end)...] }
                return String(rest[...end])
            }
            let end = rest.utf8.firstIndex(of: blank) ?? rest.endIndex
            defer { rest = rest[end...] }
            return String(rest[..<end])
        }
    }

    /// The sequences that the pattern stands for: every order of its parts, with and without what is optional.
    var sequences: [[Element]] {
        var result: [[Element]] = []
        for order in Self.orders(parts.count) {
            var joined: [Element] = []
            for (place, part) in order.enumerated() {
                for (index, element) in parts[part].enumerated() {
                    var element = element
                    if place > 0, index == 0 { element.gap = partGap }
                    joined.append(element)
                }
            }
            var variants: [[Element]] = [[]]
            for element in joined {
                let without = element.optional ? variants : []
                variants = variants.map { variant in
                    var element = element
                    // What comes after a part whose first word was left out keeps that part's gap.
                    if element.optional { element.optional = false }
                    return variant + [element]
                }
                variants += without
            }
            for var variant in variants where !variant.isEmpty {
                variant[0].gap = nil
                result.append(variant)
            }
        }
        return result
    }

    private static func orders(_ count: Int) -> [[Int]] {
        switch count {
        case 1: [[0]]
        case 2: [[0, 1], [1, 0]]
        default: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        }
    }
}

extension String {
    var trimmedBlanks: String {
        var view = self.utf8[...]
        while view.first == UInt8(ascii: " ") { view.removeFirst() }
        while view.last == UInt8(ascii: " ") { view.removeLast() }
        return view.count == utf8.count ? self : String(Substring(view))
    }
}
