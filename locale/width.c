// SPDX-License-Identifier: MIT
#include "locale/width.h"

#include <string.h>
#include <wchar.h>

#include "core/base/debug.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/width_table.h"

/* Cells of ambiguous characters: see docs/HACKING.md, allowed statics. */
static int ambiguous_cells = 1;

static bool is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
}

/* The range that holds `cp`, or NULL. */
static const struct width_range *find(uint32_t cp)
{
    size_t lo = 0;
    size_t hi = width_range_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > width_ranges[mid].last) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo == width_range_count || cp < width_ranges[lo].first) {
        return NULL;
    }
    return &width_ranges[lo];
}

int width_char(uint32_t cp)
{
    if (cp < 0xA0) {
        return !is_control(cp);
    }
    if (cp >= 0x4E00 && cp <= 0x9FFF) {
        return 2;
    }
    const struct width_range *range = find(cp);
    if (!range) {
        return 1;
    }
    switch (range->class) {
    case WIDTH_MARK:
    case WIDTH_FORMAT:
        return 0;
    case WIDTH_DOUBLE:
        return 2;
    case WIDTH_AMBIGUOUS:
        return ambiguous_cells;
    case WIDTH_UNKNOWN:
        return 1;
    }
    BUG("class %d", (int)range->class);
}

int width_set_ambiguous(int cells)
{
    int was = ambiguous_cells;
    BUG_ON(cells != 1 && cells != 2);
    ambiguous_cells = cells;
    return was;
}

/* The C library's function, for ncurses: one table for it and for us. */
int wcwidth(wchar_t wc)
{
    uint32_t cp = (uint32_t)wc;
    if (cp != 0 && (is_control(cp) || cp > 0x10FFFF)) {
        return -1;
    }
    return width_char(cp);
}

int wcswidth(const wchar_t *s, size_t n)
{
    int cells = 0;
    for (size_t i = 0; i < n && s[i]; i++) {
        int w = wcwidth(s[i]);
        if (w < 0) {
            return -1;
        }
        cells += w;
    }
    return cells;
}

static size_t width_bytes(const char *s, const char *end)
{
    size_t cells = 0;
    while (s < end) {
        cells += (size_t)width_char(utf8_next(&s));
    }
    return cells;
}

size_t width_str(const char *s)
{
    return width_bytes(s, s + strlen(s));
}

size_t width_prefix(const char *s, size_t cells, size_t *used)
{
    size_t n = strlen(s);
    size_t at = 0;
    *used = 0;
    while (at < n) {
        size_t next = breaks_next_grapheme(s, n, at);
        size_t w = width_bytes(s + at, s + next);
        if (*used + w > cells) {
            break;
        }
        *used += w;
        at = next;
    }
    return at;
}

void width_fit(struct str *out, const char *s, size_t cells)
{
    size_t used;
    size_t n = width_prefix(s, cells, &used);
    str_addn(out, s, n);
    for (; used < cells; used++) {
        str_addc(out, ' ');
    }
}

/* Whether a terminal would show nothing, or something else than is there. */
static bool is_hidden(uint32_t cp)
{
    if (cp < 0xA0) {
        return is_control(cp);
    }
    if (cp >= 0x4E00 && cp <= 0x9FFF) {
        return false;
    }
    const struct width_range *range = find(cp);
    return range && (range->class == WIDTH_FORMAT || range->class == WIDTH_UNKNOWN);
}

void width_filter(struct str *out, const char *s, bool keep_newlines)
{
    while (*s) {
        const char *start = s;
        uint32_t cp = utf8_next(&s);
        if (cp == '\t') {
            str_addc(out, ' ');
        } else if (is_hidden(cp) && !(cp == '\n' && keep_newlines)) {
            str_addf(out, "〔U+%04X〕", (unsigned)cp);
        } else {
            str_addn(out, start, (size_t)(s - start));
        }
    }
}

bool width_is_text(uint32_t cp)
{
    bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
    bool noncharacter = (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
    return cp <= 0x10FFFF && !surrogate && !noncharacter && (cp == '\n' || !is_control(cp));
}
