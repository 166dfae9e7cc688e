import AssistantProtocol

/// The pack's passages as resources: `aftercare://passage/manage.heat`.
///
/// Source: https://modelcontextprotocol.io/specification/2025-06-18/server/resources.
enum PassageResources {
    private static let prefix = "aftercare://passage/"
    private static let mimeType = "text/plain"

    /// The result of `resources/list`: all passages in id order, on one page.
    static func list(_ service: inout any AssistantService) throws(ProtocolError) -> [UInt8] {
        guard case .array(let topics) = try service.value("intents").content else { return Array("{}".utf8) }
        var writer = JSONWriter()
        writer.object { object in
            object.key("resources")
            object.array(topics) { array, topic in
                let intent = topic["intent"]?.string ?? ""
                array.object { object in
                    object.key("uri")
                    object.value(prefix + intent)
                    object.key("name")
                    object.value(intent)
                    object.key("title")
                    object.value(topic["title"]?.string)
                    object.key("mimeType")
                    object.value(mimeType)
                }
            }
        }
        return writer.bytes
    }

    /// The result of `resources/templates/list`.
    static func templates() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("resourceTemplates")
            object.array([prefix + "{intent}"]) { array, template in
                array.object { object in
                    object.key("uriTemplate")
                    object.value(template)
                    object.key("name")
                    object.value("passage")
                    object.key("title")
                    object.value("A passage by its id")
                    object.key("mimeType")
                    object.value(mimeType)
                }
            }
        }
        return writer.bytes
    }

    /// The result of `resources/read`: title, passage, source and notice, as a person is to read them.
    static func read(
        _ params: JSONValue?, _ service: inout any AssistantService
    ) throws(ProtocolError) -> [UInt8] {
        guard let uri = params?["uri"]?.string else {
            throw ProtocolError(.invalidParameters, "params has no 'uri', or it is not a string.")
        }
        guard uri.hasPrefix(prefix) else {
            // The protocol's code for a resource that is not there is the one that a missing passage has here.
            throw ProtocolError(.noSuchIntent, "There is no such resource. 'resources/list' has them all.")
        }
        var named = JSONWriter()
        named.object { object in
            object.key("intent")
            object.value(String(uri.dropFirst(prefix.count)))
        }
        let passage = try service.value("passage", named.bytes)
        let notice = try service.value("info")["notice"]?.string
        let source = passage["source"]
        let credit = "Source: \(source?["document"]?.string ?? "") (\(source?["section"]?.string ?? ""))."
        let text = [
            passage["title"]?.string, passage["text"]?.string,
            [credit, notice].compactMap { $0 }.joined(separator: " "),
        ].compactMap { $0 }.joined(separator: "\n\n")
        var writer = JSONWriter()
        writer.object { object in
            object.key("contents")
            object.array([text]) { array, text in
                array.object { object in
                    object.key("uri")
                    object.value(uri)
                    object.key("mimeType")
                    object.value(mimeType)
                    object.key("text")
                    object.value(text)
                    object.key("_meta")
                    object.object { meta in
                        meta.key("sha256")
                        meta.value(passage["sha256"]?.string)
                    }
                }
            }
        }
        return writer.bytes
    }
}
