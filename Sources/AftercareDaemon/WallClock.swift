import AssistantProtocol
import Glibc

/// The system's clock.
enum WallClock {
    @Sendable static func now() -> UTCTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UTCTime(secondsSince1970: time.tv_sec)
    }
}
