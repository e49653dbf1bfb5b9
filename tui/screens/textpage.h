// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_TEXTPAGE_H
#define TUI_SCREENS_TEXTPAGE_H

#include "tui/form.h"
#include "tui/screen.h"

/*
 * A long text of a form that fills a page: its lines with their stamps in a gutter,
 * the keys that move and write in it, and the school's steps below it in danger.
 * S11 (longtext.c) and S12 (interview.c) are two frames around it.
 */
struct textpage {
    struct form *form; /* borrowed */
    size_t item;       /* of the text in the form */
    int gutter_col, gutter_cells;
    int text_col, text_most; /* columns from the left, cells at most */
    const char *(*sign)(enum stamp stamp); /* what the gutter shows */
    bool plain; /* one colour */
    bool steps; /* the school's steps are open below */

    size_t top; /* first line in sight */
    int row, col; /* of the cursor, once drawn */
};

struct edit *textpage_edit(const struct textpage *p);

/* Break the lines for the body; after each change of its size. */
void textpage_layout(struct textpage *p, struct rect body);
void textpage_draw(struct textpage *p, struct reg *reg, struct rect body);

/* Moves, writing, stamps; false if the command is none of them. */
bool textpage_command(struct screen *s, struct textpage *p, enum command cmd);
/* Typed or pasted; what does not fit is said. */
void textpage_insert(struct screen *s, struct textpage *p, const char *text, size_t n,
                     bool paste);

/* The stamp of the line on, or off if it has it; danger begins with the minute. */
void textpage_stamp(struct screen *s, struct textpage *p, enum stamp stamp);

/* --- steps.c: what the school does in danger --- */

/* The rows the steps take; drawn into `r`, with what `text` does not say yet. */
int steps_rows(void);
void steps_draw(struct reg *reg, int64_t pupil, const char *text, struct rect r, bool titled);

#endif
