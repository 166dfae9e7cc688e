import CPseudoTerminal
import Foundation

/// A program on a terminal of its own, driven as a person would: keys in, screen out.
///
/// Nothing here sleeps: a test waits by reading until what it expects is there, or a deadline is over.
package final class PseudoTerminal {
    /// What a test waited for in vain, with the screen as it was.
    package struct Missing: Error, CustomStringConvertible {
        package let expected: String
        package let screen: String
        package var description: String { "expected \(expected), but the terminal showed:\n\(screen)" }
    }

    /// Keys that send more than a letter.
    ///
    /// Wait for the prompt before a control key: between two lines the terminal itself, and not the program, takes it.
    package enum Key: String {
        case enter = "\r"
        case tab = "\t"
        case up = "\u{1B}[A"
        case controlC = "\u{03}"
        case controlD = "\u{04}"
    }

    private let controller: Int32
    private let process: pid_t
    private var bytes: [UInt8] = []
    /// How much of ``text`` earlier expectations have gone through, in characters.
    private var seen = 0
    private var status: Int32?

    /// Starts a program. Only what `environment` holds, and ``SanitizerOptions``, is in its environment.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String, rows: UInt16 = 40,
        columns: UInt16 = 80
    ) throws {
        var controller: Int32 = -1
        var process: pid_t = 0
        let environment = SanitizerOptions.added(to: environment)
        let error = CStrings.with([program] + arguments) { arguments in
            CStrings.with(environment.sorted(by: <).map { "\($0.key)=\($0.value)" }) { environment in
                pseudo_terminal_spawn(program, arguments, environment, folder, rows, columns, &controller, &process)
            }
        }
        guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
        self.controller = controller
        self.process = process
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(controller)
    }

    /// All that the program has written, as it came.
    package var transcript: String { String(decoding: bytes, as: UTF8.self) }

    /// The same without escape sequences and carriage returns.
    package var text: String { EscapeSequences.removed(from: transcript) }

    package func type(_ keys: String) throws {
        var rest = Array(keys.utf8)[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT), "the terminal to take keys")
            // A piece at a time, and reading between: the program echoes, and a full echo would block both.
            let count = rest.prefix(512).withUnsafeBytes { write(controller, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Missing(expected: "to be able to type", screen: text) }
            rest = rest.dropFirst(count)
            while isReady(Int16(POLLIN), milliseconds: 0) { guard readSome() else { break } }
        }
    }

    package func press(_ key: Key) throws { try type(key.rawValue) }

    /// Types a line and sends it.
    package func enter(_ line: String) throws { try type(line + Key.enter.rawValue) }

    /// Reads on until a text shows behind what earlier expectations found.
    ///
    /// - Returns: What came before it.
    @discardableResult
    package func expect(_ expected: String, within seconds: Int = 180) throws -> String {
        let deadline = Deadline(seconds: seconds)
        while true {
            let fresh = text.dropFirst(seen)
            if let range = fresh.range(of: expected) {
                let before = String(fresh[..<range.lowerBound])
                seen += fresh.distance(from: fresh.startIndex, to: range.upperBound)
                return before
            }
            guard deadline.milliseconds > 0, isReady(Int16(POLLIN), milliseconds: deadline.milliseconds), readSome()
            else { throw Missing(expected: "'\(expected)'", screen: String(fresh)) }
        }
    }

    /// Reads to the end and waits for the program.
    ///
    /// - Returns: Its exit status, or 128 and the signal that ended it.
    package func exitStatus(within seconds: Int = 180) throws -> Int32 {
        if let status { return status }
        let deadline = Deadline(seconds: seconds)
        // The terminal's end is reached when nobody holds the other side any more.
        while true {
            guard deadline.milliseconds > 0, isReady(Int16(POLLIN), milliseconds: deadline.milliseconds) else {
                throw Missing(expected: "the program to end", screen: text)
            }
            guard readSome() else { break }
        }
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0, errno == EINTR {}
        let status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
        self.status = status
        return status
    }

    private func wait(for events: Int16, _ what: String) throws {
        guard isReady(events, milliseconds: 30_000) else { throw Missing(expected: what, screen: text) }
    }

    private func isReady(_ events: Int16, milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: controller, events: events, revents: 0)
        var count: Int32
        repeat { count = poll(&descriptor, 1, milliseconds) } while count < 0 && errno == EINTR
        return count > 0
    }

    /// `false` at the end: on Linux, reading from a terminal whose other side is closed fails.
    private func readSome() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 8192)
        let count = chunk.withUnsafeMutableBytes { read(controller, $0.baseAddress, $0.count) }
        guard count > 0 else { return false }
        bytes += chunk.prefix(count)
        return true
    }
}

/// A moment that must not be passed.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(seconds: Int) { end = .now + .seconds(seconds) }

    /// What is left; 0 when it is over.
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: end)
        return Int32(max(0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
    }
}

/// Strings as C wants them for the length of a call.
enum CStrings {
    static func with<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it ends with a null pointer.
            guard let base = buffer.baseAddress else { preconditionFailure("a list of pointers without its end") }
            return body(base)
        }
    }
}
