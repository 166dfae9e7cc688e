import HTTPTypes

/// Who may ask: under which names the gateway is reached, from which pages, and with which token.
package struct AccessRules: Sendable {
    /// Whether others than this machine can reach the gateway.
    package var isPublic = false
    /// Names, without a port, under which the gateway is reached; in lower case. A page of another name that resolves to this address
    /// (DNS rebinding) is refused by them.
    package var hosts: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
    /// Pages of other servers that may ask, as `https://clinic.example`.
    package var origins: [Origin] = []
    /// What a client has to send; `nil` when no token is asked for.
    package var token: BearerToken?
    /// Whether a draft pack may be shown to the public.
    package var allowsDraft = false

    package init() {}

    /// Whether a reply from a draft pack is withheld.
    package var refusesDraft: Bool { isPublic && !allowsDraft }

    /// Why a request is refused before its route is looked at; `nil` when it is not.
    func fault(for head: HTTPRequest) -> HTTPFault? {
        let authority = (head.authority ?? "").lowercased()
        guard hosts.contains(Origin.hostname(of: authority)) else {
            return HTTPFault(
                .misdirectedRequest, .hostNotAllowed,
                "This server is not known under the name in 'Host'. Start the gateway with --allow-host and that name.")
        }
        guard let origin = head.headerFields[.origin] else { return nil }
        guard allows(origin: origin, authority: authority) else {
            return HTTPFault(
                .forbidden, .originNotAllowed,
                "Pages of this origin may not ask here. Start the gateway with --origin and its address.")
        }
        return nil
    }

    /// Why somebody may not use what costs work or tells about the service; `nil` when they may.
    func refusal(of head: HTTPRequest, _ route: Route) -> HTTPFault? {
        if let token {
            return token.matches(head.headerFields[.authorization]) ? nil : .unauthorized
        }
        guard isPublic else { return nil }
        if route == .metrics {
            return HTTPFault(
                .forbidden, .forbidden,
                "A public gateway shows its counters with a token only. Start it with --token-file.")
        }
        // Without a token the list of origins is what a public gateway goes by, so a question has to come from one of them.
        guard route.isPost, head.headerFields[.origin] == nil else { return nil }
        return HTTPFault(
            .forbidden, .originNotAllowed,
            "Questions are taken from pages of the allowed origins only. For programs, start the gateway with --token-file."
        )
    }

    /// Whether a response to this origin has to carry it, since it is another one than ours.
    func isForeign(_ origin: String, authority: String?) -> Bool {
        origins.contains { $0.text == origin.lowercased() } && Origin(origin)?.authority != authority?.lowercased()
    }

    private func allows(origin: String, authority: String) -> Bool {
        let origin = origin.lowercased()
        if origins.contains(where: { $0.text == origin }) { return true }
        return Origin(origin)?.authority == authority
    }
}
