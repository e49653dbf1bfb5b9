// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_PUPIL_H
#define TUI_SCREENS_PUPIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/timeline.h"
#include "tui/list.h"

/*
 * The two halves of a pupil's file (S7, pupil.c): the face sheet (pupil_face.c)
 * and the timeline (pupil_events.c).
 */
struct reg;
struct app;

enum { FACE_ROWS = 8, EVENTS_PAGE = 24 };

struct face_row {
    const char *label; /* translated */
    struct str text;
    bool is_number; /* the row of telephone numbers */
    bool is_warning;
};

struct face {
    int64_t pupil;
    bool numbers; /* telephone numbers are written out */
    struct face_row rows[FACE_ROWS]; /* the first one is the screen's row 2 */
    size_t n;
    size_t at; /* the row the cursor is on */
};

void face_init(struct face *face, int64_t pupil);
void face_release(struct face *face);
/* Read the pupil's record and write its rows anew. */
void face_fill(struct face *face, struct reg *reg);
/* The cursor a row on; false: it cannot. */
bool face_move(struct face *face, bool down);
/* Draw it from the top of `body`, with the cursor if `inside`; the first row below it. */
int face_draw(const struct face *face, struct rect body, bool inside);

struct events {
    struct app *app;
    int64_t pupil;
    const struct kind *only; /* NULL: all */
    struct list list;
    int64_t count;
    struct timeline_entry page[EVENTS_PAGE]; /* those around the rows in sight */
    size_t page_n;
    int64_t page_from;
    struct str cells[4]; /* of the row fetched last */
};

void events_init(struct events *ev, struct app *app, int64_t pupil);
void events_release(struct events *ev);
/* Ask the register anew. */
void events_reload(struct events *ev);
/* Its title and rows into `r`; `inside`: the cursor is here. */
void events_draw(struct events *ev, struct rect r, bool inside);

#endif
