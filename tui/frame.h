// SPDX-License-Identifier: MIT
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"
#include "tui/draw.h"
#include "tui/keymap.h"

/*
 * The frame of screens.md 1: rows 1 and 2 above, 22 to 24 below the body, and
 * where the body and the reading pane lie at each size (screens.md 4).
 */

enum {
    FRAME_MIN_ROWS = 18,
    FRAME_MIN_COLS = 60,
    FRAME_ROWS = 24, /* below this or FRAME_COLS the small form holds */
    FRAME_COLS = 80,
    FRAME_WIDE_COLS = 120, /* from here on the pane */
    FRAME_PANE_COL = 82,   /* column 83 */
    FRAME_WHO_COL = 14     /* column 15 */
};

enum mark_kind {
    MARK_NONE,
    MARK_SAVED,   /* in the file, read back */
    MARK_DRAFT,   /* the typing is in the file as a draft */
    MARK_UNSAVED, /* not stored: the reason stands at the left of row 23 */
};

/* What stands in the frame.  Filled anew at each painting; all text is translated. */
struct frame {
    struct str where;    /* row 1, at most six characters */
    struct str who;      /* row 1 from column 15 */
    struct str sum;      /* row 2 */
    struct str hint;     /* row 22, dim */
    struct str question; /* row 22 instead of the hint, plain */
    struct str problem;  /* row 23, bold */
    struct str tell;     /* row 23, when there is no problem */
    struct str mark;     /* right end of row 23; empty: made from mark_kind and mark_time */
    struct str mode;     /* row 1, before the date: demo, practice */
    enum mark_kind mark_kind;
    int64_t mark_time; /* milliseconds of clock_now() */
    int64_t now;       /* the same, for the clock */
    bool no_clock;     /* row 1 without anything at the right end */
    bool no_date;      /* only the clock */
    bool bare_mark;    /* the save mark is the bare time (interview) */
    bool wordless;     /* row 24: keys without words (pupil beside) */
    bool sum_focus;    /* the cursor is in row 1 or 2: the clock is blanked */
};

void frame_init(struct frame *f);
void frame_release(struct frame *f);

/* Below FRAME_MIN: nothing but a line asking for a larger window. */
bool frame_too_small(int rows, int cols);

/* The form for few rows or narrow windows: row 22 shares row 23. */
bool frame_is_small(int rows, int cols);

/*
 * The body: from row 3 (or 2 when `has_sum` is false) to the row above 22; in
 * the small form to the row above the shared one.
 */
struct rect frame_body(int rows, int cols, bool has_sum);

/* The reading pane; rows and cols are 0 when there is none. */
struct rect frame_pane(int rows, int cols);

/* Row 22 (or the one it shares): where a question's cursor may stand. */
int frame_hint_row(int rows, int cols);
/* Row 23. */
int frame_message_row(int rows, int cols);

/* Draw all of it but the body; `map` gives row 24. */
void frame_draw(const struct frame *f, const struct keymap *map, int rows, int cols);

/*
 * "03-26 周四 10:22", the date and time of row 1; appended.  `no_date` leaves
 * the clock alone.
 */
void frame_clock(struct str *out, int64_t now, bool no_date);

#endif
