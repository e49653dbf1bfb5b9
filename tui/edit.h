// SPDX-License-Identifier: MIT
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Text being edited, one line or many.  Knows no curses.
 *
 * The text is always valid UTF-8; the cursor always stands between graphemes.
 * Controls, zero-width and bidi characters never enter.
 *
 * Stamps (screens.md 3): a line of a long text may carry one.  In the text it
 * is plain and prints well: the line begins with the stamp's word in the
 * brackets U+3014 U+3015, such as 〔原话〕.  The editor shows the word in the
 * gutter and hides the brackets: the cursor never enters them, Backspace at
 * the beginning of such a line takes the stamp away, and a line joined to the
 * one before loses it.  The words are stored data and are not translated.
 */

enum stamp {
    STAMP_NONE,
    STAMP_WORDS,   /* 原话 the pupil's own words */
    STAMP_DANGER,  /* 危险 */
    STAMP_SUPPORT, /* 支持 what holds the pupil */
    STAMP_PROMISE, /* 答应 what was promised */
    STAMP_SILENCE, /* 沉默 */
    STAMP_CRYING,  /* 哭 */
    STAMP_COUNT
};

/* "原话" ...; "" for STAMP_NONE. */
const char *stamp_word(enum stamp stamp);

/* The stamp a line of `n` bytes begins with; `*skip` bytes are its brackets and word. */
enum stamp stamp_of_line(const char *line, size_t n, size_t *skip);

struct edit;

struct edit_limits {
    size_t max;    /* characters; 0: EDIT_MAX */
    bool one_line; /* newlines become spaces, no stamps */
    bool secret;   /* a password: no undo, memory overwritten */
};

enum {
    EDIT_MAX = 1000000, /* characters */
    EDIT_UNDO = 2000    /* steps kept */
};

/* Empty.  The caller frees it. */
struct edit *edit_new(const struct edit_limits *limits);
/* Overwrite and free; NULL is allowed. */
void edit_free(struct edit *e);

/* Replace everything (loading): no undo step, cursor at the end. */
void edit_set(struct edit *e, const char *text);

/* The text, borrowed until the next change; the second its bytes. */
const char *edit_text(const struct edit *e);
size_t edit_len(const struct edit *e);
/* Characters (code points). */
size_t edit_count(const struct edit *e);
/* Counts every change, for "is it another text than before". */
uint64_t edit_version(const struct edit *e);

size_t edit_cursor(const struct edit *e);
/* Put the cursor at the nearest place allowed at or before `at`. */
void edit_set_cursor(struct edit *e, size_t at);

/*
 * Insert at the cursor.  `paste` makes a step of its own for undo; typing in
 * one go is one step.  Cleans like event_clean().  False if not all of it
 * fitted `max`; what fits is taken.
 */
bool edit_insert(struct edit *e, const char *text, size_t n, bool paste);

/* A grapheme before / under the cursor; false if there is none. */
bool edit_backspace(struct edit *e);
bool edit_delete(struct edit *e);

/* Replace `del` bytes at `at`: one step.  Borders are moved out to whole graphemes. */
void edit_replace(struct edit *e, size_t at, size_t del, const char *text, size_t n);

/* The end of a burst of typing: the next key begins a new undo step. */
void edit_break(struct edit *e);
bool edit_undo(struct edit *e);
bool edit_redo(struct edit *e);

/* Moves; false if the cursor did not move. */
bool edit_left(struct edit *e);
bool edit_right(struct edit *e);
bool edit_word_left(struct edit *e);
bool edit_word_right(struct edit *e);
bool edit_top(struct edit *e);
bool edit_bottom(struct edit *e);
/* By laid-out lines (edit_layout() was called); a column is kept over short lines. */
bool edit_up(struct edit *e, size_t lines);
bool edit_down(struct edit *e, size_t lines);
bool edit_home(struct edit *e);
bool edit_end(struct edit *e);

/* The stamp of the line the cursor is in, or of another laid-out line. */
enum stamp edit_stamp(const struct edit *e);
/* Set or, with STAMP_NONE, take away; one undo step.  False for one-line texts or no room. */
bool edit_set_stamp(struct edit *e, enum stamp stamp);

/* --- layout (edit_lines.c) --- */

struct edit_line {
    size_t start; /* first byte shown; a stamp's brackets are left out */
    size_t len;   /* bytes shown, without the newline */
    bool first;   /* first of a line of the text: the gutter shows its stamp */
    enum stamp stamp;
};

/* Lay out to `cells` cells a line (at least 2); kept up to date by every change after that. */
void edit_layout(struct edit *e, size_t cells);
size_t edit_line_count(const struct edit *e);
struct edit_line edit_line(const struct edit *e, size_t i);
/* The laid-out line of the cursor, and the cells before it in that line. */
size_t edit_cursor_line(const struct edit *e);
size_t edit_cursor_cells(const struct edit *e);

/* Cells of `n` bytes of valid text. */
size_t edit_cells(const char *s, size_t n);

#endif
