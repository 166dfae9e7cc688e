// Programs on a pseudo-terminal, for tests. Swift's Glibc module has neither posix_openpt nor POSIX_SPAWN_SETSID.

#ifndef AFTERCARE_CPSEUDOTERMINAL_H
#define AFTERCARE_CPSEUDOTERMINAL_H

#include <sys/types.h>

// Starts a program as the leader of a session of its own whose controlling terminal is a new pseudo-terminal.
//
// `arguments` and `environment` end with a null pointer; `folder` is where it starts. On success the program's end is its
// standard input, output and error; `*controller` is the other end and `*process` the program.
// Returns 0 or an errno.
int pseudo_terminal_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder,
                          unsigned short rows, unsigned short columns, int *controller, pid_t *process);

#endif
