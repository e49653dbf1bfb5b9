// SPDX-License-Identifier: MIT
#ifndef LOCALE_BREAKS_H
#define LOCALE_BREAKS_H

#include <stddef.h>

/*
 * Graphemes, lines and normal form, by libunistring (UAX 29, UAX 14, NFC) and
 * the rules of Chinese typesetting (no closing mark at the start of a line, no
 * opening mark at its end).  All strings are valid UTF-8.
 */

/* Offset behind the grapheme that begins at `at`; `n` at the end. */
size_t breaks_next_grapheme(const char *s, size_t n, size_t at);

/* Offset of the grapheme that ends at `at`; 0 at the beginning. */
size_t breaks_prev_grapheme(const char *s, size_t n, size_t at);

/* Offsets of the next / previous word border (for Ctrl-Left, Ctrl-Right). */
size_t breaks_next_word(const char *s, size_t n, size_t at);
size_t breaks_prev_word(const char *s, size_t n, size_t at);

/* One laid-out line: bytes from `start`, `len` of them without the newline. */
struct line {
    size_t start;
    size_t len;
};

/*
 * Break `n` bytes into lines of at most `cells` cells, at newlines and where
 * the rules allow; a word longer than the line is cut at a grapheme.  Spaces
 * at a soft break belong to the line before, even beyond `cells`.  Always at
 * least one line; a newline at the end begins another, empty line.
 * `*lines` is the caller's to xfree(); the count is returned.
 */
size_t breaks_lines(const char *s, size_t n, size_t cells, struct line **lines);

/* NFC of a valid string, the caller frees it. */
char *breaks_nfc(const char *s);

#endif
