import AssistantProtocol

/// What a model can do here.
///
/// Source: https://modelcontextprotocol.io/specification/2025-06-18/server/tools.
enum Tool: String, CaseIterable {
    case ask
    case screen = "screen_for_red_flags"

    /// The result of `tools/list`: few enough for one page.
    static func list() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("tools")
            object.array(allCases) { array, tool in
                array.object { object in
                    object.key("name")
                    object.value(tool.rawValue)
                    object.key("title")
                    object.value(tool.title)
                    object.key("description")
                    object.value(tool.description)
                    object.key("inputSchema")
                    object.raw(tool.inputSchema)
                    object.key("outputSchema")
                    object.raw(tool.outputSchema)
                    object.key("annotations")
                    object.raw(
                        #"{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}"#)
                }
            }
        }
        return writer.bytes
    }

    /// The result of `tools/call`.
    ///
    /// What a model can mend by itself, or has to tell the person, is a result with `isError`; only a name that is no tool
    /// is an error of the protocol.
    static func call(
        _ params: JSONValue?, service: inout any AssistantService
    ) throws(ProtocolError) -> [UInt8] {
        guard let tool = params?["name"]?.string.flatMap(Tool.init(rawValue:)) else {
            let names = allCases.map(\.rawValue).joined(separator: ", ")
            throw ProtocolError(.invalidParameters, "There is no such tool. Use one of: \(names).")
        }
        do throws(ProtocolError) {
            let arguments = params?["arguments"]
            if let arguments, !arguments.isObject, !arguments.isNull {
                throw ProtocolError(.invalidParameters, "'arguments' is an object; see the tool's inputSchema.")
            }
            switch tool {
            case .ask: return try AskTool.call(arguments, &service)
            case .screen: return try ScreeningTool.call(arguments, &service)
            }
        } catch {
            // What to tell the person goes before what to tell the program.
            return ToolResult(texts: [error.text, error.message].compactMap { $0 }, isError: true).json
        }
    }

    private var title: String {
        switch self {
        case .ask: AskTool.title
        case .screen: ScreeningTool.title
        }
    }

    private var description: String {
        switch self {
        case .ask: AskTool.description
        case .screen: ScreeningTool.description
        }
    }

    private var inputSchema: String {
        switch self {
        case .ask: AskTool.inputSchema
        case .screen: ScreeningTool.inputSchema
        }
    }

    private var outputSchema: String {
        switch self {
        case .ask: AskTool.outputSchema
        case .screen: ScreeningTool.outputSchema
        }
    }
}
