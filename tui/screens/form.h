// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_FORM_H
#define TUI_SCREENS_FORM_H

#include "tui/form_view.h"
#include "tui/screen.h"
#include "tui/screens/ops.h"

/*
 * The state of the form screen (S9), shared by form.c (keys), form_type.c
 * (typing and choosing), form_end.c (storing, striking) and form_head.c (frame).
 */
struct form_screen {
    struct form *form;
    struct form_view view;
    struct record *like; /* last record of the kind: F6; NULL */
    bool asked;          /* F2 was pressed and found problems: again stores as unfinished */
    size_t pick;         /* item a picker was opened for */
    int cursor_row, cursor_col;
    char class_digits[8]; /* of the grid: the class pupils are looked for in; "" all */
};

/* Rows 1, 2, 22 and 23. */
void form_head(const struct screen *s, struct frame *f);

/* "韦晓彤 女 13岁 八(3)班17号" for row 1, appended; nothing for NONE. */
void form_who(struct str *out, struct reg *reg, int64_t pupil);

/* The save mark of row 1: not stored, draft, stored. */
void form_mark(const struct form *form, struct frame *f);

/*
 * Write the draft, also from the whole page of a text; a failure is told.  With a
 * form's first words the place is written too, so that a crash comes back to them.
 * form_keep_due() does it, and says so, if the draft is due (a screen's `after`).
 */
void form_keep(struct app *app, struct form *form);
bool form_keep_due(struct app *app, struct form *form);
/*
 * Once a second: what was typed since is written, however fresh.  At the lock and the end
 * also an untouched new form is, so that it comes back.
 */
void form_ticked(struct app *app, struct form *form);

/* form.c: the item under the cursor; laid out and painted anew; next or before. */
struct item *form_screen_item(const struct form_screen *self);
void form_screen_again(struct screen *s);
/* The focused item is given once and stored: true, and it was said so. */
bool form_screen_refuses(struct screen *s);
void form_screen_move(struct screen *s, bool forward);

/* form.c: show a form that was opened (it is taken), or say what was in the way. */
void form_push(struct app *app, enum err e, struct form *form);

/* form.c: the keys of a form; grid.c has them too. */
bool form_screen_command(struct screen *s, enum command cmd);

/* form_type.c: the list for the item (`typed` narrows it, NULL none); typed and pasted text. */
void form_screen_choose(struct screen *s, const char *typed);
void form_screen_text(struct screen *s, const char *text, size_t n);
void form_screen_paste(struct screen *s, const char *text, size_t n);
/* Whether this is an @ that asks for a pupil: typed alone, nobody beside the keyboard. */
bool form_screen_mentions(const struct app *app, const char *text, size_t n);

/* form_end.c: F2, F8, and the rows of parts. */
void form_screen_store(struct screen *s);
/* Store, or say what is in the way (false); `*open`: it was stored as unfinished. */
bool form_screen_try(struct screen *s, bool *open);
void form_screen_strike(struct screen *s);
void form_screen_open_row(struct screen *s);
void form_screen_drop_row(struct screen *s);

#endif
