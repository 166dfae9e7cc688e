import Aftercare
import AssistantProtocol
import ModelContextServer
import SocketClient

/// A running `aftercared` behind another door; connects when it is first asked, and again after it was away.
struct SocketService: AssistantService {
    let path: String
    private var client: SocketClient?

    init(path: String) { self.path = path }

    mutating func call(_ method: String, _ parameters: [UInt8]?) throws(ProtocolError) -> [UInt8] {
        do throws(SocketClientFault) {
            if let client {
                do throws(SocketClientFault) {
                    return try client.call(method, parameters)
                } catch {
                    // A daemon that was started again has ended the old connection; what is asked changes nothing there.
                    guard case .closed = error.reason else { throw error }
                }
            }
            let fresh = try SocketClient(path: path)
            client = fresh
            return try fresh.call(method, parameters)
        } catch {
            if case .refused(let refusal) = error.reason { throw refusal }
            client = nil
            throw ProtocolError(.internalError, error.description, text: EmergencyText.text)
        }
    }
}
