// SPDX-License-Identifier: MIT
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Cells.  The only file that writes to the screen.  Rows and columns count
 * from 0; every function stays inside the screen whatever it is given, cuts
 * between characters and never through a double one, and shows text through
 * width_filter(), so that stored or imported text cannot reach the terminal as
 * anything but text.
 */

struct rect {
    int row;
    int col;
    int rows;
    int cols;
};

/* What a text is; how it looks is decided in draw.c.  Nothing depends on colour. */
enum role {
    ROLE_PLAIN,
    ROLE_BAR,     /* rows 1 and 24: reverse */
    ROLE_HEAD,    /* section heads: bold */
    ROLE_DIM,     /* row 22 and remarks */
    ROLE_FIELD,   /* entry fields: underlined */
    ROLE_FOCUS,   /* the field the cursor is in: underlined and bold */
    ROLE_CHOSEN,  /* the chosen row: reverse */
    ROLE_PROBLEM, /* row 23, when something is wrong: bold */
    ROLE_DANGER,  /* danger: bold, red where there is colour */
    ROLE_COUNT
};

/*
 * Write `text` into exactly `cells` cells, cut or padded with spaces.  A
 * newline counts as a space.
 */
void draw_text(int row, int col, int cells, const char *text, enum role role);

/* The same, right-aligned. */
void draw_right(int row, int col, int cells, const char *text, enum role role);

/* Write `text` at most to `limit` cells without padding; returns the cells used. */
int draw_put(int row, int col, int limit, const char *text, enum role role);

/* draw_text() of the first `n` bytes of `text`. */
void draw_span(int row, int col, int cells, const char *text, size_t n, enum role role);

/*
 * Write running text into `r`, broken by the rules of Chinese typesetting, from
 * its laid-out line `from` on.  Returns how many lines the whole text has.
 */
size_t draw_wrapped(struct rect r, const char *text, size_t from, enum role role);

/* Where the terminal's own cursor stands; the last call before painting holds. */
void draw_cursor(int row, int col);

/* Forget what is on the terminal: everything is written anew at the next paint. */
void draw_again(void);

/* Blank the whole screen and size it; for app.c at the start of painting. */
void draw_begin(void);

/* Take what was drawn over to the terminal's picture (wnoutrefresh); for app.c. */
void draw_end(void);

/* One line for a window below 60x18. */
void draw_too_small(int rows, int cols);

#endif
