// SPDX-License-Identifier: MIT
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "tui/command.h"
#include "tui/key.h"

/*
 * Which key means what on a screen: const tables with a more general table
 * behind them; the first match wins.  Row 24, the help screen and the card of
 * keys are made from them, so they cannot lie.
 *
 * A function key's Ctrl twin (key_twin()) is bound with it and needs no line.
 * A line with CMD_NONE takes a key of the parent away, its twin too.
 */
struct binding {
    uint32_t key; /* XKEY_... or a character; XKEY_NONE: only a text in row 24 */
    enum command cmd;
    const char *label; /* msgid for row 24; NULL: not shown there; "": the key without a word */
};

struct keymap {
    const struct binding *bindings;
    size_t count;
    const struct keymap *parent; /* NULL at the end */
};

#define KEYMAP(array, parent_map)                                                                  \
    {                                                                                              \
        (array), COUNT(array), (parent_map)                                                        \
    }

/* Keys that every screen with a frame has: help, find, menu, blank, lock, Esc. */
extern const struct keymap keymap_global;
/* The same and the moves of a list: up and down, pages, Home, End, Enter. */
extern const struct keymap keymap_list;
/* The same and the moves and acts of text: words, deleting, undo. */
extern const struct keymap keymap_text;

/*
 * What `key` means.  A character is looked up as ASCII if it is full-width.
 * CMD_NONE if it is not bound.
 */
enum command keymap_lookup(const struct keymap *map, uint32_t key);

/*
 * All bindings that hold, in the order of row 24: F1 to F12, the others by
 * table (own before parent), Esc last.  The caller frees the array.
 */
size_t keymap_effective(const struct keymap *map, struct binding **out);

/*
 * Append row 24 (without the space in column 1): labelled bindings, each
 * "F1" and its word.  If it is longer than `cells`, what stands farthest to
 * the right goes first, but F1, F2, F9, F12 and Esc stay as long as they fit.
 * `wordless`: keys only (with the pupil beside).
 */
void keymap_footer(const struct keymap *map, size_t cells, bool wordless, struct str *out);

/*
 * For tests: every command has a key that is no letter or digit, and no key
 * stands twice in one table or again with the same meaning further back.  Appends a
 * line per fault; returns whether there was none.
 */
bool keymap_check(const struct keymap *map, struct str *faults);

#endif
