package import Glibc
package import UnixSockets

/// The system calls on files that listening needs, and nothing that decides.
package enum FileCalls {
    enum Kind: Equatable {
        case nothing
        case socket
        case other
    }

    /// Which file a path leads to, so that only our own socket is ever removed.
    struct Identity: Sendable, Equatable {
        let device: UInt
        let inode: UInt
    }

    /// What stands at a path; a symbolic link is `other`.
    static func kind(of path: String) throws(SystemFault) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return .nothing }
            throw SystemFault("lstat")
        }
        return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
    }

    static func identity(of path: String) -> Identity? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    /// Makes a folder and those above it where they are missing, for the owner alone or for the owner and a group.
    static func makeFolder(_ path: String, group: gid_t?) throws(SystemFault) {
        if path.isEmpty || access(path, F_OK) == 0 { return }
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try makeFolder(parent, group: group)
        guard mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { return }
            throw SystemFault("mkdir \(path)")
        }
        if let group { try open(path, to: group, mode: 0o750) }
    }

    /// Gives a file of our own to a group and then its rights, whatever the file creation mask has taken from them.
    static func open(_ path: String, to group: gid_t, mode: mode_t) throws(SystemFault) {
        try give(path, to: group)
        guard chmod(path, mode) == 0 else { throw SystemFault("chmod") }
    }

    package static func give(_ path: String, to group: gid_t) throws(SystemFault) {
        guard lchown(path, uid_t.max, group) == 0 else { throw SystemFault("chown") }
    }

    /// A group by its name or number.
    package static func group(named name: String) -> gid_t? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return gid_t(name) }
        return entry.gr_gid
    }

    static func remove(_ path: String) throws(SystemFault) {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemFault("unlink") }
    }

    /// Opens a lock file and takes its lock; `nil` when somebody else has it.
    static func lock(_ path: String) throws(SystemFault) -> Descriptor? {
        let number = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw SystemFault("open \(path)") }
        let file = Descriptor(owning: number)
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw SystemFault("flock \(path)")
        }
        // Who holds it, for the message that a second daemon gives; failing to say so is no fault.
        let name = Array("\(getpid())\n".utf8)
        _ = ftruncate(number, 0)
        _ = pwrite(number, name, name.count, 0)
        return file
    }

    /// The process that wrote itself into a lock file.
    static func holder(ofLock path: String) -> String? {
        let number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return nil }
        let file = Descriptor(owning: number)
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = read(file.number, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let text = String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return text.isEmpty || !text.allSatisfy(\.isNumber) ? nil : text
    }
}
