import HTTPTypes
import NIOCore

/// Whom a request counts for: an IPv4 address, an IPv6 network (a household has 2⁶⁴ addresses of its own), or all who come through
/// one Unix socket.
struct ClientAddress: Hashable, Sendable {
    /// 4 bytes of IPv4, the first 8 of IPv6, or none.
    private let bytes: [UInt8]

    static let local = ClientAddress(bytes: [])

    private init(bytes: [UInt8]) { self.bytes = bytes }

    init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let address): bytes = withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
        case .v6(let address):
            let all = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            // ::ffff:1.2.3.4 is 1.2.3.4.
            let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
            bytes = isMapped ? Array(all[12...]) : Array(all[..<8])
        case .unixDomainSocket, nil: return nil
        }
    }

    init?(text: some StringProtocol) {
        let text = text.filter { $0 != " " && $0 != "\t" && $0 != "[" && $0 != "]" }
        guard let address = try? SocketAddress(ipAddress: String(text), port: 0) else { return nil }
        self.init(address)
    }
}

/// The proxies whose word on whom they forward for is taken.
package struct TrustedProxies: Sendable {
    private var addresses: Set<ClientAddress> = []
    private var trustsSocket = false

    package init() {}

    /// Adds an IP address, or `unix` for whoever may connect to the gateway's own Unix socket.
    ///
    /// - Returns: `false` when the text is neither.
    package mutating func add(_ text: String) -> Bool {
        if text == "unix" {
            trustsSocket = true
            return true
        }
        guard let address = ClientAddress(text: text) else { return false }
        addresses.insert(address)
        return true
    }

    /// Whom a request counts for: the peer, or, where that is a trusted proxy, the last address in `X-Forwarded-For` that is none.
    /// What stands before it, anybody could have written.
    func client(of head: HTTPRequest, peer: SocketAddress?) -> ClientAddress {
        let address = ClientAddress(peer)
        guard address.map(addresses.contains) ?? trustsSocket else { return address ?? .local }
        let forwarded = head.headerFields[values: .forwardedFor].joined(separator: ",").split(separator: ",")
        for text in forwarded.reversed() {
            guard let client = ClientAddress(text: text) else { break }
            if !addresses.contains(client) { return client }
        }
        return address ?? .local
    }
}
