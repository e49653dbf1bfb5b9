// SPDX-License-Identifier: MIT
#include "core/base/utf8.h"

#include <string.h>

#include "core/base/debug.h"

int utf8_decode(const char *text, size_t n, uint32_t *cp)
{
    const unsigned char *s = (const unsigned char *)text;
    if (n == 0) {
        return 0;
    }
    if (s[0] < 0x80) {
        *cp = s[0];
        return 1;
    }
    int len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || (size_t)len > n) {
        return -1;
    }
    uint32_t c = s[0] & (0xFFu >> (len + 1));
    for (int i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return -1;
        }
        c = c << 6 | (s[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        return -1;
    }
    *cp = c;
    return len;
}

int utf8_encode(uint32_t cp, char out[5])
{
    int len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        out[0] = '\0';
        return 0;
    }
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (int i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)(lead[len] | cp);
    out[len] = '\0';
    return len;
}

bool utf8_valid(const char *s, size_t n, size_t *bad)
{
    size_t at = 0;
    while (at < n) {
        uint32_t cp;
        int len = utf8_decode(s + at, n - at, &cp);
        if (len < 0) {
            if (bad) {
                *bad = at;
            }
            return false;
        }
        at += (size_t)len;
    }
    return true;
}

size_t utf8_count(const char *s)
{
    size_t n = 0;
    for (; *s; s++) {
        n += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return n;
}

uint32_t utf8_next(const char **s)
{
    /* Valid text says its length in its first byte, so nothing behind it is read. */
    unsigned char first = (unsigned char)**s;
    size_t n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t cp = 0;
    int len = utf8_decode(*s, n, &cp);
    BUG_ON(len <= 0);
    *s += len;
    return cp;
}

size_t utf8_prev(const char *s, size_t at)
{
    while (at > 0) {
        at--;
        if (((unsigned char)s[at] & 0xC0) != 0x80) {
            break;
        }
    }
    return at;
}

uint32_t utf8_narrow(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E) {
        return cp - 0xFEE0;
    }
    return cp == 0x3000 ? ' ' : cp;
}

void utf8_squeeze(struct str *out, const char *s, size_t n)
{
    const char *end = s + n;
    while (s < end) {
        uint32_t cp = utf8_narrow(utf8_next(&s));
        char bytes[5];
        if (cp != ' ' && cp != '\t') {
            str_addn(out, bytes, (size_t)utf8_encode(cp, bytes));
        }
    }
}
