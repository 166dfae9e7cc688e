public import Aftercare
import Foundation

extension Explanation {
    /// The explanation as a JSON object, keys in alphabetical order.
    package func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? [UInt8](encoder.encode(self))) ?? Array("null".utf8)
    }
}

extension Reply {
    /// The reply as one JSON object with an `explanation` behind its own fields.
    public func json(explanation: Explanation) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer) { object in
            object.key("explanation")
            object.raw(explanation.json())
        }
        return writer.bytes
    }
}
