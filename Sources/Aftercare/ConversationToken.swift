import Dialogue
import SafetyScreening
import TextAnalysis

/// A conversation's state as a short text that travels with the client.
///
/// base64url of a version, the pack's hash, ids and facts, and a checksum. It holds no key, no clock and no word of the
/// person. Every field is validated on the way in; whatever does not fit makes the whole token unreadable.
struct ConversationToken: Sendable {
    /// The longest token that is read, in characters.
    static let maximumLength = 4096
    /// No reply asks back more often in a row.
    private static let maximumRounds = 4
    private static let version: UInt8 = 3

    /// The first eight bytes of the pack's hash, so that a token of another pack is known for one.
    let packKey: [UInt8]
    /// Alert texts by their first line: what a token names by number.
    let headlines: [String]
    let isIntent: @Sendable (String) -> Bool

    func encode(_ state: ConversationState) -> String {
        var bytes = Bytes()
        bytes.append(Self.version)
        for byte in packKey { bytes.append(byte) }
        bytes.append(number: UInt64(state.turn))
        bytes.append(state.pending.rawValue)
        bytes.append(UInt8(clamping: state.rounds))
        bytes.append(state.isShortened ? 1 : 0)
        bytes.append(list: state.topics)
        bytes.append(list: state.alternatives)
        bytes.append(list: state.choices)
        bytes.append(number: UInt64(state.alarms.count))
        for alarm in state.alarms {
            bytes.append(text: alarm.concept)
            bytes.append(text: alarm.level.rawValue)
            bytes.append(text: alarm.when.rawValue)
            bytes.append(text: alarm.rule)
            bytes.append(number: UInt64(headlines.firstIndex(of: alarm.headline) ?? 0))
            bytes.append(alarm.isExclusive ? 1 : 0)
        }
        bytes.append(list: state.safety.classes)
        bytes.append(list: state.safety.concepts)
        bytes.append(number: state.safety.hoursSinceInjection.map { $0.bitPattern } ?? UInt64.max)
        bytes.append(text: state.safety.condition ?? "")
        bytes.append(text: state.safety.medicine ?? "")
        let checksum = Self.checksum(bytes.all[...])
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: checksum >> UInt64(shift)))
        }
        return Base64URL.encode(bytes.all)
    }

    /// - Returns: The state, or `nil` when the token is damaged, stale or foreign.
    func decode(_ token: String) -> ConversationState? {
        guard token.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(token), bytes.count > 17 else {
            return nil
        }
        let body = bytes.dropLast(8)
        var stored: UInt64 = 0
        for byte in bytes.suffix(8).reversed() { stored = stored << 8 | UInt64(byte) }
        guard Self.checksum(body) == stored else { return nil }
        var reader = Reader(rest: body)
        guard reader.byte() == Self.version else { return nil }
        for expected in packKey { guard reader.byte() == expected else { return nil } }
        var state = ConversationState()
        guard let turn = reader.number(), turn < 1 << 32,
            let pending = reader.byte().flatMap(ConversationState.Pending.init(rawValue:)),
            let rounds = reader.byte(), rounds <= Self.maximumRounds, let shortened = reader.byte(), shortened < 2,
            let topics = reader.list(), topics.allSatisfy(isIntent), let alternatives = reader.list(),
            alternatives.allSatisfy(isIntent), let choices = reader.list(),
            choices.allSatisfy(isIntent), let alarmCount = reader.number(), alarmCount <= 16
        else { return nil }
        state.turn = Int(turn)
        state.pending = pending
        state.rounds = Int(rounds)
        state.isShortened = shortened == 1
        state.topics = topics
        state.alternatives = alternatives
        state.choices = choices
        for _ in 0..<alarmCount {
            guard let concept = reader.text(), let level = reader.text().flatMap(Urgency.init(rawValue:)),
                let when = reader.text().flatMap(When.init(rawValue:)), let rule = reader.text(),
                let headline = reader.number(), headline < UInt64(headlines.count), let exclusive = reader.byte(),
                exclusive < 2
            else { return nil }
            state.alarms.append(
                .init(
                    concept: concept, level: level, when: when, rule: rule, headline: headlines[Int(headline)],
                    isExclusive: exclusive == 1))
        }
        guard let classes = reader.list(), let concepts = reader.list(), let hours = reader.number(),
            let condition = reader.text(), let medicine = reader.text(), reader.rest.isEmpty
        else { return nil }
        state.safety.classes = classes
        state.safety.concepts = concepts
        state.safety.condition = condition.isEmpty ? nil : condition
        state.safety.medicine = medicine.isEmpty ? nil : medicine
        if hours != .max {
            let value = Double(bitPattern: hours)
            guard value.isFinite, value >= 0, value < 1e6 else { return nil }
            state.safety.hoursSinceInjection = value
        }
        return state
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash = TextHash(seed: 9)
        for byte in bytes { hash.update(byte) }
        return hash.value
    }

    /// Numbers as LEB128, texts and lists with their length before them.
    private struct Bytes {
        var all: [UInt8] = []

        mutating func append(_ byte: UInt8) { all.append(byte) }

        mutating func append(number: UInt64) {
            var number = number
            while number >= 0x80 {
                all.append(UInt8(number & 0x7F) | 0x80)
                number >>= 7
            }
            all.append(UInt8(number))
        }

        mutating func append(text: String) {
            append(number: UInt64(text.utf8.count))
            all += text.utf8
        }

        mutating func append(list: [String]) {
            append(number: UInt64(list.count))
            for text in list { append(text: text) }
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func byte() -> UInt8? { rest.popFirst() }

        mutating func number() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 70, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            return nil
        }

        mutating func text() -> String? {
            guard let count = number(), count <= 128, count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return String(validating: rest.prefix(Int(count)), as: UTF8.self)
        }

        mutating func list() -> [String]? {
            guard let count = number(), count <= 64 else { return nil }
            var texts: [String] = []
            for _ in 0..<count {
                guard let text = text() else { return nil }
                texts.append(text)
            }
            return texts
        }
    }
}

/// Base 64 for URLs, without padding. Source: RFC 4648, section 5.
enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8: UInt32] = Dictionary(
        uniqueKeysWithValues: digits.enumerated().map { ($1, UInt32($0)) })

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var place = 0
        while place < bytes.count {
            let count = min(3, bytes.count - place)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[place + offset]) : 0) }
            for digit in 0...count { text.append(digits[Int(group >> UInt32(18 - 6 * digit)) & 63]) }
            place += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for character in text.utf8 {
            guard let value = values[character] else { return nil }
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        guard bits < 6, group & ((1 << bits) - 1) == 0 else { return nil }
        return bytes
    }
}
