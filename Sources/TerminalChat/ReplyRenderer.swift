public import Aftercare

/// Lays a reply out for a terminal.
public struct ReplyRenderer: Sendable {
    private let width: Int
    private let usesColor: Bool

    public init(width: Int, usesColor: Bool) {
        self.width = width
        self.usesColor = usesColor
    }

    public func render(_ reply: Reply) -> String {
        reply.text
    }
}
