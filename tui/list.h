// SPDX-License-Identifier: MIT
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "tui/command.h"
#include "tui/draw.h"

/*
 * Rows, one of them chosen.  The rows are asked for by callback, only those in
 * sight, so that 20,000 cost what a page costs.  What is chosen is known by its
 * id and survives a reload.  Typing narrows.
 */

enum { LIST_COLUMNS = 16 };

struct list_row {
    int64_t id;                      /* 0: cannot be chosen (a head, a remark) */
    const char *cells[LIST_COLUMNS]; /* borrowed until the next fetch; NULL is empty */
    const char *sign;                /* two cells before the first column: "!!", " !" */
    const char *whole;               /* instead of the cells: a head or a remark over the row */
    enum role role;
};

struct list_source {
    size_t (*count)(void *ctx);
    /* Fill `row`, which is all zero; `at` < count. */
    void (*fetch)(void *ctx, size_t at, struct list_row *row);
    /*
     * Read what row `at` still lacks; false: it lacks nothing.  fetch() gives an empty row
     * until then.  NULL: no row must be read.
     */
    bool (*read)(void *ctx, size_t at);
    /* Where the row of this id is, SIZE_MAX if it is gone; NULL: found by fetching. */
    size_t (*find)(void *ctx, int64_t id);
    /* The narrowing text changed ("" is all); NULL: the list cannot be narrowed. */
    void (*narrow)(void *ctx, const char *typed);
    void *ctx;
};

struct list {
    struct list_source source;
    size_t count;
    size_t chosen; /* index; of no meaning when count is 0 */
    int64_t id;    /* of the chosen row, 0 if none */
    size_t top;    /* first row in sight */
    size_t page;   /* rows in sight, from the last list_layout() or list_draw() */
    struct str typed;
};

/* Empty until list_reload(). */
void list_init(struct list *l, const struct list_source *source);
void list_release(struct list *l);

/* Ask the source anew; the chosen id stays chosen, else the row at its place. */
void list_reload(struct list *l);

/* How many rows of the list are in sight (list_draw's rows, without titles). */
void list_layout(struct list *l, size_t rows);

/* Read the first row in sight that lacks something (a screen's `after`); false: none does. */
bool list_read(struct list *l);

/* UP DOWN PAGE_UP PAGE_DOWN HOME END TOP BOTTOM; false for others or when it cannot move. */
bool list_command(struct list *l, enum command cmd);

/* Choose by id; false if it is not there. */
bool list_choose(struct list *l, int64_t id);

/* The chosen row's id, 0 if there is none. */
int64_t list_chosen(const struct list *l);

/* Narrowing: add typed text, take a character away, empty it; false if nothing changed. */
bool list_type(struct list *l, const char *text, size_t n);
bool list_untype(struct list *l);
bool list_untype_all(struct list *l);

enum list_align { LIST_LEFT, LIST_RIGHT };

struct list_column {
    const char *title; /* msgid, "" for none */
    int width;         /* cells; 0: what is left (one column at most) */
    int least;         /* of the column of width 0 */
    enum list_align align;
    int drop; /* 0: never dropped; else the order in which columns go, 1 first */
};

struct list_look {
    const struct list_column *columns;
    size_t count;
    int indent; /* cells before the first column: 1, or 3 with signs */
    bool no_titles;
    bool no_more;  /* no line "12 more below" */
    bool inactive; /* the other half of the screen has the cursor: no reverse row */
};

/*
 * Which columns fit `cells`, dropped in their order: `widths[i]` cells for
 * column i, 0 for a dropped one.  Columns are one cell apart.
 */
void list_columns(const struct list_look *look, int cells, int widths[LIST_COLUMNS]);

/*
 * Draw titles, rows and, when not all are in sight, how many are below into
 * `r`.  It settles the page and the scroll, as only here both sizes are known.
 */
void list_draw(struct list *l, const struct list_look *look, struct rect r);

/* Rows for the list in `r`: without titles, and without the line of the rest if it is needed. */
size_t list_rows_in(const struct list *l, const struct list_look *look, struct rect r);

#endif
