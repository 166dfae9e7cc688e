import Glibc

/// How much of the processor a thread gets beside others.
enum ThreadPriority {
    /// Makes the calling thread give way at once to whatever else wants to run, in this process or another.
    ///
    /// With a nice value alone a thread that wakes up waits for the end of the running one's time slice, on a server with two cores
    /// and 50 first-seen questions at once some 20 ms for one answer in a hundred; with this 0.2 ms. Beside a process that never
    /// rests a thread still gets a 340th of a core, a few first-seen questions a second, and more where the two are in control
    /// groups or sessions of their own. Source: sched(7), "SCHED_IDLE".
    static func giveWay() {
        var parameters = sched_param()
        parameters.sched_priority = 0
        // 0 is the calling thread; where it may not, it stays what it is. Glibc's header hides the name: sched.h, SCHED_IDLE.
        _ = sched_setscheduler(0, 5, &parameters)
    }
}
