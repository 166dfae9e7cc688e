import CGatewayFiles
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The chat page, with what a browser needs to trust it.
struct PageFiles: Sendable {
    private struct Entry {
        let body: ByteBuffer
        let headers: HTTPFields
        let etag: String
    }

    private let entries: [PageFile: Entry]

    /// - Parameter origins: The pages that may show the chat in a frame.
    init(origins: [Origin]) {
        var entries: [PageFile: Entry] = [:]
        for file in PageFile.allCases {
            let bytes = Self.bytes(file)
            let etag =
                "\"\(SHA256.hash(data: bytes).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())\""
            entries[file] = Entry(
                body: ByteBuffer(bytes: bytes), headers: Self.headers(file, etag: etag, origins: origins), etag: etag)
        }
        self.entries = entries
    }

    func response(_ file: PageFile, ifNoneMatch: String?) -> Response {
        // Every case has an entry.
        guard let entry = entries[file] else { return Response(.notFound) }
        if let ifNoneMatch, ifNoneMatch == "*" || ifNoneMatch.contains(entry.etag) {
            var response = Response(status: .notModified, headers: entry.headers)
            response.headers[.contentType] = nil
            // A length here would be that of the file (RFC 9110, 8.6), and it has none.
            response.headers[.contentLength] = nil
            return response
        }
        return Response(status: .ok, headers: entry.headers, body: ResponseBody(byteBuffer: entry.body))
    }

    /// What a page that loads the embed script states in `integrity`.
    static var embedIntegrity: String { integrity(of: .embed) }

    /// Source: Subresource Integrity, W3C.
    private static func integrity(of file: PageFile) -> String {
        "sha384-" + Data(SHA384.hash(data: bytes(file))).base64EncodedString()
    }

    /// A file as it is served. The embed script names the hashes of what it loads, so that its own hash vouches for all of it.
    private static func bytes(_ file: PageFile) -> [UInt8] {
        let bytes = EmbeddedFile.bytes(file.rawValue)
        guard file == .embed else { return bytes }
        let text = [PageFile.script, .style].reduce(String(decoding: bytes, as: UTF8.self)) { text, part in
            text.replacing("{integrity of \(part.rawValue)}", with: integrity(of: part))
        }
        return Array(text.utf8)
    }

    private static func headers(_ file: PageFile, etag: String, origins: [Origin]) -> HTTPFields {
        let ancestors = (["'self'"] + origins.map(\.text)).joined(separator: " ")
        return [
            .contentType: file.contentType,
            .eTag: etag,
            // Kept, and asked for again each time: a page and its script are of one version.
            .cacheControl: "no-cache",
            // Nothing inline, nothing from elsewhere, and no text that a script turns into markup.
            .contentSecurityPolicy: """
            default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; \
            form-action 'none'; require-trusted-types-for 'script'; frame-ancestors \(ancestors)
            """,
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
            .permissionsPolicy: "camera=(), geolocation=(), microphone=()",
            .crossOriginResourcePolicy: file.isForOthers ? "cross-origin" : "same-origin",
        ]
    }
}

/// A file that is part of the program.
enum EmbeddedFile {
    static func bytes(_ name: String) -> [UInt8] {
        for index in 0..<gateway_file_count() {
            let file = gateway_file_at(index)
            if String(cString: file.name) == name {
                return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
            }
        }
        return []
    }
}
