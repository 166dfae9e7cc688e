import AssistantProtocol

/// What the engine's `info` says, for Prometheus.
enum EngineMetrics {
    /// - Parameter info: `nil` when the engine cannot be asked.
    static func write(_ info: JSONValue?, to text: inout String) {
        let ready = info?["pack"]?.isObject == true
        metric(
            "aftercare_ready", "gauge", "Whether the engine has a pack to answer from.", [("", ready ? 1 : 0)], &text)
        guard let info, let counters = info["counters"] else { return }
        func number(_ path: String...) -> Double {
            let value = path.reduce(Optional(counters)) { $0?[$1] }
            return value.flatMap { Double(String(decoding: $0.raw, as: UTF8.self)) } ?? 0
        }
        let uptime = info["uptime_seconds"]?.integer ?? 0
        metric("aftercare_uptime_seconds", "gauge", "Since the engine's start.", [("", Double(uptime))], &text)
        let gauges = [
            ("connections", "Clients of the engine now."), ("queued", "Questions that wait for a worker now."),
        ]
        for (key, help) in gauges { metric("aftercare_\(key)", "gauge", help, [("", number(key))], &text) }
        metric(
            "aftercare_connections_opened_total", "counter", "Clients since the start.",
            [("", number("connections_total"))], &text)
        metric(
            "aftercare_connections_refused_total", "counter", "Clients over the limit.",
            [("", number("connections_refused"))], &text)
        metric(
            "aftercare_requests_total", "counter", "Requests answered, plain lines among them.",
            [("", number("requests"))],
            &text)
        metric(
            "aftercare_replies_total", "counter", "Replies by outcome and urgency.",
            ["answered", "clarify", "not_covered", "not_understood"].flatMap { outcome in
                ["none", "urgent", "emergency"].map { urgency in
                    ("outcome=\"\(outcome)\",urgency=\"\(urgency)\"", number("replies", outcome, urgency))
                }
            }, &text)
        metric(
            "aftercare_errors_total", "counter", "Errors by the name of their code.",
            ProtocolError.Code.all.map { ("code=\"\($0.name)\"", number("errors", $0.name.description)) }, &text)
        metric(
            "aftercare_cache_total", "counter", "Questions by whether their reply was known.",
            [("result=\"hit\"", number("cache", "hits")), ("result=\"miss\"", number("cache", "misses"))], &text)
        metric(
            "aftercare_reloads_total", "counter", "New packs by whether they were taken.",
            [("result=\"done\"", number("reloads", "done")), ("result=\"failed\"", number("reloads", "failed"))], &text)
        metric(
            "aftercare_latency_seconds", "gauge", "How long replies took since the start, by quantile.",
            [("known", "known"), ("first_seen", "first seen")].flatMap { key, name in
                [("p50", "0.5"), ("p99", "0.99")].map { field, quantile in
                    ("question=\"\(name)\",quantile=\"\(quantile)\"", number("latency_us", key, field) / 1e6)
                }
            }, &text)
    }

    /// - Parameter values: Labels, as they stand in braces, and the value that they have.
    private static func metric(
        _ name: String, _ type: String, _ help: String, _ values: [(labels: String, value: Double)],
        _ text: inout String
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for (labels, value) in values {
            let number = value == value.rounded() ? String(Int(value)) : "\(value)"
            text += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
        }
    }
}
