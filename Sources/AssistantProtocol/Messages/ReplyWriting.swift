public import Aftercare

extension Reply {
    /// The reply as one JSON object in the order of its documentation, without a line break.
    ///
    /// - Parameter id: Written first when given, as raw JSON: a line of a batch.
    public func json(id: [UInt8]? = nil) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, id: id)
        return writer.bytes
    }

    package func write(
        to writer: inout JSONWriter, id: [UInt8]? = nil, extra: (inout JSONWriter) -> Void = { _ in }
    ) {
        writer.object { object in
            if let id {
                object.key("id")
                object.raw(id)
            }
            object.key("outcome")
            object.value(outcome.rawValue)
            object.key("urgency")
            object.value(urgency.rawValue)
            object.key("text")
            object.value(text)
            object.key("answers")
            object.array(answers) { $1.write(to: &$0) }
            object.key("alerts")
            object.array(alerts) { array, alert in
                array.object { object in
                    object.key("concept")
                    object.value(alert.concept)
                    object.key("level")
                    object.value(alert.level.rawValue)
                    object.key("when")
                    object.value(alert.when.rawValue)
                    object.key("evidence")
                    object.value(alert.evidence)
                    object.key("rule")
                    object.value(alert.rule)
                    object.key("text")
                    object.value(alert.text)
                }
            }
            object.key("choices")
            object.array(choices) { array, choice in
                array.object { object in
                    object.key("intent")
                    object.value(choice.intent)
                    object.key("title")
                    object.value(choice.title)
                }
            }
            object.key("safety_net")
            object.value(safetyNet)
            object.key("notice")
            object.value(notice)
            object.key("conversation")
            object.value(conversation)
            object.key("conversation_lost")
            object.value(conversationLost)
            object.key("pack")
            pack.write(to: &object)
            extra(&object)
        }
    }
}

extension Reply.Answer {
    package func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.key("intent")
            object.value(intent)
            object.key("title")
            object.value(title)
            object.key("text")
            object.value(text)
            object.key("short")
            object.value(short)
            object.key("confidence")
            object.value(confidence)
            object.key("source")
            object.object { source in
                source.key("document")
                source.value(self.source.document)
                source.key("section")
                source.value(self.source.section)
            }
            object.key("sha256")
            object.value(sha256)
        }
    }
}

extension Reply.Pack {
    package func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.key("id")
            object.value(id)
            object.key("version")
            object.value(version)
            object.key("status")
            object.value(status)
            object.key("sha256")
            object.value(sha256)
        }
    }
}
