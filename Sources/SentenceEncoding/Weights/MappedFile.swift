#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file mapped read-only into memory, unmapped with its last reference.
///
/// On Linux all pages are brought in at once: 4 ms for 23 MB, where pages brought in one by one cost the first
/// question 20 ms.
///
/// Another process that truncates the file while it is mapped ends this one by a signal; replace such files by
/// renaming, as ``writeFile(_:to:)`` does.
@safe
final class MappedFile: @unchecked Sendable {
    // Sendable: the memory is private to this object, never written and of fixed size.
    private let base: UnsafeRawPointer

    /// The file's length in bytes, at least 1.
    let count: Int

    init(path: String) throws(WeightsError.Reason) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .init("cannot be opened (\(systemError()))", code: .cannotOpen) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .init("is not a file", code: .cannotOpen)
        }
        guard status.st_size > 0 else { throw .init("is empty", code: .truncated) }
        #if os(Linux)
            let flags = MAP_PRIVATE | Int32(MAP_POPULATE)
        #else
            let flags = MAP_PRIVATE
        #endif
        let size = Int(status.st_size)
        guard let memory = unsafe mmap(nil, size, PROT_READ, flags, descriptor, 0), unsafe memory != MAP_FAILED else {
            throw .init("cannot be mapped (\(systemError()))", code: .cannotOpen)
        }
        unsafe base = UnsafeRawPointer(memory)
        count = size
    }

    /// Lets the whole pages of a stretch of ``bytes`` go from memory; what is read again comes back.
    @unsafe func letGo(of stretch: UnsafeRawBufferPointer) {
        guard let start = stretch.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let offset = unsafe start - base
        let first = (offset + page - 1) / page * page
        let end = (offset + stretch.count) / page * page
        precondition(offset >= 0 && offset + stretch.count <= count)
        if first < end { unsafe madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED) }
    }

    deinit {
        unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
    }

    /// The file's bytes, valid as long as this object.
    @unsafe var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }
}

/// Writes a file completely or not at all: under another name first, then renamed.
func writeFile(_ parts: [[UInt8]], to path: String) throws(WeightsError.Reason) {
    let temporary = path + ".partial.\(getpid())"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .init("cannot be written (\(systemError()))", code: .cannotOpen) }
    var isWhole = true
    for part in parts where isWhole {
        unsafe part.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let written = unsafe write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else {
                    isWhole = false
                    return
                }
                done += written
            }
        }
    }
    let failure = systemError()
    isWhole = fsync(descriptor) == 0 && isWhole
    isWhole = close(descriptor) == 0 && isWhole
    guard isWhole, unsafe rename(temporary, path) == 0 else {
        _ = unsafe unlink(temporary)
        throw .init("cannot be written (\(failure))", code: .cannotOpen)
    }
}

/// Removes a file, if it is there.
func removeFile(_ path: String) {
    _ = unsafe unlink(path)
}

private func systemError() -> String {
    unsafe String(cString: strerror(errno))
}
