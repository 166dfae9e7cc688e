/// A 64-bit hash of bytes that is the same in every process, on every CPU and in files.
///
/// FNV-1a with a final mix (MurmurHash3's), so that the low bits may index a table. Not for untrusted keys at scale:
/// tables that use it are built from a pack, and a lookup never inserts.
/// Source: Fowler, Noll, Vo, https://datatracker.ietf.org/doc/html/rfc9923.
public struct TextHash: Sendable {
    private var state: UInt64

    /// Starts a hash. Two hashes with different seeds keep two kinds of features apart.
    public init(seed: UInt8 = 0) {
        state = 0xcbf2_9ce4_8422_2325
        update(seed)
    }

    public mutating func update(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    public mutating func update(_ text: String) {
        for byte in text.utf8 { update(byte) }
    }

    /// The mixed hash of all bytes so far; more may follow.
    public var value: UInt64 {
        var h = state
        h ^= h >> 33
        h = h &* 0xff51_afd7_ed55_8ccd
        h ^= h >> 33
        h = h &* 0xc4ce_b9fe_1a85_ec53
        h ^= h >> 33
        return h
    }

    /// The hash of one text.
    public static func of(_ text: String, seed: UInt8 = 0) -> UInt64 {
        var hash = TextHash(seed: seed)
        hash.update(text)
        return hash.value
    }
}
