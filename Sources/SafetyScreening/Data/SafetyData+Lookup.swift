extension SafetyData {
    /// The first line of every alert text, in the order of the data.
    public var headlines: [String] { alerts.map { String($0.text.prefix { $0 != "\n" }) } }
}

extension Region {
    /// The region that is used when none is named.
    public static let genericID = "generic"
}
