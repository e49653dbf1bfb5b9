// SPDX-License-Identifier: MIT
#ifndef TUI_FORM_VIEW_H
#define TUI_FORM_VIEW_H

#include "tui/draw.h"
#include "tui/form.h"

/*
 * A form on the screen: which item stands in which row, how it scrolls, where
 * the cursor is (screens.md S9).  Two fields share a row from 80 columns on;
 * the row belongs to a field that takes Chinese while the cursor is in it.
 */
struct form_line {
    size_t item;      /* SIZE_MAX: a section head or the foot of a text */
    size_t beside;    /* the second field of the row, SIZE_MAX none */
    size_t joined;    /* the end of a span of time behind the last field, SIZE_MAX none */
    int rows;         /* of a long text; else 1 */
    const char *head; /* translated section head, NULL */
};

struct form_view {
    struct form *form;
    struct form_line *lines;
    size_t n, cap;
    size_t top;      /* first line in sight */
    size_t text_top; /* first laid-out line in sight of the focused long text */
    size_t from;     /* first byte in the window of the focused short text */
    int label_cells, beside_cells;
    bool narrow;     /* below 80 columns: one field a row, texts of three rows */
};

/* Lay the shown items out for a body; call after anything changed. */
void form_view_layout(struct form_view *v, struct rect body);
void form_view_release(struct form_view *v);

/* Draw, and say where the cursor stands. */
void form_view_draw(struct form_view *v, struct rect body, int *row, int *col);

/* Cells of a long text's lines in this body: 60 at 80 columns. */
size_t form_view_text_cells(const struct form_view *v, struct rect body);

/* Whether all codes of the field fit one row as boxes: [x]1 ... */
bool form_view_as_boxes(const struct form_view *v, const struct field *field, int cells);

#endif
