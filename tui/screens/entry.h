// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_ENTRY_H
#define TUI_SCREENS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/command.h"
#include "tui/draw.h"
#include "tui/textfield.h"

/*
 * A few entry fields under each other, for the pages before and beside the
 * register, which have no record definition: school and password, recovery
 * code, date of today, settings.  The owner draws what stands around them.
 */
struct entry {
    const char *label;  /* msgid, NULL none */
    const char *remark; /* msgid, at the right of a wide window, in row 22 of a narrow one; NULL */
    size_t max;         /* characters */
    bool secret;
    struct textfield field;
    int row; /* of the body, set by the owner's layout; < 0: not in sight */
};

struct entries {
    struct entry *at;
    size_t n;
    size_t focus;
    int label_col, field_col, cells; /* in the body; 0 cells: 38, fewer in a narrow window */
    int cursor_row, cursor_col;      /* on the screen, as last drawn */
};

enum { ENTRY_LABEL_COL = 3, ENTRY_FIELD_COL = 15, ENTRY_CELLS = 38, ENTRY_REMARK_COL = 57 };

/* Make the fields of `e->at`, whose labels and limits are set. */
void entries_init(struct entries *e);
void entries_release(struct entries *e);

/* The focused one; the text of one; whether anything was typed anywhere. */
struct entry *entries_focus(struct entries *e);
const char *entries_text(const struct entries *e, size_t at);
bool entries_are_typed(const struct entries *e);

/*
 * Moves between fields (Tab, Enter, arrows) and text commands.  False: not
 * taken, or Enter in the last field, which is the owner's.
 */
bool entries_command(struct entries *e, enum command cmd);
/* Typed text into the focused field. */
void entries_type(struct entries *e, const char *text, size_t n);

void entries_draw(struct entries *e, struct rect body);

/* A keymap for them: the moves of text, without menu, find and danger. */
struct keymap;
extern const struct keymap keymap_entries;

#endif
