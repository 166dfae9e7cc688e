import Aftercare
import AssistantProtocol
import HTTPTypes
import Hummingbird
import NIOCore

/// The engine's methods as the routes need them, with the rule that a draft is not shown to the public.
struct EngineClient: Sendable {
    let engine: any Engine
    /// Whether replies from a draft pack are withheld.
    let refusesDraft: Bool

    func on(_ eventLoop: any EventLoop) -> Bound {
        Bound(engine: engine, refusesDraft: refusesDraft, eventLoop: eventLoop)
    }

    /// The same for the requests of one connection.
    struct Bound: Sendable {
        let engine: any Engine
        let refusesDraft: Bool
        let eventLoop: any EventLoop

        private static let packField = Array(#""pack":{"#.utf8)
        private static let draftField = Array(#""status":"draft""#.utf8)
        /// Where the pack stands in a reply: it is the last field, and shorter than this.
        private static let packLength = 512

        /// - Parameter params: A JSON object.
        /// - Returns: The reply, as the engine wrote it.
        func ask(_ params: [UInt8]) async throws(HTTPFault) -> ByteBuffer {
            let reply = try await call("ask", params)
            if refusesDraft, Self.isDraft(reply) { throw .draft }
            return reply
        }

        func intents() async throws(HTTPFault) -> ByteBuffer {
            try await refuseDraft()
            return try await call("intents")
        }

        /// - Parameter intent: Lower-case letters, digits, dots, hyphens and underscores.
        func passage(_ intent: String) async throws(HTTPFault) -> ByteBuffer {
            try await refuseDraft()
            return try await call("passage", Array(#"{"intent":"\#(intent)"}"#.utf8))
        }

        /// What `info` says, of which ``info()`` leaves out what is for operators.
        func fullInfo() async throws(HTTPFault) -> JSONValue {
            let bytes = try await call("info")
            guard let info = JSONValue(parsing: Array(bytes.readableBytesView)[...]) else {
                throw HTTPFault(EngineFault.notUnderstood)
            }
            return info
        }

        /// What a page says about itself.
        func info() async throws(HTTPFault) -> ByteBuffer {
            let info = try await fullInfo()
            if refusesDraft, Self.isDraft(info) { throw .draft }
            guard info["pack"]?.isObject == true else {
                throw HTTPFault(ProtocolError(.noPack, "", text: EmergencyText.text))
            }
            let keys: [StaticString] = ["version", "pack", "notice", "safety_net", "regions"]
            var writer = JSONWriter()
            writer.object { object in
                for key in keys {
                    object.key(key)
                    object.raw(info[key.description]?.raw ?? Array("null".utf8)[...])
                }
                object.key("limits")
                object.object { limits in
                    limits.key("question_bytes")
                    limits.value(info["limits"]?["question_bytes"]?.integer ?? Assistant.maximumQuestionLength)
                    limits.key("answers")
                    limits.value(Session.answerLimit)
                }
            }
            return ByteBuffer(bytes: writer.bytes)
        }

        /// The ids that `region` may have; empty when the engine cannot say.
        func regions() async -> [String] {
            guard let info = try? await fullInfo(), case .array(let values) = info["regions"]?.content else {
                return []
            }
            return values.compactMap(\.string)
        }

        /// Whether questions can be answered, and if not, why.
        func readiness() async -> Response {
            let reason: String?
            do throws(EngineFault) {
                let response = try await engine.respond(to: EngineCall.line("info"), on: eventLoop)
                let result = try? EngineCall.result(of: response)
                let info = result.flatMap { JSONValue(parsing: Array($0.readableBytesView)[...]) }
                if info == nil {
                    reason = EngineFault.notUnderstood.description
                } else if info?["pack"]?.isObject != true {
                    reason = info?["reason"]?.string ?? "No pack is loaded."
                } else if refusesDraft, info.map(Self.isDraft) == true {
                    reason = HTTPFault.draft.message
                } else {
                    reason = nil
                }
            } catch {
                reason = error.description
            }
            var writer = JSONWriter()
            writer.object { object in
                object.key("ready")
                object.value(reason == nil)
                object.key("reason")
                object.value(reason)
            }
            return Response(json: ByteBuffer(bytes: writer.bytes), status: reason == nil ? .ok : .serviceUnavailable)
        }

        private func refuseDraft() async throws(HTTPFault) {
            if refusesDraft, Self.isDraft(try await fullInfo()) { throw .draft }
        }

        private func call(_ method: String, _ params: [UInt8] = []) async throws(HTTPFault) -> ByteBuffer {
            let response: ByteBuffer
            do throws(EngineFault) {
                response = try await engine.respond(to: EngineCall.line(method, params: params), on: eventLoop)
            } catch {
                throw HTTPFault(error)
            }
            return try EngineCall.result(of: response)
        }

        private static func isDraft(_ info: JSONValue) -> Bool { info["pack"]?["status"]?.string == "draft" }

        /// Looks at the end of a reply only. No quotation mark of a text stands there unescaped, so what is found is the pack's own.
        private static func isDraft(_ reply: ByteBuffer) -> Bool {
            let end = reply.readableBytesView.suffix(packLength)
            guard let pack = end.lastRange(of: packField) else { return true }
            return end[pack.lowerBound...].firstRange(of: draftField) != nil
        }
    }
}

extension Collection where Element == UInt8 {
    fileprivate func lastRange(of needle: [UInt8]) -> Range<Index>? { ranges(of: needle).last }
}
