/// The revisions of the Model Context Protocol that are spoken here.
///
/// Source: https://modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle, "Version Negotiation".
enum ProtocolRevision: String, CaseIterable {
    case november2024 = "2024-11-05"
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"

    static let newest = june2025

    /// What a client that asks for a revision gets: that one, or the newest of ours, which it may refuse.
    static func negotiated(_ wanted: String) -> ProtocolRevision { ProtocolRevision(rawValue: wanted) ?? newest }

    /// Only one revision has JSON-RPC batches; the next took them out again.
    var hasBatches: Bool { self == .march2025 }
}
