// SPDX-License-Identifier: MIT
#include "locale/encode.h"

#include <string.h>

#include "core/base/utf8.h"

static bool begins(const char *s, size_t n, const char *mark, size_t len)
{
    return n >= len && memcmp(s, mark, len) == 0;
}

static bool decodes(enum encoding enc, const char *s, size_t n)
{
    struct str text = STR_INIT;
    size_t bad;
    bool good = encode_to_utf8(enc, s, n, &text, &bad) == ERR_OK;
    str_wipe(&text);
    return good;
}

/*
 * Zeros are in UTF-16 only, where they are half of every Latin letter, comma
 * and newline: which half they are says the byte order.
 */
static enum encoding guess_utf16(const char *s, size_t n)
{
    size_t even = 0;
    size_t odd = 0;
    for (size_t i = 0; i < n; i++) {
        if (!s[i]) {
            *(i % 2 ? &odd : &even) += 1;
        }
    }
    enum encoding enc = odd > even ? ENC_UTF16LE : ENC_UTF16BE;
    return n % 2 == 0 && decodes(enc, s, n) ? enc : ENC_UNKNOWN;
}

/*
 * Whether valid UTF-8 can hardly be meant as such: two letters of Latin, Greek
 * or Cyrillic side by side, and no Chinese anywhere.  谭伟 in GBK is the UTF-8
 * of two marks; a file of this school without one Chinese character is not.
 */
static bool is_unlikely_utf8(const char *s, size_t n)
{
    bool pair = false;
    bool after_letter = false;
    for (size_t at = 0; at < n;) {
        uint32_t cp;
        int len = utf8_decode(s + at, n - at, &cp);
        if (len > 2) {
            return false;
        }
        pair = pair || (len == 2 && after_letter);
        after_letter = len == 2;
        at += (size_t)len;
    }
    return pair;
}

enum encoding encode_guess(const void *bytes, size_t n)
{
    const char *s = bytes;
    if (begins(s, n, "\xEF\xBB\xBF", 3)) {
        return decodes(ENC_UTF8, s, n) ? ENC_UTF8_BOM : ENC_UNKNOWN;
    }
    if (begins(s, n, "\xFF\xFE", 2)) {
        return decodes(ENC_UTF16LE, s, n) ? ENC_UTF16LE : ENC_UNKNOWN;
    }
    if (begins(s, n, "\xFE\xFF", 2)) {
        return decodes(ENC_UTF16BE, s, n) ? ENC_UTF16BE : ENC_UNKNOWN;
    }
    if (n && memchr(s, '\0', n)) {
        return guess_utf16(s, n);
    }
    bool utf8 = utf8_valid(s, n, NULL);
    if (utf8 && !is_unlikely_utf8(s, n)) {
        return ENC_UTF8;
    }
    return decodes(ENC_GB18030, s, n) ? ENC_GB18030 : utf8 ? ENC_UTF8 : ENC_UNKNOWN;
}
