package import AssistantProtocol
import Foundation
import PackTesting

/// A JSON Schema, as far as the protocol's own schema goes.
///
/// Knows the keywords below and no others: a word that it does not know is a fault of the schema, so that a slip of the pen
/// cannot pass for a rule that holds. Source: JSON Schema draft 2020-12, Core and Validation.
package struct JSONSchema {
    package struct UnknownKeyword: Error {
        package let keyword: String
    }

    package static let file = "\(TestPack.root)/Sources/AssistantProtocol/AssistantProtocol.docc/Resources/protocol.schema.json"

    private let root: JSONValue

    /// The schema of the protocol.
    package init() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.file)))
        guard let root = JSONValue(parsing: bytes[...]) else { throw CocoaError(.fileReadCorruptFile) }
        self.root = root
    }

    /// What is wrong with a value by one of the definitions; empty when nothing is.
    package func faults(_ value: JSONValue, as definition: String) throws -> [String] {
        guard let schema = root["$defs"]?[definition] else { throw UnknownKeyword(keyword: definition) }
        return try faults(value, schema, at: definition)
    }

    private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) throws -> [String] {
        guard case .object(let keywords) = schema.content else { throw UnknownKeyword(keyword: place) }
        return try keywords.flatMap { try faults(value, $0.key, $0.value, of: schema, at: place) }
    }

    private func faults(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, of schema: JSONValue, at place: String
    ) throws -> [String] {
        func fault(_ holds: Bool) -> [String] { holds ? [] : ["\(place): \(keyword)"] }
        func all(_ parts: JSONValue) -> [JSONValue] {
            if case .array(let values) = parts.content { return values }
            return []
        }
        func members(_ value: JSONValue) -> [JSONValue.Member] {
            if case .object(let members) = value.content { return members }
            return []
        }
        switch keyword {
        case "$schema", "title": return []
        case "$ref":
            guard let name = argument.string?.split(separator: "/").last.map(String.init) else {
                throw UnknownKeyword(keyword: "$ref")
            }
            return try faults(value, as: name).map { "\(place) → \($0)" }
        case "type":
            let types = argument.string.map { [$0] } ?? all(argument).compactMap(\.string)
            return fault(types.contains { Self.isOf($0, value) })
        case "const": return fault(Self.areEqual(value, argument))
        case "enum": return fault(all(argument).contains { Self.areEqual(value, $0) })
        case "required": return fault(all(argument).allSatisfy { value[$0.string ?? ""] != nil })
        case "properties":
            return try members(argument).flatMap { member -> [String] in
                guard let part = value[member.key] else { return [] }
                return try faults(part, member.value, at: "\(place).\(member.key)")
            }
        case "additionalProperties":
            let known = Set(schema["properties"].map { members($0).map(\.key) } ?? [])
            return try members(value).filter { !known.contains($0.key) }.flatMap { member -> [String] in
                if argument.content == .bool(false) { return ["\(place): has '\(member.key)'"] }
                return try faults(member.value, argument, at: "\(place).\(member.key)")
            }
        case "items":
            return try all(value).enumerated().flatMap { try faults($1, argument, at: "\(place)[\($0)]") }
        case "minItems": return fault(all(value).count >= argument.integer ?? 0)
        case "maxItems": return fault(all(value).count <= argument.integer ?? 0)
        case "minLength": return fault((value.string?.unicodeScalars.count ?? .max) >= argument.integer ?? 0)
        case "maxLength": return fault((value.string?.unicodeScalars.count ?? 0) <= argument.integer ?? 0)
        case "minimum": return fault(Self.number(value) ?? .infinity >= Self.number(argument) ?? 0)
        case "maximum": return fault(Self.number(value) ?? -.infinity <= Self.number(argument) ?? 0)
        case "pattern":
            guard let text = value.string, let pattern = argument.string else { return [] }
            return fault(try Regex(pattern).firstMatch(in: text) != nil)
        case "allOf": return try all(argument).flatMap { try faults(value, $0, at: place) }
        case "oneOf":
            let fitting = try all(argument).count { try faults(value, $0, at: place).isEmpty }
            return fault(fitting == 1)
        default: throw UnknownKeyword(keyword: "\(place): \(keyword)")
        }
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch value.content {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number: type == "number" || (type == "integer" && number(value).map { $0 == $0.rounded() } == true)
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private static func number(_ value: JSONValue) -> Double? {
        guard case .number = value.content else { return nil }
        return Double(String(decoding: value.raw, as: UTF8.self))
    }

    private static func areEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
        if let a = number(a), let b = number(b) { return a == b }
        return a.raw.elementsEqual(b.raw) || (a.string != nil && a.string == b.string)
    }
}
