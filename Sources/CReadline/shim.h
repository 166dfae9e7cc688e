// GNU readline for Swift. Its settings are C globals, which Swift 6 rightly refuses to touch; the functions here set them,
// all from one thread, before the first line is read.

#ifndef AFTERCARE_CREADLINE_H
#define AFTERCARE_CREADLINE_H

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>
#include <readline/history.h>

// Ctrl-C comes in as a key, not as a signal: no handler runs at an odd moment, and the line is given up where it stands.
// readline has saved the terminal's own settings before this and brings them back when the line is done.
static inline void creadline_prepare_terminal(int meta) {
    struct termios settings;
    rl_prep_terminal(meta);
    if (tcgetattr(STDIN_FILENO, &settings) == 0) {
        settings.c_cc[VINTR] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSADRAIN, &settings);
    }
}

// Leaves the line on the screen, marked, and hands an empty one to the program.
static inline int creadline_give_up_line(int count, int key) {
    (void)count;
    rl_point = rl_end;
    rl_redisplay();
    fputs("^C", rl_outstream);
    rl_replace_line("", 0);
    return rl_newline(1, key);
}

// Sets readline up once.
//   name       what a person's inputrc may name in `$if`
//   generator  gives the completions of a whole line, one a call
static inline void creadline_set_up(const char *name, rl_compentry_func_t *generator) {
    rl_readline_name = name;
    rl_completion_entry_function = generator;
    // The whole line up to the cursor is completed, so that titles of several words can be.
    rl_basic_word_break_characters = "";
    rl_completer_word_break_characters = (char *)"";
    rl_completer_quote_characters = NULL;
    rl_basic_quote_characters = "";
    rl_prep_term_function = creadline_prepare_terminal;
    rl_variable_bind("completion-ignore-case", "on");
    // One TAB shows what there is; nobody has to know that a second one would.
    rl_variable_bind("show-all-if-ambiguous", "on");
    rl_variable_bind("bell-style", "none");
    rl_bind_key_in_map(CTRL('C'), creadline_give_up_line, emacs_standard_keymap);
    rl_bind_key_in_map(CTRL('C'), creadline_give_up_line, vi_insertion_keymap);
    rl_bind_key_in_map(CTRL('C'), creadline_give_up_line, vi_movement_keymap);
}

// Nothing stands behind a completed topic or command. readline forgets this at every completion.
static inline void creadline_append_nothing(void) { rl_completion_append_character = '\0'; }

#endif
