// SPDX-License-Identifier: MIT
#include "locale/breaks.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <uninorm.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/width.h"

static const uint8_t *bytes_of(const char *s)
{
    return (const uint8_t *)s;
}

/* Characters that always begin a grapheme and end the one before: the usual text. */
static bool is_simple(uint32_t cp)
{
    return (cp >= 0x20 && cp < 0x7F) || cp == '\n' || (cp >= 0x4E00 && cp <= 0x9FFF) ||
           (cp >= 0x3000 && cp < 0x302A) || (cp >= 0xFF01 && cp <= 0xFF60) ||
           (cp >= 0x2010 && cp <= 0x2027);
}

static bool is_flag_half(uint32_t cp)
{
    return cp >= 0x1F1E6 && cp <= 0x1F1FF;
}

static uint32_t char_at(const char *s, size_t n, size_t at)
{
    uint32_t cp = 0;
    return at < n && utf8_decode(s + at, n - at, &cp) > 0 ? cp : 0;
}

/*
 * libunistring looks at pairs only.  These are the two rules of UAX 29 that
 * look farther: pictures joined by U+200D, and flags of two halves.
 */
static size_t whole_grapheme(const char *s, size_t n, size_t at)
{
    bool picture = uc_is_property_extended_pictographic(char_at(s, n, at));
    size_t end = at;
    if (is_flag_half(char_at(s, n, at)) && is_flag_half(char_at(s, n, at + 4))) {
        end += 8; /* each half has four bytes */
        while (end < n && !is_flag_half(char_at(s, n, end)) &&
               !uc_is_grapheme_break(char_at(s, n, utf8_prev(s, end)), char_at(s, n, end))) {
            uint32_t cp;
            end += (size_t)utf8_decode(s + end, n - end, &cp);
        }
        return end;
    }
    for (;;) {
        const uint8_t *next = u8_grapheme_next(bytes_of(s) + end, bytes_of(s) + n);
        end = next ? (size_t)(next - bytes_of(s)) : n;
        bool joins = picture && end < n && char_at(s, n, utf8_prev(s, end)) == 0x200D &&
                     uc_is_property_extended_pictographic(char_at(s, n, end));
        if (!joins) {
            return end;
        }
    }
}

/* Whether libunistring's border at `at` may stand inside a longer grapheme. */
static bool is_joined(const char *s, size_t n, size_t at)
{
    if (at == 0 || at >= n) {
        return false;
    }
    uint32_t before = char_at(s, n, utf8_prev(s, at));
    return before == 0x200D || (is_flag_half(before) && is_flag_half(char_at(s, n, at)));
}

size_t breaks_next_grapheme(const char *s, size_t n, size_t at)
{
    uint32_t cp;
    int len = utf8_decode(s + at, n - at, &cp);
    if (len <= 0) {
        return n;
    }
    size_t next = at + (size_t)len;
    if (is_simple(cp)) {
        len = utf8_decode(s + next, n - next, &cp);
        if (len <= 0 || is_simple(cp)) {
            return next;
        }
    }
    return whole_grapheme(s, n, at);
}

size_t breaks_prev_grapheme(const char *s, size_t n, size_t at)
{
    BUG_ON(at > n);
    size_t begin = at;
    do {
        if (begin == 0) {
            return 0;
        }
        const uint8_t *prev = u8_grapheme_prev(bytes_of(s) + begin, bytes_of(s));
        begin = prev ? (size_t)(prev - bytes_of(s)) : 0;
    } while (is_joined(s, n, begin));
    /* From a sure border forward again. */
    size_t next = breaks_next_grapheme(s, n, begin);
    while (next < at) {
        begin = next;
        next = breaks_next_grapheme(s, n, begin);
    }
    return begin;
}

/* Without a dictionary a run of ideographs counts as one word, up to the next mark. */
enum word_class { WORD_SPACE, WORD_MARK, WORD_LETTER, WORD_IDEOGRAPH };

static enum word_class word_class(uint32_t cp)
{
    if (cp == ' ' || cp == '\n' || cp == '\t' || cp == 0x3000 || cp == 0xA0) {
        return WORD_SPACE;
    }
    if (!uc_is_alnum(cp)) {
        return WORD_MARK;
    }
    bool ideograph = (cp >= 0x2E80 && cp < 0xFF00 && width_char(cp) == 2) || cp >= 0x20000;
    return ideograph ? WORD_IDEOGRAPH : WORD_LETTER;
}

/* The class of the grapheme at `at` is the class of its first character. */
static enum word_class class_at(const char *s, size_t n, size_t at)
{
    uint32_t cp = ' ';
    int len = utf8_decode(s + at, n - at, &cp);
    BUG_ON(len <= 0);
    return word_class(cp);
}

size_t breaks_next_word(const char *s, size_t n, size_t at)
{
    if (at >= n) {
        return n;
    }
    enum word_class class = class_at(s, n, at);
    while (at < n && class_at(s, n, at) == class) {
        at = breaks_next_grapheme(s, n, at);
    }
    while (at < n && class_at(s, n, at) == WORD_SPACE) {
        at = breaks_next_grapheme(s, n, at);
    }
    return at;
}

size_t breaks_prev_word(const char *s, size_t n, size_t at)
{
    size_t before = breaks_prev_grapheme(s, n, at);
    while (at > 0 && class_at(s, n, before) == WORD_SPACE) {
        at = before;
        before = breaks_prev_grapheme(s, n, at);
    }
    if (at == 0) {
        return 0;
    }
    enum word_class class = class_at(s, n, before);
    while (at > 0 && class_at(s, n, before) == class) {
        at = before;
        before = breaks_prev_grapheme(s, n, at);
    }
    return at;
}

/* Marks that may not end a line, and marks that may not begin one (GB/T 15834). */
static const uint32_t opening[] = {
    '(',    '[',    '{',    0x2018, 0x201C, 0x3008, 0x300A, 0x300C, 0x300E,
    0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D, 0xFF08, 0xFF3B, 0xFF5B,
};
static const uint32_t closing[] = {
    ')',    ']',    '}',    ',',    '.',    ';',    ':',    '!',    '?',    '%',
    0x00B7, 0x2019, 0x201D, 0x2030, 0x2103, 0x3001, 0x3002, 0x3005, 0x3009, 0x300B,
    0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x301B, 0x301E, 0xFF01, 0xFF05,
    0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D, 0xFF5E,
};

static bool is_one_of(const uint32_t *marks, size_t n, uint32_t cp)
{
    if (cp >= 0x4E00 && cp <= 0x9FFF) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (marks[i] == cp) {
            return true;
        }
    }
    return false;
}

/*
 * Whether a line may end between two characters: `possible` is the answer of
 * UAX 14, which takes “ and ” for marks that may stand on either side.
 */
static bool may_break(uint32_t before, uint32_t after, bool possible)
{
    if (is_one_of(opening, COUNT(opening), before) ||
        (before != ' ' && is_one_of(closing, COUNT(closing), after))) {
        return false;
    }
    if (before == 0x201D || before == 0x2019) {
        return possible || width_char(after) == 2;
    }
    if (after == 0x201C || after == 0x2018) {
        return possible || width_char(before) == 2;
    }
    return possible;
}

struct layout {
    struct line *lines;
    size_t count;
    size_t cap;
    size_t cells;
    char *possible; /* UC_BREAK_... a byte, room for the longest paragraph */
};

static void add_line(struct layout *l, size_t start, size_t end)
{
    l->lines = mem_grow(l->lines, l->count, &l->cap, sizeof *l->lines);
    l->lines[l->count++] = (struct line){.start = start, .len = end - start};
}

/* Cells of the grapheme from `at` to `next`; its first and last character. */
static size_t grapheme(const char *s, size_t at, size_t next, uint32_t *first, uint32_t *last)
{
    size_t cells = 0;
    bool begun = false;
    while (at < next) {
        int len = utf8_decode(s + at, next - at, last);
        BUG_ON(len <= 0);
        if (!begun) {
            *first = *last;
            begun = true;
        }
        cells += (size_t)width_char(*last);
        at += (size_t)len;
    }
    return cells;
}

/* One paragraph of `n` bytes that begins at offset `base` of the text. */
static void lay_out(struct layout *l, const char *s, size_t n, size_t base)
{
    u8_possible_linebreaks(bytes_of(s), n, "UTF-8", l->possible);
    size_t start = 0;    /* of the line */
    size_t used = 0;     /* cells from `start` to `at` */
    size_t cut = 0;      /* the last place a line may end, `start` if none */
    size_t cut_used = 0; /* cells from `start` to `cut` */
    uint32_t before = ' ';
    for (size_t at = 0; at < n;) {
        size_t next = breaks_next_grapheme(s, n, at);
        uint32_t first = 0;
        uint32_t last = 0;
        size_t w = grapheme(s, at, next, &first, &last);
        if (at > start && may_break(before, first, l->possible[at] == UC_BREAK_POSSIBLE)) {
            cut = at;
            cut_used = used;
        }
        if (first != ' ' && used + w > l->cells && at > start) {
            if (cut == start) {
                cut = at;
                cut_used = used;
            }
            add_line(l, base + start, base + cut);
            start = cut;
            used -= cut_used;
            /* What was carried over may itself be too long: look at this grapheme again. */
            continue;
        }
        used += w;
        before = last;
        at = next;
    }
    add_line(l, base + start, base + n);
}

size_t breaks_lines(const char *s, size_t n, size_t cells, struct line **lines)
{
    struct layout l = {.cells = cells ? cells : 1, .possible = xmalloc(n)};
    size_t at = 0;
    for (;;) {
        const char *newline = at < n ? memchr(s + at, '\n', n - at) : NULL;
        size_t end = newline ? (size_t)(newline - s) : n;
        lay_out(&l, s + at, end - at, at);
        if (!newline) {
            break;
        }
        at = end + 1;
    }
    xfree(l.possible);
    *lines = l.lines;
    return l.count;
}

char *breaks_nfc(const char *s)
{
    size_t n = strlen(s);
    size_t len = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, bytes_of(s), n, NULL, &len);
    if (!normal && n) {
        debug_die_nomem();
    }
    char *out = xmemdupz(normal, len);
    xfree(normal);
    return out;
}
