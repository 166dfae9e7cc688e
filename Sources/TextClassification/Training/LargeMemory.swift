import Glibc

/// Memory of many megabytes, all zeros, in huge pages where the system has them: rows of a large matrix lie on a page each.
///
/// The system makes a page when it is first written to, so all threads that fill a matrix share that work.
final class LargeMemory: @unchecked Sendable {
    // Sendable: who writes where is up to its owner.
    let base: UnsafeMutableRawPointer
    private let mapping: (start: UnsafeMutableRawPointer, count: Int)

    private static let hugePage = 1 << 21

    /// `nil` for less than a few huge pages, or where there is no such memory.
    init?(byteCount: Int) {
        guard byteCount >= 2 * Self.hugePage else { return nil }
        let count = byteCount + Self.hugePage
        let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { return nil }
        mapping = (start, count)
        base = start.alignedUp(toMultipleOf: Self.hugePage)
        // Advice only: where it is not taken the memory is as good, and slower.
        _ = madvise(base, byteCount, MADV_HUGEPAGE)
    }

    deinit { munmap(mapping.start, mapping.count) }
}
