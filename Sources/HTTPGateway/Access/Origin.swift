/// Where a page comes from: scheme, host and port. Source: RFC 6454.
package struct Origin: Sendable, Equatable {
    /// In lower case, as a browser sends it: `https://clinic.example:8443`.
    package let text: String
    /// Host and port as they stand in `Host`.
    package let authority: String

    /// `nil` when the text is no http or https origin: has a path, say, or is `null`.
    package init?(_ text: String) {
        let text = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        let authority = text.dropFirst(scheme.count)
        guard !authority.isEmpty, authority.utf8.allSatisfy(Self.isPartOfAuthority) else { return nil }
        self.text = text
        self.authority = String(authority)
    }

    package var hostname: String { Self.hostname(of: authority) }

    /// What stands before the port; an IPv6 address keeps its brackets.
    static func hostname(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority.prefix { $0 != ":" })
    }

    private static func isPartOfAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._:[]".utf8.contains(byte)
        }
    }
}
