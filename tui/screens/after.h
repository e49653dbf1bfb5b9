// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_AFTER_H
#define TUI_SCREENS_AFTER_H

#include "core/tellable.h"
#include "tui/edit.h"
#include "tui/form.h"
#include "tui/screen.h"

/* S13 inside: keys and storing (after.c), drawing (after_view.c). */
enum { AFTER_RISK, AFTER_TOLD, AFTER_NEXT, AFTER_PROMISES };

struct after_promise {
    char *words;
    int64_t due;
    bool dropped;
};

struct after {
    struct form *form; /* of the interview below; borrowed */
    size_t focus;      /* AFTER_RISK ... AFTER_PROMISES + number of the promise */
    bool asked;        /* F2 was pressed and something was missing */
    struct tellable told[TELLABLE_MOST];
    bool told_on[TELLABLE_MOST];
    size_t told_count;
    bool told_answered;
    struct after_promise *promises;
    size_t promise_count, promise_cap;
    size_t lines[STAMP_COUNT]; /* of the text, by their stamp */
    char *quote;               /* the first danger line, NULL */
    char *last;                /* what was agreed the last time, NULL */
    int row, col;              /* of the cursor, once drawn */
};

size_t after_rows(const struct after *self);
/* In few rows one question at a time. */
void after_view_draw(struct after *self, struct reg *reg, struct rect body);

#endif
