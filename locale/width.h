// SPDX-License-Identifier: MIT
#ifndef LOCALE_WIDTH_H
#define LOCALE_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Cells.  One table, made at build time from Debian's unicode-data, says how
 * many cells a character takes; width.c also defines wcwidth() from it, so
 * that ncurses lays out by the same numbers.  Ambiguous characters are 1 or 2
 * by width_set_ambiguous(); line drawing U+2500-257F is always 1.
 */

/* 0 (combining, controls), 1 or 2.  Never negative. */
int width_char(uint32_t cp);

/* 1 (the default) or 2 cells for characters of East Asian ambiguous width; what it was. */
int width_set_ambiguous(int cells);

/* Cells of a valid string. */
size_t width_str(const char *s);

/* Bytes of the longest prefix of whole graphemes within `cells` cells; it takes `*used`. */
size_t width_prefix(const char *s, size_t cells, size_t *used);

/*
 * Append `s` cut or padded with spaces to exactly `cells` cells.  A double
 * character is never cut in half; the gap becomes a space.
 */
void width_fit(struct str *out, const char *s, size_t cells);

/*
 * What may be shown of stored or imported text: controls, C1, zero-width and
 * bidi characters, surrogates and unassigned code points become visible
 * placeholders (〔U+202E〕), tab a space, newline stays if `keep_newlines`.
 */
void width_filter(struct str *out, const char *s, bool keep_newlines);

/* Whether a code point may stand in stored text at all (not a control but \n). */
bool width_is_text(uint32_t cp);

#endif
