import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
    static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}

/// The header fields that every response has, whatever it is.
enum ResponseHeaders {
    /// For what programs read: nothing in it may run, be framed, be kept or be taken for another type.
    static let data: HTTPFields = [
        .contentType: "application/json",
        .cacheControl: "no-store",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "no-referrer",
        .crossOriginResourcePolicy: "same-origin",
    ]

    static func data(contentType: String) -> HTTPFields {
        var fields = data
        fields[.contentType] = contentType
        return fields
    }
}

extension Response {
    /// JSON that is already written.
    init(json: ByteBuffer, status: HTTPResponse.Status = .ok) {
        self.init(status: status, headers: ResponseHeaders.data, body: ResponseBody(byteBuffer: json))
    }

    init(_ fault: HTTPFault) {
        self.init(json: ByteBuffer(bytes: fault.json), status: fault.status)
        headers.append(contentsOf: fault.extraHeaders)
    }
}
