// SPDX-License-Identifier: MIT
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "tui/command.h"
#include "tui/draw.h"
#include "tui/frame.h"
#include "tui/keymap.h"

/*
 * A screen is a const table of functions and its state.  Handlers change state
 * and never paint; draw paints and never changes state (a text field or list
 * may keep its own scroll).  Every function but `head`, `draw` and `close` may
 * be NULL.
 */

struct app;
struct screen;

/* What changed underneath, told to every screen on the stack. */
struct notice {
    int64_t record; /* 0: several or all */
    int kind;       /* of the record, -1 unknown */
};

enum screen_flag {
    SCREEN_MODAL = 1,    /* the screen below stays in sight and is drawn first */
    SCREEN_BARE = 2,     /* no frame at all: the body is the whole window (blank page, lock) */
    SCREEN_NO_PANE = 4,  /* no reading pane beside it, however wide the window */
    SCREEN_UNPLACED = 8, /* not part of the place: a question, help, a picker */
    SCREEN_NO_SUM = 16,  /* nothing stands in row 2: the body begins there */
    SCREEN_BESIDE = 32   /* a pupil reads it: no pane, no date, no mode, keys without words */
};

struct screen_ops {
    const char *name; /* word for the place; stable across versions */
    unsigned flags;   /* enum screen_flag */
    int idle;         /* seconds until lock; 0: the general limit (5 minutes) */

    /* The keys now; must not be NULL. */
    const struct keymap *(*keys)(const struct screen *s);
    /* Rows 1, 2, 22, 23: fill `f`, which is empty (for a modal: that of the screen below). */
    void (*head)(const struct screen *s, struct frame *f);
    /* The body's place, when it is pushed and after each resize. */
    void (*layout)(struct screen *s, struct rect body);
    void (*draw)(const struct screen *s, struct rect body);
    /* The reading pane at the right of a wide window, read only. */
    void (*pane)(const struct screen *s, struct rect pane);
    /*
     * What a key must not wait for, done behind the paint while the screen is in sight: the
     * draft that is due, a row that must be read first.  One piece a call; false: nothing is
     * left.  What it changes on the screen wants app_dirty().
     */
    bool (*after)(struct screen *s);
    /* Where the cursor stands; without it, or if false, at the end of row 22's text. */
    bool (*cursor)(const struct screen *s, int *row, int *col);

    /* True: done with it.  False: app.c or the hook `command` may handle it. */
    bool (*command)(struct screen *s, enum command cmd);
    /* Typed text that is no command here; valid, `n` bytes and a zero behind. */
    void (*text)(struct screen *s, const char *text, size_t n);
    /* Pasted text, newlines in it; NULL: like `text` with spaces for newlines. */
    void (*paste)(struct screen *s, const char *text, size_t n);
    /* Once a second; what it changes on the screen wants app_dirty(). */
    void (*tick)(struct screen *s, int64_t now);
    /* Idle for `idle` seconds: true if it did something instead of the lock (blank page). */
    bool (*idled)(struct screen *s);
    /* Records changed; reread what is shown. */
    void (*changed)(struct screen *s, const struct notice *n);
    /* It is on top again; `from` is the ops of the screen that went. */
    void (*resumed)(struct screen *s, const struct screen_ops *from);

    /* The place: append what `restore` needs to come back here (record, field, cursor). */
    void (*save)(const struct screen *s, struct str *out);
    /* Make the screen from these bytes; NULL if it cannot be (record gone). */
    struct screen *(*restore)(struct app *app, const char *bytes, size_t n);

    /* Free `self` and what it owns, text overwritten. */
    void (*close)(struct screen *s);
};

struct screen {
    const struct screen_ops *ops;
    void *self; /* the screen's own state, freed by ops->close */
    struct app *app;
    struct screen *below;
    struct rect body; /* as given to layout() */
};

/* A screen of this kind; `self` becomes its own.  Push it or screen_free() it. */
struct screen *screen_new(const struct screen_ops *ops, struct app *app, void *self);

/* Close and free; NULL is allowed.  Only for a screen that is not on the stack. */
void screen_free(struct screen *s);

#endif
