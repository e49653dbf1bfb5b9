// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_SHEETS_H
#define TUI_SCREENS_SHEETS_H

#include "core/screening.h"
#include "tui/keying.h"
#include "tui/screens.h"

/* S14, the class grid: its state, between keys (sheets.c) and pictures (sheets_view.c). */
struct sheets_screen {
    struct campaign *campaign;
    struct scales scales;
    struct sheet_measure m;
    int64_t class_id;
    struct seats seats;
    size_t at; /* seat in hand */
    struct keying k;
    bool open;      /* a sheet is in hand */
    int per_row;    /* items a row, as on the paper */
    char *keyed_by; /* PERSON */
    bool helper;    /* somebody helps: nothing but this page */
    int jump;       /* number typed behind '/', -1 none */
    bool about;     /* '*' was pressed: what is it about this sheet? */
    bool ask_again; /* the critical item of a draft that came back stands again */
    int cursor_row, cursor_col;
};

void sheets_head(const struct screen *s, struct frame *f);
void sheets_draw(const struct screen *s, struct rect body);

/* What row 2 and the roster say: done, being keyed, nothing yet. */
struct sheets_counts {
    size_t done, at_work, none, leave, exempt, absent, declined, missing;
};
struct sheets_counts sheets_count(const struct sheets_screen *self);

#endif
