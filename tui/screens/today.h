// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_TODAY_H
#define TUI_SCREENS_TODAY_H

#include "core/backup.h"
#include "core/base/str.h"
#include "core/due.h"
#include "tui/list.h"
#include "tui/screen.h"

/* The day screen (S4): its lines (today_lines.c) and its keys (today.c). */
enum line_type {
    LINE_HEAD,
    LINE_DRAFT,
    LINE_UNFINISHED,
    LINE_COMING,
    LINE_DUE,
    LINE_TERM,
    LINE_SCALE, /* the program's own version of an installed scale changed */
    LINE_NOTHING,
    LINE_FAILED /* not everything could be read: first of all lines */
};

struct today_line {
    enum line_type type;
    const char *head; /* translated: a section's title; COMING: who comes */
    int64_t record;   /* DRAFT, UNFINISHED: to open; DUE: it is about */
    int64_t pupil;
    const struct kind *kind;
    int64_t at;                  /* DRAFT: ms; others a day */
    const struct due_rule *rule; /* DUE */
    char *reason; /* DUE: a phrase; COMING: what about; UNFINISHED: its words; owned, NULL */
    char *name;   /* COMING: who is no pupil of ours; SCALE: its name; owned, NULL */
    char *when;   /* COMING: owned */
    bool asked;   /* COMING: still to be confirmed */
    bool unread;  /* UNFINISHED: the record's own words are read behind the paint */
    bool damaged;
};

struct today_screen {
    struct list list;
    struct today_line *lines;
    size_t n, cap;
    size_t drafts, coming, due, overdue;
    enum err failed; /* the first failure while the lines were made */
    struct str cells[5];
    struct str whole;
    struct backup_last copies;
};

/* Make the lines anew from the register. */
void today_gather(struct screen *s);
/* Forget the lines. */
void today_empty(struct today_screen *self);

/* The list's rows: how many, what stands in one, what is read behind the paint. */
size_t today_count(void *ctx);
void today_fetch(void *ctx, size_t at, struct list_row *row);
bool today_read(void *ctx, size_t at);

#endif
