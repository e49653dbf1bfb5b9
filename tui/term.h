// SPDX-License-Identifier: MIT
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/base/str.h"

/*
 * The terminal up and down.  newterm() and never initscr(), which would end
 * the program by itself.  Whatever happens afterwards (close, bug, exhausted
 * memory) the terminal is put right through the die hook.
 */

struct term;

/* Why there can be no screens.  Each has a sentence: term_explain(). */
enum term_state {
    TERM_READY,
    TERM_NO_TTY,  /* standard input or output is no terminal */
    TERM_DUMB,    /* it cannot place the cursor */
    TERM_CONSOLE, /* the Linux console: no Chinese glyphs, no input method */
    TERM_CHARSET, /* no UTF-8 locale, not even C.UTF-8, or a terminal set to GBK */
    TERM_FAILED,  /* ncurses does not come up */
};

/*
 * Bring up the screen on standard input and output: UTF-8 locale (C.UTF-8 if
 * the user's is another), TERM (xterm if unset or unknown), raw, no echo,
 * bracketed paste, a neutral window title, signals TERM, HUP and TSTP turned
 * into events.
 *
 * `handed` is NULL, or what term_hand_on() of the program before the lock's
 * exec gave: the settings to restore at the end.
 *
 * `*t` is the caller's, for term_close(); set only for TERM_READY.  Nothing is
 * printed; the terminal is untouched when another value comes back.
 */
enum term_state term_open(struct term **t, const char *handed);

/* The same on any stream and type, without signals: for tests. */
enum term_state term_open_on(struct term **t, FILE *out, FILE *in, const char *type);

/* End the screens and restore the terminal.  NULL is allowed. */
void term_close(struct term *t);

/* Say on `out` why there are no screens and what to do, in English and Chinese. */
void term_explain(enum term_state state, FILE *out);

/*
 * The terminal's settings from before the program, as one word without
 * spaces, for the environment or an argument of the program that takes over
 * by exec; appended.  The screen stays as it is painted, raw and without echo.
 */
void term_hand_on(const struct term *t, struct str *out);

/* Rows and columns now. */
void term_size(const struct term *t, int *rows, int *cols);

/* Whether the terminal is known to mark pastes (its description says so, or one came). */
bool term_marks_paste(const struct term *t);

/* The input's descriptor, for waiting. */
int term_input(const struct term *t);

/* The signal that came since the last call, 0 if none: for event.c. */
int term_take_signal(void);

/* Code numbers that curses reads for sequences of our own; for event.c and key names. */
enum {
    TERM_PASTE_BEGIN = 2000,
    TERM_PASTE_END,
    TERM_CTRL_LEFT,
    TERM_CTRL_RIGHT,
    TERM_CTRL_HOME,
    TERM_CTRL_END,
};

#endif
