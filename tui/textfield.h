// SPDX-License-Identifier: MIT
#ifndef TUI_TEXTFIELD_H
#define TUI_TEXTFIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/command.h"
#include "tui/edit.h"

/*
 * A field of one line over an edit: a window of `cells` cells that follows the
 * cursor.  Used by forms, the narrowing line and password fields (stars).
 */
struct textfield {
    struct edit *edit; /* owned */
    size_t from;       /* first byte in the window */
    bool secret;
};

/* `max` characters, 0 for the general limit. */
void textfield_init(struct textfield *f, size_t max, bool secret);
void textfield_release(struct textfield *f);

/* The moves and acts of text; false if the command is none of them. */
bool textfield_command(struct textfield *f, enum command cmd);
/* Typed or pasted; false if not all of it fitted. */
bool textfield_insert(struct textfield *f, const char *text, size_t n, bool paste);

void textfield_set(struct textfield *f, const char *text);
const char *textfield_text(const struct textfield *f);

/*
 * Draw it underlined in `cells` cells; `focus` makes it bold and scrolls to
 * the cursor, otherwise the beginning is shown.  Returns the column of the
 * cursor on the screen.
 */
int textfield_draw(struct textfield *f, int row, int col, int cells, bool focus);

#endif
