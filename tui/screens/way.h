// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_WAY_H
#define TUI_SCREENS_WAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/reg.h"
#include "tui/app.h"

/*
 * What the pages of the way in (first run, unlock, recovery, clock, settings)
 * share among themselves.
 */

/* settings.c: for the list of places. */
extern const struct screen_ops settings_ops;

/* recovery.c: F4 of the unlock page; the seven groups, then a new password. */
void recovery_push(struct app *app);

/* password.c: another password for the open register. */
void password_push(struct app *app);
/* The password asked once more; then `done(ctx, password)` with it in normal form. */
void password_ask_push(struct app *app, const char *why,
                       void (*done)(void *ctx, const char *password), void *ctx);

/*
 * code.c: shows the recovery code of `key` (borrowed) and asks one group of it
 * (S2).  `done` gets true when it was typed from the paper, false on Esc; the
 * page is off the stack by then.
 */
struct code_how {
    const char *where; /* translated: row 1 */
    const char *step;  /* translated: row 1 */
    const struct key *key;
    void (*done)(void *ctx, bool confirmed);
    void *ctx;
};
void code_push(struct app *app, const struct code_how *how);

/* clock.c: an older register; a clock that cannot be right. */
void older_push(struct app *app);
void clock_push(struct app *app);

/* blank.c: the text of the blank page when the school has not written its own; appended. */
void blank_usual(struct str *out, const char *school, int64_t day, bool one_column);

/* A folder as people read it, "~" for the home folder; the caller frees it. */
char *way_short_path(const char *path);

/* session_lock.c: store the place if it changed. */
NODISCARD enum err session_keep_place(struct app *app);

/* --- how good a password is (way.c) --- */
enum strength { STRENGTH_NONE, STRENGTH_SHORT, STRENGTH_WEAK, STRENGTH_FAIR, STRENGTH_GOOD };
enum { PASSWORD_LEAST = 8 }; /* characters, on the screens */

enum strength strength_of(const char *password);
/* A sentence with the word first, msgid; a space for STRENGTH_NONE. */
const char *strength_words(enum strength s);
/* Chinese or full-width characters in it: an input method left on. */
bool strength_has_wide(const char *password);

/*
 * What is wrong with a new password typed twice, a msgid; NULL if nothing is.
 * Chinese in it is refused once and then taken: `*warned` remembers.
 */
const char *password_pair_problem(const char *first, const char *again, bool *warned);

#endif
