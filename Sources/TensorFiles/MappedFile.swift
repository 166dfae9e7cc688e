#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file's bytes, mapped into memory for reading.
///
/// The pages are shared with the file cache and private to writing, so several processes pay for them once. The one place
/// of this target that holds a pointer: it lives as long as the object, and every access is checked against the length.
public final class MappedFile: @unchecked Sendable {
    // Sendable: the mapping is read-only and never changes after init.
    public let count: Int
    private let base: UnsafeRawPointer

    /// Maps a file; `nil` when it cannot be opened, is empty or is no regular file.
    public init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return nil
        }
        count = Int(status.st_size)
        guard let map = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else { return nil }
        base = UnsafeRawPointer(map)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: base), count) }

    /// A copy of a range of bytes.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return [UInt8](UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// A copy of a range of bytes as little-endian values, wherever the range starts.
    package func values<T: BitwiseCopyable>(_ range: Range<Int>, as type: T.Type, zero: T) -> [T] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        var values = [T](repeating: zero, count: range.count / MemoryLayout<T>.stride)
        values.withUnsafeMutableBytes { target in
            target.copyMemory(
                from: UnsafeRawBufferPointer(start: base + range.lowerBound, count: target.count))
        }
        return values
    }

    /// Lets the whole pages of a range go from memory; they are read again when they are asked for.
    func letGo(of range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        if first < end { madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED) }
    }

    /// The address of a byte, for those who keep this object alive as long as they use it.
    package func pointer(at offset: Int) -> UnsafeRawPointer {
        precondition(offset >= 0 && offset <= count)
        return base + offset
    }

    /// Calls `body` with a range of bytes that must not escape.
    package func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return try body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}
