import Foundation
import PackTesting

/// The page on the protocol, by its blocks of code.
package struct ProtocolPage {
    package struct Block {
        package let language: String
        package let text: String
    }

    /// One message of a transcript and what comes back.
    package struct Exchange {
        package let sent: String
        /// With `…` for anything.
        package let received: String

        package init(sent: String, received: String) {
            self.sent = sent
            self.received = received
        }

        /// Whether a reply is what the page says.
        package func matches(_ reply: String) -> Bool {
            let parts = received.split(separator: "…", omittingEmptySubsequences: false).map(String.init)
            guard let first = parts.first, let last = parts.last, reply.hasPrefix(first) else { return false }
            if parts.count == 1 { return reply == first }
            var rest = reply.dropFirst(first.count)
            for part in parts.dropFirst().dropLast() where !part.isEmpty {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
            return rest.hasSuffix(last)
        }
    }

    package let text: String
    package let blocks: [Block]

    package init() throws {
        text = try String(
            contentsOfFile: "\(TestPack.root)/Sources/AssistantProtocol/AssistantProtocol.docc/Protocol.md",
            encoding: .utf8)
        var blocks: [Block] = []
        var open: (language: String, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(Block(language: block.language, text: block.lines.joined(separator: "\n") + "\n"))
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), [])
                }
            } else {
                open?.lines.append(line)
            }
        }
        self.blocks = blocks
    }

    /// The one block in a language.
    package func program(_ language: String) -> String? { blocks.first { $0.language == language }?.text }

    /// Each a connection of its own.
    package var transcripts: [[Exchange]] {
        blocks.filter { $0.language == "transcript" }.map { block in
            var exchanges: [Exchange] = []
            for line in block.text.split(separator: "\n") {
                if line.hasPrefix("→ ") {
                    exchanges.append(Exchange(sent: String(line.dropFirst(2)), received: ""))
                } else if line.hasPrefix("←"), let last = exchanges.popLast() {
                    let received = last.received + line.dropFirst(line.hasPrefix("← ") ? 2 : 1) + "\n"
                    exchanges.append(Exchange(sent: last.sent, received: received))
                }
            }
            return exchanges
        }
    }
}
