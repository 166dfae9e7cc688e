/// What a terminal understands and a person does not see.
package enum EscapeSequences {
    /// The text without control sequences, operating system commands, carriage returns, bells and backspaces.
    ///
    /// Source: ECMA-48, 5.4; OSC as in xterm's control sequences.
    package static func removed(from text: String) -> String {
        var plain = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar.value {
            case 0x1B: skipSequence(&scalars)
            case 0x0D, 0x07, 0x08: break
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }

    private static func skipSequence(_ scalars: inout String.UnicodeScalarView.Iterator) {
        switch scalars.next()?.value {
        case 0x5B:
            while let scalar = scalars.next(), !(0x40...0x7E).contains(scalar.value) {}
        case 0x5D:
            while let scalar = scalars.next(), scalar.value != 0x07 {}
        default: break
        }
    }
}
