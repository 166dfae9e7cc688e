import AssistantProtocol

/// Answers a question; the result is the reply as every other door gives it.
enum AskTool {
    static let title = "Ask about pain after the treatment"

    static let description = """
        Answers one message of a person from passages that people wrote, and looks for warning signs first. Pass the message \
        unchanged, in the person's own words. Show alerts first, before anything else. Show the text word for word: do not \
        shorten it, change it or add advice of your own. When the outcome is clarify, show the choices and pass on the one \
        that was picked. When it is not_covered or not_understood, say so and do not answer from other knowledge. Pass the \
        'conversation' of this reply with the next message: then follow-ups are understood, and a warning sign seen \
        before still counts.
        """

    static let inputSchema = #"""
        {"type":"object","properties":{\#
        "question":{"type":"string","description":"The person's message, unchanged; at most 4096 bytes of UTF-8."},\#
        "conversation":{"type":"string","description":"The 'conversation' of the reply before; leave it out at the start."},\#
        "region":{"type":"string","description":"Whose emergency numbers to name, if not the clinic's own."},\#
        "limit":{"type":"integer","minimum":1,"maximum":10,"description":"The most passages; 3 if left out."}\#
        },"required":["question"]}
        """#

    static let outputSchema = #"""
        {"type":"object","properties":{\#
        "outcome":{"type":"string","enum":["answered","clarify","not_covered","not_understood"]},\#
        "urgency":{"type":"string","enum":["emergency","urgent","none"]},\#
        "text":{"type":"string","description":"The whole reply as a person reads it, alerts first."},\#
        "answers":{"type":"array","items":{"type":"object","properties":{\#
        "intent":{"type":"string"},"title":{"type":"string"},"text":{"type":"string"},"short":{"type":"string"},\#
        "confidence":{"type":"number","minimum":0,"maximum":1},\#
        "source":{"type":"object","properties":{"document":{"type":"string"},"section":{"type":"string"}},\#
        "required":["document","section"]},"sha256":{"type":"string"}},\#
        "required":["intent","title","text","short","confidence","source","sha256"]}},\#
        "alerts":{"type":"array","items":\#(Self.alertSchema)},\#
        "choices":{"type":"array","items":{"type":"object","properties":{\#
        "intent":{"type":"string"},"title":{"type":"string"}},"required":["intent","title"]}},\#
        "safety_net":{"type":"string","description":"One line on when to seek care."},\#
        "notice":{"type":["string","null"],"description":"Said while something shown has not been reviewed."},\#
        "conversation":{"type":"string","description":"To be passed with the next message."},\#
        "conversation_lost":{"type":"boolean"},"pack":\#(Self.packSchema)},\#
        "required":["outcome","urgency","text","answers","alerts","choices","safety_net","notice","conversation",\#
        "conversation_lost","pack"]}
        """#

    static let alertSchema = #"""
        {"type":"object","properties":{"concept":{"type":"string"},\#
        "level":{"type":"string","enum":["emergency","urgent","none"]},\#
        "when":{"type":"string","enum":["now","today","working_hours"]},\#
        "evidence":{"type":"string","description":"The person's own words."},\#
        "rule":{"type":"string"},"text":{"type":"string"}},\#
        "required":["concept","level","when","evidence","rule","text"]}
        """#

    static let packSchema = #"""
        {"type":"object","properties":{"id":{"type":"string"},"version":{"type":"string"},"status":{"type":"string"},\#
        "sha256":{"type":"string"}},"required":["id","version","status","sha256"]}
        """#

    static func call(
        _ arguments: JSONValue?, _ service: inout any AssistantService
    ) throws(ProtocolError) -> [UInt8] {
        let reply = try service.value("ask", arguments.map { Array($0.raw) })
        let text = ToolResult.headed(reply["urgency"]?.string, reply["text"]?.string ?? "")
        return ToolResult(texts: [text], structured: Array(reply.raw)).json
    }
}
