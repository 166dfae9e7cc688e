/// Numbers as text with a fixed count of decimals: the same text on every machine and in every locale.
package enum Fixed {
    /// - Parameter digits: Decimals, 0...9; halves round away from zero.
    package static func text(_ value: Double, digits: Int) -> String {
        var unit = 1.0
        for _ in 0..<digits { unit *= 10 }
        let scaled = (value * unit).rounded()
        guard scaled.isFinite, scaled.magnitude < 1e15 else { return "\(value)" }
        let whole = Int64(scaled.magnitude)
        let sign = scaled < 0 ? "\u{2212}" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let decimals = String(whole % Int64(unit))
        return "\(sign)\(whole / Int64(unit)).\(String(repeating: "0", count: digits - decimals.count))\(decimals)"
    }

    /// A share, 0...1, in hundredths with one decimal: `97.5 %`.
    package static func percent(_ share: Double) -> String { text(share * 100, digits: 1) + " %" }
}
