// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * UTF-8 (RFC 3629).  Text inside the program is valid; it is checked once at
 * each border.  The only file that steps through bytes.
 */

/*
 * Decode the character at `s` (`n` bytes left) into `*cp`.  Returns its length
 * in bytes, 1 to 4; 0 at the end; -1 for an invalid sequence (overlong,
 * surrogate, above U+10FFFF, cut short), `*cp` then untouched.
 */
int utf8_decode(const char *s, size_t n, uint32_t *cp);

/* Encode `cp`, write a zero behind it, return the length; 0 for an invalid one. */
int utf8_encode(uint32_t cp, char out[5]);

/* Whether all `n` bytes are valid; if not, `*bad` (may be NULL) is the offset. */
bool utf8_valid(const char *s, size_t n, size_t *bad);

/* Characters (code points) in a valid string. */
size_t utf8_count(const char *s);

/* The character at `s`, which is valid and not at its end; steps over it. */
uint32_t utf8_next(const char **s);

/* The offset of the character before `at` in valid text; 0 stays 0. */
size_t utf8_prev(const char *s, size_t at);

/* Full-width ASCII (U+FF01-FF5E) and the ideographic space as ASCII, others as they are. */
uint32_t utf8_narrow(uint32_t cp);

/* Append `n` bytes of valid text without its spaces, full-width ASCII as ASCII. */
void utf8_squeeze(struct str *out, const char *s, size_t n);

#endif
