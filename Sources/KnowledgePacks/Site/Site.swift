/// A clinic's own names and numbers, from a file outside the pack.
public struct Site: Sendable, Codable, Equatable {
    public var clinic: String?
    public var phone: String?
    public var hours: String?
    public var outOfHours: String?
    /// An id of `regions.yaml`: `US`, `UK`, `EU`.
    public var region: String?
    public var handover: String?
    public var handoverLink: String?
    public var privacyLink: String?

    public init() {}

    /// Reads a site file; faults are reported, and `nil` comes back when there are any.
    public static func load(_ path: String, _ diagnostics: inout Diagnostics) -> Site? {
        guard let bytes = TextFile.bytes(path, &diagnostics) else { return nil }
        return load(bytes, file: path, &diagnostics)
    }

    package static func load(_ bytes: [UInt8], file: String, _ diagnostics: inout Diagnostics) -> Site? {
        let before = diagnostics.errors.count
        guard let text = TextFile.text(bytes, file: file, &diagnostics),
            let yaml = YAMLValue.parse(text, file: file, &diagnostics)
        else { return nil }
        guard yaml.map != nil else {
            diagnostics.error(file, yaml.line, "this is no site file.", remedy: "Write lines like 'clinic: …'.")
            return nil
        }
        let what = "a site file"
        yaml.reportUnknownKeys(
            [
                "clinic", "phone", "hours", "out_of_hours", "region", "handover", "handover_link", "privacy_link",
            ], of: what, &diagnostics)
        var site = Site()
        site.clinic = yaml.optional("clinic", of: what, &diagnostics)
        site.phone = yaml.optional("phone", of: what, &diagnostics)
        site.hours = yaml.optional("hours", of: what, &diagnostics)
        site.outOfHours = yaml.optional("out_of_hours", of: what, &diagnostics)
        site.region = yaml.optional("region", of: what, &diagnostics)
        site.handover = yaml.optional("handover", of: what, &diagnostics)
        site.handoverLink = yaml.optional("handover_link", of: what, &diagnostics)
        site.privacyLink = yaml.optional("privacy_link", of: what, &diagnostics)
        for entry in yaml.map ?? [] where entry.value.text?.contains(where: { "{}".contains($0) }) == true {
            diagnostics.error(
                file, entry.value.line, "'\(entry.key)' holds a brace.",
                remedy: "Write the words that patients shall read; placeholders stand in passages only.")
        }
        return diagnostics.errors.count == before ? site : nil
    }

    /// What the placeholders that a site can name stand for here; regional numbers are added by the caller.
    public var values: [Placeholder: String] {
        var values: [Placeholder: String] = [:]
        values[.clinic] = clinic
        values[.phone] = phone
        values[.hours] = hours
        values[.outOfHours] = outOfHours
        values[.handover] = handover ?? clinic.map { "call \($0)" }
        values[.handoverLink] = handoverLink
        values[.privacyLink] = privacyLink
        return values
    }
}
