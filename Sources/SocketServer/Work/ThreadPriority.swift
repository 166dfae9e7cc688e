import Glibc

/// How much of the processor a thread gets beside the others of the process.
///
/// On Linux a nice value belongs to a thread, not to the whole process. Source: setpriority(2), "C library/kernel differences".
enum ThreadPriority {
    /// The nice value of the calling thread.
    static var current: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    /// Makes the calling thread give way to threads with a lower value.
    static func lower(to value: Int32) {
        if current < value { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, value) }
    }
}
