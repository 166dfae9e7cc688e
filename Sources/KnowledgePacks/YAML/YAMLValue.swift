internal import Yams

/// A node of a YAML file that remembers its line, every scalar as the text that stands there.
///
/// `no`, `8/10` and `2027-03-01` are texts: what a pack means is decided by the field, not by YAML's type rules.
public struct YAMLValue: Sendable {
    public enum Content: Sendable {
        case scalar(String)
        case list([YAMLValue])
        /// In the order of the file.
        case map([(key: String, keyLine: Int, value: YAMLValue)])
    }

    public let content: Content
    /// Counted from 1 in the file that ``file`` names.
    public let line: Int
    public let file: String

    /// Parses a YAML text. A fault is reported and gives `nil`; so does an empty text, with a fault of its own.
    ///
    /// - Parameter firstLine: The line of the file on which `text` starts.
    public static func parse(
        _ text: String, file: String, firstLine: Int = 1, _ diagnostics: inout Diagnostics
    ) -> YAMLValue? {
        do {
            guard let node = try Yams.compose(yaml: text, .basic) else {
                diagnostics.error(file, firstLine, "nothing stands here.", remedy: "Write it; see Intents/README.md.")
                return nil
            }
            return convert(node, file: file, offset: firstLine - 1, &diagnostics)
        } catch let error as YamlError {
            let (line, what) = describe(error)
            diagnostics.error(
                file, line.map { $0 + firstLine - 1 } ?? firstLine, "this is not valid YAML: \(what).",
                remedy: "Quote a value that starts with { [ ( * & ! % @ or holds ': '; indent with blanks.")
        } catch {
            diagnostics.error(file, firstLine, "this is not valid YAML.", remedy: "See Intents/README.md.")
        }
        return nil
    }

    private static func describe(_ error: YamlError) -> (line: Int?, what: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (mark.line, problem)
        case .reader(let problem, _, _, _): return (nil, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().joined(separator: ", ")
            return (context.mark.line, "'\(keys)' stands twice")
        default: return (nil, "it cannot be read")
        }
    }

    private static func convert(
        _ node: Node, file: String, offset: Int, _ diagnostics: inout Diagnostics
    ) -> YAMLValue {
        let line = (node.mark?.line ?? 1) + offset
        switch node {
        case .scalar(let scalar): return YAMLValue(content: .scalar(scalar.string), line: line, file: file)
        case .sequence(let sequence):
            var values: [YAMLValue] = []
            for element in sequence { values.append(convert(element, file: file, offset: offset, &diagnostics)) }
            return YAMLValue(content: .list(values), line: line, file: file)
        case .mapping(let mapping):
            var entries: [(key: String, keyLine: Int, value: YAMLValue)] = []
            for (key, value) in mapping {
                entries.append(
                    (
                        key.string ?? "", (key.mark?.line ?? 1) + offset,
                        convert(value, file: file, offset: offset, &diagnostics)
                    ))
            }
            return YAMLValue(content: .map(entries), line: line, file: file)
        case .alias:
            diagnostics.error(file, line, "aliases (*name) are not read.", remedy: "Write the value out.")
            return YAMLValue(content: .scalar(""), line: line, file: file)
        }
    }
}

extension YAMLValue {
    /// The text of a scalar, trimmed; `nil` for a list or a map.
    public var text: String? {
        if case .scalar(let text) = content { return text.trimmingBlanks() }
        return nil
    }

    public var list: [YAMLValue]? {
        if case .list(let values) = content { return values }
        return nil
    }

    public var map: [(key: String, keyLine: Int, value: YAMLValue)]? {
        if case .map(let entries) = content { return entries }
        return nil
    }

    /// The value of a key of a map; `nil` when there is none, or this is no map.
    public subscript(key: String) -> YAMLValue? { map?.first { $0.key == key }?.value }

    /// The text under a key that has to be there and not empty; reported when it is not.
    public func required(_ key: String, of what: String, _ diagnostics: inout Diagnostics) -> String? {
        guard let value = self[key] else {
            diagnostics.error(file, line, "\(what) has no '\(key)'.", remedy: "Add '\(key): …'; see Intents/README.md.")
            return nil
        }
        guard let text = value.text, !text.isEmpty else {
            diagnostics.error(
                file, value.line, "'\(key)' of \(what) is not a text.", remedy: "Write '\(key): …' on one line.")
            return nil
        }
        return text
    }

    /// The text under a key that may be left out; reported when it is there and no text.
    public func optional(_ key: String, of what: String, _ diagnostics: inout Diagnostics) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.text else {
            diagnostics.error(
                file, value.line, "'\(key)' of \(what) is not a text.", remedy: "Write '\(key): …' on one line.")
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// The texts of a list under a key, each with its line; one text alone counts as a list of one.
    public func texts(
        _ key: String, of what: String, _ diagnostics: inout Diagnostics
    ) -> [(text: String, line: Int)] {
        guard let value = self[key] else { return [] }
        return value.texts("'\(key)' of \(what)", &diagnostics)
    }

    /// The texts of this list, each with its line.
    public func texts(_ what: String, _ diagnostics: inout Diagnostics) -> [(text: String, line: Int)] {
        if let text { return text.isEmpty ? [] : [(text, line)] }
        guard let list else {
            diagnostics.error(file, line, "\(what) is not a list of texts.", remedy: "Write one '- …' a line.")
            return []
        }
        var texts: [(text: String, line: Int)] = []
        for element in list {
            if let text = element.text, !text.isEmpty {
                texts.append((text, element.line))
            } else {
                diagnostics.error(
                    file, element.line, "\(what) holds something that is not a text.",
                    remedy: "Quote the value if it starts with { or [, or remove the line.")
            }
        }
        return texts
    }

    /// Reports each key of this map that is none of `known`, with the nearest known one.
    public func reportUnknownKeys(_ known: [String], of what: String, _ diagnostics: inout Diagnostics) {
        for entry in map ?? [] where !known.contains(entry.key) {
            diagnostics.error(
                file, entry.keyLine, "\(what) has no field '\(entry.key)'.",
                remedy: "Remove it, or use one of: \(known.joined(separator: ", ")).")
        }
    }
}

extension String {
    package func trimmingBlanks() -> String {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
