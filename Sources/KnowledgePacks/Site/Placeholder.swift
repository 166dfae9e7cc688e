import Glibc

/// The names in braces that stand for what differs between clinics and regions.
public enum Placeholder: String, Sendable, CaseIterable {
    case clinic
    case phone
    case hours
    case outOfHours = "out_of_hours"
    case emergency
    case crisis
    case poison
    case handover
    case handoverLink = "handover_link"
    case privacyLink = "privacy_link"

    /// What is said when neither site nor region names it.
    public var fallback: String {
        switch self {
        case .clinic: "your clinic"
        case .phone: "the number on your aftercare sheet"
        case .hours: "its opening hours"
        case .outOfHours: "your out-of-hours service"
        case .emergency: "your local emergency number"
        case .crisis: "a crisis line in your country"
        case .poison: "your local poison advice line"
        case .handover: "call your clinic"
        case .handoverLink, .privacyLink: ""
        }
    }

    /// The names in braces in a text that are no placeholders, in order.
    public static func unknown(in text: String) -> [String] {
        names(in: text).filter { Placeholder(rawValue: $0) == nil }
    }

    static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else {
                names.append(String(rest))
                break
            }
            names.append(String(rest[..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }
}

/// What the placeholders stand for in one place: a site's values, a region's numbers, and the fallbacks.
public struct PlaceholderValues: Sendable, Equatable {
    private var values: [String: String]

    public init(_ values: [Placeholder: String] = [:]) {
        self.values = [:]
        for placeholder in Placeholder.allCases {
            self.values[placeholder.rawValue] = values[placeholder] ?? placeholder.fallback
        }
    }

    /// The text with every placeholder replaced. A sentence that starts with one starts with a capital letter.
    ///
    /// Goes by bytes: the braces are ASCII, and character by character it took a third of the time of a whole answer.
    public func fill(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            guard var open = Self.place(of: "{", in: bytes, from: 0) else { return nil }
            var result = ""
            result.reserveCapacity(bytes.count + 64)
            var rest = 0
            while let close = Self.place(of: "}", in: bytes, from: open) {
                result += String(decoding: bytes[rest..<open], as: UTF8.self)
                let value = values[String(decoding: bytes[open + 1..<close], as: UTF8.self)] ?? ""
                result += startsSentence(result) ? value.prefix(1).uppercased() + value.dropFirst() : value
                rest = close + 1
                guard let next = Self.place(of: "{", in: bytes, from: rest) else { break }
                open = next
            }
            return result + String(decoding: bytes[rest...], as: UTF8.self)
        } ?? text
    }

    /// Where a byte is next, by the C library's search, which looks at many at once.
    private static func place(of byte: Unicode.Scalar, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte.value), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private func startsSentence(_ before: String) -> Bool {
        guard let last = before.utf8.last(where: { $0 != UInt8(ascii: " ") }) else { return true }
        return [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "\n")].contains(last)
    }
}
