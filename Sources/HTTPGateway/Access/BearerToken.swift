import Crypto

/// A secret that a client has to show. Source: RFC 6750, 2.1.
package struct BearerToken: Sendable {
    /// Shorter ones can be guessed.
    package static let minimumLength = 16

    private let digest: SHA256.Digest

    /// `nil` when the text is shorter than ``minimumLength`` or holds what cannot stand in a header.
    package init?(_ text: String) {
        guard text.utf8.count >= Self.minimumLength, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        digest = SHA256.hash(data: Array(text.utf8))
    }

    /// Compares hashes, whose comparison takes the same time wherever they differ.
    func matches(_ authorization: String?) -> Bool {
        guard let authorization, authorization.count > 7, authorization.prefix(7).lowercased() == "bearer " else {
            return false
        }
        return SHA256.hash(data: Array(authorization.dropFirst(7).utf8)) == digest
    }
}
