#ifndef AFTERCARE_LOAD_CLIENT_H
#define AFTERCARE_LOAD_CLIENT_H

#include <stddef.h>
#include <stdint.h>

/// A client that asks one Unix socket from many connections in one thread, as fast as it is answered or at a steady rate.
///
/// In C and on epoll(7), so that what it costs itself is small beside what it measures, and the same for every server.

/// One request and the reply that has to come, byte for byte.
struct load_exchange {
    const uint8_t *request;
    size_t request_size;
    /// NULL when any one line is right.
    const uint8_t *reply;
    size_t reply_size;
};

struct load_plan {
    const char *path;
    int connections;
    /// How many requests of a connection are open at once.
    int depth;
    /// Taken in turn; connection n begins with the nth.
    const struct load_exchange *exchanges;
    size_t exchange_count;
    /// Whether an exchange is used once by one connection alone, instead of in turn by each; the load then ends with them.
    int once;
    double seconds;
    /// Requests a second from all connections together; 0 for as many as are answered. Latency counts from when a request was
    /// due, so that a server which is late once is not let off for what had to wait.
    double rate;
    /// Room for latencies in nanoseconds; what does not fit is not kept.
    uint32_t *latencies;
    size_t latency_room;
};

struct load_result {
    uint64_t replies;
    /// Replies with other bytes than expected.
    uint64_t wrong;
    size_t latency_count;
    double seconds;
    /// errno of what ended the load before its time; 0 when nothing did.
    int error;
};

/// Runs a load to its end and waits for the last replies.
struct load_result load_run(const struct load_plan *plan);

/// Keeps a thread, 0 for the caller's, on the processors from `first` up to, without, `end`; errno when it cannot, 0 otherwise.
int load_pin(int thread, int first, int end);

/// A connected descriptor; -1 with errno.
int load_connect(const char *path);

#endif
