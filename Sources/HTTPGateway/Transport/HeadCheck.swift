import HTTPTypes

/// What is wrong with a request's head, before anything of its body is read.
enum HeadCheck {
    /// Longer paths lead nowhere here.
    static let maximumPathLength = 1024

    /// Fields that decide something: one that stands twice may be read differently by the proxy in front of us, which is how requests
    /// are smuggled. Source: RFC 9110, 5.3; CWE-444.
    private static let single: [HTTPField.Name] = [
        .contentLength, .contentType, .contentEncoding, .authorization, .origin, .expect, .transferEncoding,
    ]

    static func fault(in head: HTTPRequest) -> HTTPFault? {
        // The first Host has become the authority.
        guard let authority = head.authority, !authority.isEmpty else {
            return HTTPFault(
                .badRequest, .badRequest, "The request has no Host. Send the name under which you reach this server.")
        }
        guard head.headerFields[values: .host].isEmpty else { return duplicate("Host") }
        for name in single where head.headerFields[values: name].count > 1 { return duplicate(name.canonicalName) }
        guard (head.path ?? "").utf8.count <= maximumPathLength else {
            return HTTPFault(
                .uriTooLong, .uriTooLong,
                "The path is longer than \(maximumPathLength) bytes. Send questions in the body.")
        }
        return nil
    }

    private static func duplicate(_ name: String) -> HTTPFault {
        HTTPFault(
            .badRequest, .duplicateHeader, "The header field '\(name)' stands in the request twice. Send it once.")
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
}
