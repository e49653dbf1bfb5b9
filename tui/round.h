// SPDX-License-Identifier: MIT
#ifndef TUI_ROUND_H
#define TUI_ROUND_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * A round of copies as a job: into the register's own backups/, then to the
 * stick that was chosen once if it is plugged in, or to one folder that is named.
 * Children do the work; no key waits.
 */
struct app;

enum round_part { ROUND_HERE, ROUND_STICK, ROUND_PARTS };

struct round_result {
    struct {
        bool tried;
        enum err e;
        bool elsewhere; /* it may be pulled out now */
        bool outside;
        char *folder;
    } part[ROUND_PARTS];
    bool stopped; /* by Esc, the lock or the end of the program */
};

struct round_how {
    const char *why;   /* "daily", "asked" */
    bool here;         /* into backups/ */
    bool stick;        /* to the chosen one */
    const char *title; /* msgid, row 23 meanwhile; NULL: it runs behind everything else */
    /* What came of it; the result is gone afterwards.  May be NULL. */
    void (*done)(void *ctx, const struct round_result *result);
    void *ctx; /* outlives the round, or round_stop() is called */
};

/*
 * Begin; NULL (said) when the register is one that is not copied.  What comes
 * back is of no more use once done() was called.
 */
struct round;
struct round *round_start(struct app *app, const struct round_how *how);

/* Give it up; done() is not called.  NULL is allowed. */
void round_stop(struct round *round);

/* The result as sentences for people, appended; whether all that was tried is good. */
bool round_words(const struct round_result *result, struct str *out);

#endif
