// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_IMPORT_H
#define TUI_SCREENS_IMPORT_H

#include "core/base/str.h"
#include "core/import.h"
#include "tui/app.h"
#include "tui/list.h"

/*
 * S29, a roster file looked at before anything is written: keys and work are in
 * import.c, what is to be seen in import_show.c, what F4 offers in import_how.c.
 */
enum import_shows { IMPORT_LOOKING, IMPORT_LOOKED, IMPORT_WRITING };

/* What was said about a row; looking anew says it again. */
struct decided {
    size_t row;
    bool number; /* about its damaged number, not about who it is */
    enum import_decision what;
};

struct import_screen {
    char *path;
    enum encoding encoding; /* as chosen, ENC_UNKNOWN: found out */
    char *sheet;            /* as chosen, NULL: the first */
    struct import_job *job;
    struct import_counts counts;
    enum import_shows phase;
    enum err error;
    size_t *shown; /* rows that need a person */
    size_t shown_n;
    struct decided *decided; /* in the order they were made */
    size_t decided_n, decided_cap;
    struct list list;
    struct str cells[3];
};

/* --- import_show.c --- */
/* The rows that need a person, for the list; ctx is the screen. */
size_t import_show_count(void *ctx);
void import_show_fetch(void *ctx, size_t at, struct list_row *out);
void import_show_head(const struct screen *s, struct frame *f);
void import_show_draw(const struct screen *s, struct rect body);
/* The file's name without its folder. */
const char *import_base_name(const char *path);
/* Whether a digit on this row is about its damaged number. */
bool import_asks_number(const struct import_line *line);

/* --- import.c --- */
/* Read the file and look; false with the reason said. */
bool import_look(struct screen *s);
/* A person must say something about the row, or has; such rows stand first. */
bool import_wants_person(struct import_screen *self, size_t row);
/* The file may have other rows now: what was said of the old ones is forgotten. */
void import_forget(struct screen *s);
/* Take every number that is offered and not decided. */
void import_restore_all(struct screen *s);

/* --- import_how.c --- */
/* F4: another encoding or sheet, all numbers at once. */
void import_how_push(struct screen *s);

#endif
