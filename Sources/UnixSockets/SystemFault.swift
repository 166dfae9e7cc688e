import Glibc

/// A system call that failed, with the reason that the system gave.
package struct SystemFault: Error, Equatable, CustomStringConvertible {
    package let call: String
    /// The value of `errno`.
    package let code: Int32

    package init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    /// "Permission denied", in the words of the system.
    package var reason: String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    package var description: String { "\(call): \(reason)" }
}
