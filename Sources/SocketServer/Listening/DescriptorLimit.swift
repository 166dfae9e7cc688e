import Glibc

/// How many files and sockets the process may have open.
enum DescriptorLimit {
    /// Left for logs, packs, the event loops and the listener.
    private static let reserve = 64

    /// How many clients there is room for.
    static var connections: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 - reserve }
        return max(1, Int(clamping: limit.rlim_cur) - reserve)
    }

    /// Asks for as many as the system allows. For the start of a program.
    static func raise() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(files, &limit)
    }
}
