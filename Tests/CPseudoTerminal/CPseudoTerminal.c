#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int spawn_on(const char *terminal, const char *path, char *const arguments[], char *const environment[],
                    const char *folder, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return error;
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    // The first terminal that the leader of a session opens becomes its controlling terminal.
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal, O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, folder);
    error = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int pseudo_terminal_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder,
                          unsigned short rows, unsigned short columns, int *controller, pid_t *process) {
    char name[128];
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    int error = 0;
    // Close-on-exec, or a program started by another test would hold this terminal open.
    int descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    if (grantpt(descriptor) != 0 || unlockpt(descriptor) != 0) error = errno;
    if (error == 0) error = ptsname_r(descriptor, name, sizeof name);
    if (error == 0 && ioctl(descriptor, TIOCSWINSZ, &size) != 0) error = errno;
    if (error == 0) error = spawn_on(name, path, arguments, environment, folder, process);
    if (error != 0) {
        close(descriptor);
        return error;
    }
    *controller = descriptor;
    return 0;
}
