/// One unit of an analysed ``Utterance``: a word, a number, or a mark between them.
public struct Token: Sendable, Hashable {
    /// What a token is made of.
    public enum Kind: UInt8, Sendable {
        /// Letters, in any script, with inner apostrophes taken apart.
        case word
        /// Digits, with a decimal point or an ordinal ending: `20`, `38.5`, `3rd`.
        case number
        /// One ASCII mark such as `?`, `,` or `/`; typographic marks are folded to these.
        case punctuation
        /// Anything else that is not a blank: emoji, arrows, currency.
        case symbol
    }

    /// The folded text: lower case, without accents, contractions written out (`cant` is `can`, `not`).
    public let text: String
    public let kind: Kind
    /// Where the token stands in the utterance, in UTF-8 bytes. The words of one contraction share a range.
    public let bytes: Range<Int>
    /// The number that the token says, in digits or spelled out (`five`), else `nil`.
    public let value: Double?
    /// Whether a blank, or the start of the utterance, comes before the token.
    public let spaceBefore: Bool
    /// Whether a line break comes before the token.
    public let lineBefore: Bool

    public init(
        text: String, kind: Kind, bytes: Range<Int>, value: Double? = nil, spaceBefore: Bool = true,
        lineBefore: Bool = false
    ) {
        self.text = text
        self.kind = kind
        self.bytes = bytes
        self.value = value
        self.spaceBefore = spaceBefore
        self.lineBefore = lineBefore
    }

    /// Whether the token is a word or a number, the units that matching counts.
    public var isTerm: Bool { kind == .word || kind == .number }
}
