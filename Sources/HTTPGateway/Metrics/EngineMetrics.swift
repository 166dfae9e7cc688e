import AssistantProtocol

/// What the engine's `info` says, for Prometheus: every number of `counters` under its own name.
enum EngineMetrics {
    /// - Parameter info: `nil` when the engine cannot be asked.
    static func write(_ info: JSONValue?, to text: inout String) {
        let ready = info?["pack"]?.isObject == true
        text += "# HELP aftercare_ready Whether the engine has a pack to answer from.\n"
        text += "# TYPE aftercare_ready gauge\n"
        text += "aftercare_ready \(ready ? 1 : 0)\n"
        guard let info else { return }
        if let uptime = info["uptime_seconds"]?.integer {
            text += "# HELP aftercare_uptime_seconds Since the engine's start.\n"
            text += "# TYPE aftercare_uptime_seconds gauge\n"
            text += "aftercare_uptime_seconds \(uptime)\n"
        }
        guard case .object(let counters) = info["counters"]?.content else { return }
        for counter in counters where isName(counter.key) {
            guard case .number = counter.value.content else { continue }
            // Connections come and go; all others only grow.
            let isGauge = counter.key == "connections"
            let name = "aftercare_\(counter.key)\(isGauge ? "" : "_total")"
            text += "# HELP \(name) The engine's own count; see 'info' in its protocol.\n"
            text += "# TYPE \(name) \(isGauge ? "gauge" : "counter")\n"
            text += "\(name) \(String(decoding: counter.value.raw, as: UTF8.self))\n"
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
