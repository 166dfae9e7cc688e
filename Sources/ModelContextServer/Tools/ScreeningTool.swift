import AssistantProtocol

/// Looks for warning signs alone: the alerts of the reply that the same text gets as a question.
enum ScreeningTool {
    static let title = "Look for warning signs"

    static let description = """
        Looks for warning signs in a text that a person wrote about themselves or somebody in their care, with negation, \
        time and person taken into account. Pass the text unchanged. When 'alerts' holds any, show their text first and word \
        for word. No alert does not mean that all is well: the list of signs is not complete, and nobody examined the person.
        """

    static let inputSchema = #"""
        {"type":"object","properties":{\#
        "text":{"type":"string","description":"The person's own words, unchanged; at most 4096 bytes of UTF-8."},\#
        "region":{"type":"string","description":"Whose emergency numbers to name, if not the clinic's own."}\#
        },"required":["text"]}
        """#

    static let outputSchema = #"""
        {"type":"object","properties":{\#
        "urgency":{"type":"string","enum":["emergency","urgent","none"]},\#
        "alerts":{"type":"array","items":\#(AskTool.alertSchema)},\#
        "safety_net":{"type":"string","description":"One line on when to seek care."},\#
        "notice":{"type":["string","null"],"description":"Said while something shown has not been reviewed."},\#
        "pack":\#(AskTool.packSchema)},"required":["urgency","alerts","safety_net","notice","pack"]}
        """#

    /// What there is to say when no sign was seen: never that there is none.
    private static let nothingSeen = "I saw no warning sign in this text. That does not rule one out."

    static func call(
        _ arguments: JSONValue?, _ service: inout any AssistantService
    ) throws(ProtocolError) -> [UInt8] {
        guard let text = arguments?["text"]?.string else {
            throw ProtocolError(.invalidParameters, "'arguments' has no 'text', or it is not a string.")
        }
        var question = JSONWriter()
        question.object { object in
            object.key("question")
            object.value(text)
            if let region = arguments?["region"] {
                object.key("region")
                object.raw(region.raw)
            }
        }
        let reply = try service.value("ask", question.bytes)
        var alerts: [JSONValue] = []
        if case .array(let values) = reply["alerts"]?.content { alerts = values }
        let seen = alerts.compactMap { $0["text"]?.string }.joined(separator: "\n\n")
        let shown = seen.isEmpty ? [nothingSeen, reply["safety_net"]?.string ?? ""].joined(separator: "\n") : seen
        return ToolResult(
            texts: [ToolResult.headed(reply["urgency"]?.string, shown)], structured: finding(reply)
        ).json
    }

    /// The part of a reply that is about signs.
    private static func finding(_ reply: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("urgency")
            object.raw(reply["urgency"]?.raw ?? [])
            object.key("alerts")
            object.raw(reply["alerts"]?.raw ?? [])
            object.key("safety_net")
            object.raw(reply["safety_net"]?.raw ?? [])
            object.key("notice")
            object.raw(reply["notice"]?.raw ?? [])
            object.key("pack")
            object.raw(reply["pack"]?.raw ?? [])
        }
        return writer.bytes
    }
}
