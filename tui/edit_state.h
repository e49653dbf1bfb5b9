// SPDX-License-Identifier: MIT
#ifndef TUI_EDIT_STATE_H
#define TUI_EDIT_STATE_H

#include "tui/edit.h"

/* What edit.c, edit_undo.c and edit_lines.c share; nobody else includes it. */

enum step_kind {
    STEP_TYPE,      /* joins the typing before it */
    STEP_BACKSPACE, /* joins the ones before it */
    STEP_DELETE,    /* joins the ones before it */
    STEP_WHOLE,     /* stands alone */
};

struct step {
    enum step_kind kind;
    size_t at;
    struct str del; /* bytes that stood at `at` */
    struct str ins; /* bytes that came instead */
    size_t before;  /* cursor before and after */
    size_t after;
};

struct edit {
    struct edit_limits limits;
    struct str text;
    size_t count; /* characters */
    size_t cursor;
    uint64_t version;

    struct step *steps; /* `done` of `step_count` are in the text, the rest can be redone */
    size_t done;
    size_t step_count;
    size_t step_cap;
    bool in_burst;

    size_t cells; /* 0: not laid out */
    struct edit_line *lines;
    size_t line_count;
    size_t line_cap;
    bool trailing; /* the cursor is drawn behind a soft line, not before the next */
    size_t goal;   /* column kept by up and down, SIZE_MAX if none */
};

/* Characters in `n` bytes of valid text. */
size_t edit_chars(const char *s, size_t n);

/* Change text, count, layout, version; neither cursor nor undo. */
void edit_splice(struct edit *e, size_t at, size_t del, const char *ins, size_t n);

/* Beginning and end (the newline or the end of the text) of the line that holds `at`. */
size_t edit_line_begin(const struct edit *e, size_t at);
size_t edit_line_stop(const struct edit *e, size_t at);

/* Bytes of the stamp at the beginning of the line that begins at `begin`. */
size_t edit_skip(const struct edit *e, size_t begin, enum stamp *stamp);

/* Put the cursor at `at`, behind a stamp's brackets if it fell into them. */
void edit_place(struct edit *e, size_t at);

/* Remember a change that is about to be made. */
void edit_record(struct edit *e, enum step_kind kind, size_t at, size_t del, const char *ins,
                 size_t n);
/* Where the cursor came to rest after it. */
void edit_record_cursor(struct edit *e);
void edit_forget_steps(struct edit *e);

/* The layout after `del` bytes at `at` became `n`. */
void edit_relay(struct edit *e, size_t at, size_t del, size_t n);

#endif
