import Aftercare

extension Session.Backend {
    /// What `info` answers: what the server is, what it lets a client have, and how it does.
    func info(_ status: ServiceStatus, limits: Session.Limits) -> [UInt8] {
        let (assistant, reason): (Assistant?, String?) =
            switch self {
            case .assistant(let assistant): (assistant, nil)
            case .unavailable(let reason): (nil, reason)
            }
        var writer = JSONWriter()
        writer.object { object in
            object.key("version")
            object.value(AftercareVersion.current)
            object.key("protocol")
            object.value(Session.protocolVersion)
            object.key("ready")
            object.value(reason == nil)
            object.key("reason")
            object.value(reason)
            object.key("pack")
            if let assistant { assistant.identity.write(to: &object) } else { object.raw("null") }
            object.key("regions")
            object.array(assistant?.regions ?? []) { $0.value($1) }
            object.key("notice")
            object.value(assistant?.notice)
            object.key("safety_net")
            object.value(assistant?.safetyNet)
            object.key("limits")
            status.limits.write(to: &object, limits)
            object.key("uptime_seconds")
            object.value(status.uptimeSeconds)
            object.key("counters")
            status.writeCounters(to: &object)
        }
        return writer.bytes
    }
}

extension ServiceStatus.Limits {
    fileprivate func write(to writer: inout JSONWriter, _ session: Session.Limits) {
        writer.object { object in
            object.member("line_bytes", lineBytes)
            object.member("question_bytes", session.questionBytes)
            object.member("batch_requests", session.batchRequests)
            object.member("answers", Session.answerLimit)
            object.member("connections", connections)
            object.member("pending_requests", pendingRequests)
            object.member("queued_questions", queuedQuestions)
            object.member("unread_bytes", unreadBytes)
            object.member("idle_seconds", idleSeconds)
        }
    }
}

extension ServiceStatus {
    fileprivate func writeCounters(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("connections", connections)
            object.member("connections_total", connectionsTotal)
            object.member("connections_refused", connectionsRefused)
            object.member("connections_unread", connectionsUnread)
            object.member("requests", requests)
            object.key("replies")
            object.object { outcomes in
                outcomes.key("answered")
                replies.answered.write(to: &outcomes)
                outcomes.key("clarify")
                replies.clarify.write(to: &outcomes)
                outcomes.key("not_covered")
                replies.notCovered.write(to: &outcomes)
                outcomes.key("not_understood")
                replies.notUnderstood.write(to: &outcomes)
            }
            object.key("errors")
            object.object { codes in
                for (code, count) in zip(ProtocolError.Code.all, errors) { codes.member(code.name, count) }
            }
            object.key("cache")
            object.object { cache in
                cache.member("hits", cacheHits)
                cache.member("misses", cacheMisses)
            }
            object.member("queued", queued)
            object.key("latency_us")
            object.object { latency in
                latency.key("known")
                latencyKnown.write(to: &latency)
                latency.key("first_seen")
                latencyFirstSeen.write(to: &latency)
            }
            object.key("reloads")
            reloads.write(to: &object)
            object.key("days")
            object.array(days) { array, day in
                array.object { object in
                    object.key("day")
                    object.value(UTCTime.day(day.day))
                    object.member("replies", day.replies)
                    object.member("not_understood", day.notUnderstood)
                }
            }
        }
    }
}

extension ServiceStatus.ByUrgency {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("none", none)
            object.member("urgent", urgent)
            object.member("emergency", emergency)
        }
    }
}

extension ServiceStatus.Latency {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("count", count)
            object.member("p50", p50)
            object.member("p99", p99)
        }
    }
}

extension ServiceStatus.Reloads {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("done", done)
            object.member("failed", failed)
            object.key("last")
            guard let last else { return object.raw("null") }
            object.object { attempt in
                attempt.key("at")
                attempt.value(last.at.text)
                attempt.key("failure")
                attempt.value(last.failure)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ number: Int) {
        key(name)
        value(number)
    }
}
