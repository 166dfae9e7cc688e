import Glibc

/// What a process that serves many clients sets for itself once, at its start.
public enum ProcessLimits {
    /// As many open files as the system allows, and no end by a client that has gone.
    public static func prepare() {
        DescriptorLimit.raise()
        signal(SIGPIPE, SIG_IGN)
    }
}
