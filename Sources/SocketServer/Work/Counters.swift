import AssistantProtocol
import Synchronization

/// What has happened since the start; numbers only, no word of anybody.
final class Counters: Sendable {
    private let start = ContinuousClock.now
    private let limits: ServiceStatus.Limits
    private let connections = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let emergencies = Atomic<Int>(0)
    private let urgent = Atomic<Int>(0)
    private let notUnderstood = Atomic<Int>(0)
    private let errors = Atomic<Int>(0)
    private let busy = Atomic<Int>(0)
    private let reloads = Atomic<Int>(0)

    init(limits: ServiceStatus.Limits) { self.limits = limits }

    /// Counts a client, if there is room for it.
    func admit() -> Bool {
        guard connections.wrappingAdd(1, ordering: .relaxed).newValue <= limits.connections else {
            connections.wrappingSubtract(1, ordering: .relaxed)
            busy.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func leave() { connections.wrappingSubtract(1, ordering: .relaxed) }

    func countReload() { reloads.wrappingAdd(1, ordering: .relaxed) }

    func countBusy() { busy.wrappingAdd(1, ordering: .relaxed) }

    func count(_ results: [Session.Result]) {
        for result in results {
            requests.wrappingAdd(1, ordering: .relaxed)
            switch result {
            case .reply(let urgency, let outcome):
                if urgency == "emergency" { emergencies.wrappingAdd(1, ordering: .relaxed) }
                if urgency == "urgent" { urgent.wrappingAdd(1, ordering: .relaxed) }
                if outcome == "not_understood" { notUnderstood.wrappingAdd(1, ordering: .relaxed) }
            case .error: errors.wrappingAdd(1, ordering: .relaxed)
            case .other: break
            }
        }
    }

    var status: ServiceStatus {
        var status = ServiceStatus()
        status.limits = limits
        status.uptimeSeconds = Int(start.duration(to: .now).components.seconds)
        status.connections = connections.load(ordering: .relaxed)
        status.requests = requests.load(ordering: .relaxed)
        status.emergencies = emergencies.load(ordering: .relaxed)
        status.urgent = urgent.load(ordering: .relaxed)
        status.notUnderstood = notUnderstood.load(ordering: .relaxed)
        status.errors = errors.load(ordering: .relaxed)
        status.busy = busy.load(ordering: .relaxed)
        status.reloads = reloads.load(ordering: .relaxed)
        return status
    }
}
