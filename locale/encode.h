// SPDX-License-Identifier: MIT
#ifndef LOCALE_ENCODE_H
#define LOCALE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Encodings of files, by iconv, always strict: never //TRANSLIT, never
 * //IGNORE.  Import decides by BOM, else strict UTF-8, else strict GB18030,
 * else it is the person who is asked.
 */
enum encoding {
    ENC_UTF8,
    ENC_UTF8_BOM, /* as ENC_UTF8, written with a byte order mark */
    ENC_GBK,
    ENC_GB18030,
    ENC_UTF16LE,
    ENC_UTF16BE,
    ENC_UNKNOWN,
};

/* "gbk", "gb18030", "utf-8", "utf-16" and common spellings; ENC_UNKNOWN if none. */
enum encoding encode_by_name(const char *name);
/* "GBK", "GB18030", "UTF-8", "UTF-16": the same in every language. */
const char *encode_name(enum encoding enc);

/*
 * What the bytes of a file are: by byte order mark; by its zeros UTF-16; strict
 * UTF-8; strict GB18030 (also where UTF-8 would be possible but give a text of
 * foreign letters without one Chinese character); else ENC_UNKNOWN.
 */
enum encoding encode_guess(const void *bytes, size_t n);

/*
 * Append the file's text as valid UTF-8 without BOM.  Private-use code points
 * that GB18030-2000 used for characters since encoded become those characters
 * (U+E863 -> U+4DAE and the others).  A zero does not fit.  ERR_ENCODING with `*bad` the offset of
 * the first byte that does not fit; `out` is then as before.
 */
NODISCARD enum err encode_to_utf8(enum encoding from, const void *bytes, size_t n, struct str *out,
                                  size_t *bad);

/*
 * Append valid UTF-8 `s` in another encoding.  If `out` is empty, a byte order
 * mark goes first for ENC_UTF8_BOM and UTF-16.  ERR_ENCODING with `*bad` (may be
 * NULL) the offset in `s` of the first character that does not fit; `out` is
 * then as before.
 */
NODISCARD enum err encode_from_utf8(enum encoding to, const char *s, size_t n, struct str *out,
                                    size_t *bad);

/* Whether one character can be written. */
bool encode_fits(enum encoding to, uint32_t cp);

/*
 * The fixed table for symbols that are nobody's name and that GBK lacks
 * (domain.md 10: ticks, bullets, the yen sign ...): the replacement, or NULL.
 */
const char *encode_symbol(enum encoding to, uint32_t cp);

/* Name separators • ‧ ・ ． become U+00B7 (民委发〔2016〕33号).  Caller frees. */
char *encode_normal_name(const char *name);

#endif
