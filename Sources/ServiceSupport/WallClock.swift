package import AssistantProtocol
import Glibc

/// The system's clock.
package enum WallClock {
    @Sendable package static func now() -> UTCTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UTCTime(secondsSince1970: time.tv_sec)
    }
}
