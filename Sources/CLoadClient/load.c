#define _GNU_SOURCE
#include "CLoadClient.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { max_depth = 64, read_size = 1 << 18, events_at_once = 256, sleep_margin = 60000 };

struct connection {
    int fd;
    size_t next;                  // of the exchanges
    size_t open[max_depth];       // exchanges without a whole reply, a ring
    uint64_t due[max_depth];      // when each was due, in nanoseconds
    int first, count;
    size_t received;              // bytes of the first open reply
    int is_wrong;
};

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int load_pin(int thread, int first, int end) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int processor = first; processor < end; processor++) CPU_SET(processor, &set);
    return sched_setaffinity(thread, sizeof set, &set) == 0 ? 0 : errno;
}

int load_connect(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

struct load {
    const struct load_plan *plan;
    struct load_result result;
    struct connection *all;
    size_t taken;                 // of the exchanges, when each is used once
    int is_over;
};

// Which exchange a connection sends next; -1 when there is none left.
static long take(struct load *load, struct connection *c) {
    const struct load_plan *plan = load->plan;
    if (plan->once) return load->taken < plan->exchange_count ? (long)load->taken++ : -1;
    size_t place = c->next;
    c->next = (place + 1) % plan->exchange_count;
    return (long)place;
}

// Puts as many new requests as there is room for into one buffer and sends them with one call.
static int send_requests(struct load *load, struct connection *c, int wanted, uint64_t due) {
    static __thread uint8_t buffer[1 << 20];
    size_t size = 0;
    while (wanted-- > 0 && c->count < load->plan->depth) {
        long place = take(load, c);
        if (place < 0) {
            load->is_over = 1;
            break;
        }
        const struct load_exchange *exchange = &load->plan->exchanges[place];
        if (size + exchange->request_size > sizeof buffer) return EMSGSIZE;
        memcpy(buffer + size, exchange->request, exchange->request_size);
        size += exchange->request_size;
        int slot = (c->first + c->count++) % max_depth;
        c->open[slot] = (size_t)place;
        c->due[slot] = due;
    }
    for (size_t sent = 0; sent < size;) {
        ssize_t count = send(c->fd, buffer + sent, size - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        sent += (size_t)count;
    }
    return 0;
}

static void finish_reply(struct load *load, struct connection *c, uint64_t time) {
    struct load_result *result = &load->result;
    uint64_t latency = time - c->due[c->first];
    if (result->latency_count < load->plan->latency_room)
        load->plan->latencies[result->latency_count++] = latency > UINT32_MAX ? UINT32_MAX : (uint32_t)latency;
    result->replies += 1;
    result->wrong += c->is_wrong != 0;
    c->is_wrong = 0;
    c->received = 0;
    c->first = (c->first + 1) % max_depth;
    c->count -= 1;
}

static void take_bytes(struct load *load, struct connection *c, const uint8_t *bytes, size_t size, uint64_t time) {
    while (size > 0) {
        if (c->count == 0) {      // nobody asked for this
            load->result.wrong += 1;
            return;
        }
        const struct load_exchange *exchange = &load->plan->exchanges[c->open[c->first]];
        size_t part;
        int is_whole;
        if (exchange->reply != NULL) {
            size_t left = exchange->reply_size - c->received;
            part = size < left ? size : left;
            if (memcmp(bytes, exchange->reply + c->received, part) != 0) c->is_wrong = 1;
            is_whole = part == left;
        } else {
            const uint8_t *end = memchr(bytes, '\n', size);
            part = end ? (size_t)(end - bytes) + 1 : size;
            is_whole = end != NULL;
        }
        c->received += part;
        bytes += part;
        size -= part;
        if (is_whole) finish_reply(load, c, time);
    }
}

struct load_result load_run(const struct load_plan *plan) {
    struct load load = {.plan = plan};
    int depth = plan->depth;
    if (depth < 1 || depth > max_depth || plan->connections < 1 || plan->exchange_count < 1) {
        load.result.error = EINVAL;
        return load.result;
    }
    uint8_t *buffer = malloc(read_size);
    load.all = calloc((size_t)plan->connections, sizeof *load.all);
    prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    int open = 0;
    for (; open < plan->connections; open++) {
        struct connection *c = &load.all[open];
        c->fd = load_connect(plan->path);
        if (c->fd < 0) {
            load.result.error = errno;
            break;
        }
        c->next = (size_t)open % plan->exchange_count;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
    }
    uint64_t start = now(), end = start + (uint64_t)(plan->seconds * 1e9);
    uint64_t step = plan->rate > 0 ? (uint64_t)(1e9 / plan->rate) : 0;
    uint64_t due = start + step;
    int turn = 0;
    if (step == 0)
        for (int i = 0; i < open && !load.result.error; i++)
            load.result.error = send_requests(&load, &load.all[i], depth, start);
    struct epoll_event events[events_at_once];
    while (!load.result.error) {
        uint64_t time = now();
        if (time >= end) load.is_over = 1;
        // Requests that are due go to the connections in turn; one that is full is passed over.
        for (; step && !load.is_over && due <= time; due += step) {
            int tried = 0;
            while (tried++ < open && load.all[turn].count >= depth) turn = (turn + 1) % open;
            if (load.all[turn].count >= depth) break;
            load.result.error = send_requests(&load, &load.all[turn], 1, due);
            turn = (turn + 1) % open;
        }
        int waiting = 0;
        if (load.is_over) {
            for (int i = 0; i < open; i++) waiting += load.all[i].count;
            if (waiting == 0) break;
            if (time >= end + 30000000000u) {
                load.result.error = ETIMEDOUT;
                break;
            }
        }
        // A steady rate sleeps while the next request is far away, and looks again and again when it is near: to sleep would
        // take longer than that.
        if (step && !load.is_over) {
            time = now();
            if (due > time + sleep_margin) {
                struct timespec wait = {(time_t)((due - time - sleep_margin) / 1000000000u),
                                        (long)((due - time - sleep_margin) % 1000000000u)};
                struct pollfd any = {.fd = poller, .events = POLLIN};
                ppoll(&any, 1, &wait, NULL);
            }
        }
        int count = epoll_wait(poller, events, events_at_once, step && !load.is_over ? 0 : 100);
        if (count < 0 && errno != EINTR) load.result.error = errno;
        time = now();
        for (int i = 0; i < count && !load.result.error; i++) {
            struct connection *c = events[i].data.ptr;
            ssize_t size = recv(c->fd, buffer, read_size, MSG_DONTWAIT);
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (size <= 0) {
                load.result.error = size < 0 ? errno : ECONNRESET;
                break;
            }
            take_bytes(&load, c, buffer, (size_t)size, time);
            if (step == 0 && !load.is_over && c->count == 0)
                load.result.error = send_requests(&load, c, depth, now());
        }
    }
    load.result.seconds = (double)(now() - start) / 1e9;
    for (int i = 0; i < open; i++) close(load.all[i].fd);
    close(poller);
    free(load.all);
    free(buffer);
    return load.result;
}
