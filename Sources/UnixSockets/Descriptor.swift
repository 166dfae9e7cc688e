import Glibc

/// An open file descriptor with one owner; it is closed when the owner is done with it.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over a descriptor that somebody else opened.
    package init(owning number: Int32) { self.number = number }

    /// Gives the descriptor away without closing it.
    package consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }

    deinit { _ = Glibc.close(number) }
}
