// SPDX-License-Identifier: MIT
#include "locale/pinyin.h"

#include <string.h>

/*
 * Matching keeps the set of places in what was typed that the name read so far
 * can explain, one bit a letter, and moves the whole set over one character of
 * the name at a time.  The cost grows with the name, never with the ways to
 * read it, and no memory is taken.
 */
enum { TYPED_MAX = 63 };

struct typed {
    char text[TYPED_MAX + 1]; /* small letters, no spaces */
    int len;
    uint64_t end; /* the bit behind the last letter */
};

/* Sets of places: reached by a name read from its first character, or a later one. */
struct places {
    uint64_t first;
    uint64_t later;
};

static void typed_init(struct typed *t, const char *typed)
{
    t->len = 0;
    for (; *typed && t->len < TYPED_MAX; typed++) {
        char c = *typed;
        if (c != ' ' && c != '\'' && c != '-') {
            t->text[t->len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    t->text[t->len] = '\0';
    t->end = (uint64_t)1 << t->len;
}

/* Whether the letter `want` of a reading, `before` in front of it, was typed as `got`. */
static bool is_letter(char want, char before, char got)
{
    return want == got || (want == 'v' && got == 'u') ||
           (want == 'u' && got == 'v' && before && strchr("jqxy", before));
}

/*
 * Places reachable from `at` over one reading: behind its initial (z, and zh in
 * a reading that begins so), behind all of it, or the end of what was typed
 * inside it.  ü is written v and may be typed v, u or, as in passports, yu;
 * behind j q x y it is written u and may be typed v.
 */
static uint64_t over_reading(const struct typed *t, int at, const char *reading, size_t n)
{
    uint64_t reached = 0;
    char before = '\0';
    for (size_t i = 0; i < n; i++) {
        if (at == t->len) {
            return reached | t->end;
        }
        if (reading[i] == 'v' && t->text[at] == 'y' && t->text[at + 1] == 'u') {
            at++;
        } else if (!is_letter(reading[i], before, t->text[at])) {
            return reached;
        }
        at++;
        before = reading[i];
        if (i == 0 || i + 1 == n || (i == 1 && before == 'h')) {
            reached |= (uint64_t)1 << at;
        }
    }
    return reached;
}

/* Move both sets over one reading of `n` letters; adds to `to`. */
static void move(const struct typed *t, struct places from, const char *reading, size_t n,
                 struct places *to)
{
    uint64_t all = from.first | from.later;
    for (int at = 0; all >> at; at++) {
        if (!(all >> at & 1) || t->text[at] != reading[0]) {
            continue;
        }
        uint64_t reached = over_reading(t, at, reading, n);
        to->first |= from.first >> at & 1 ? reached : 0;
        to->later |= from.later >> at & 1 ? reached : 0;
    }
}

/* The rank of one line of the key, which begins at `*line`; steps behind it. */
static int match_line(const struct typed *t, const char **line, const char *end)
{
    struct places from = {.first = 1};
    struct places to = {0};
    const char *reading = *line;
    const char *p = reading;
    int rank = 0;
    for (; p < end && *p != '\n'; p++) {
        if (*p != ',' && *p != ' ') {
            continue;
        }
        move(t, from, reading, (size_t)(p - reading), &to);
        reading = p + 1;
        if (*p == ' ') {
            continue;
        }
        if (to.first & t->end) {
            bool is_whole = p + 1 == end || p[1] == '\n';
            rank = is_whole ? 3 : rank < 2 ? 2 : rank;
        } else if (rank == 0 && to.later & t->end) {
            rank = 1;
        }
        /* Nothing goes on from the end: all that was typed is explained there. */
        from.first = to.first & ~t->end;
        from.later = (to.later & ~t->end) | 1;
        to = (struct places){0};
    }
    *line = p + 1;
    return rank;
}

/*
 * One letter, what is typed most, explains just the initial of a character:
 * that of the first one, else of any.  The same ranks as match_line().
 */
static int match_letter(char typed, const char *key, const char *end)
{
    int best = 0;
    bool begins = true; /* a line */
    bool first = true;  /* the first character of a line */
    for (const char *p = key; p < end; p++) {
        bool initial = begins || p[-1] == ',' || p[-1] == ' ';
        if (initial && *p == typed) {
            const char *behind = first ? memchr(p, ',', (size_t)(end - p)) : NULL;
            bool whole = behind && (behind + 1 == end || behind[1] == '\n');
            int rank = whole ? 3 : first ? 2 : 1;
            best = rank > best ? rank : best;
        }
        begins = *p == '\n';
        first = begins || (first && *p != ',');
    }
    return best;
}

/* One bit a letter; the first letters of readings 32 bits higher. */
static uint64_t letter_bit(char c)
{
    return c >= 'a' && c <= 'z' ? (uint64_t)1 << (c - 'a') : 0;
}

uint64_t pinyin_letters(const char *key, size_t key_len)
{
    uint64_t set = 0;
    bool begins = true;
    for (size_t i = 0; i < key_len; i++) {
        set |= letter_bit(key[i]) | (begins ? letter_bit(key[i]) << 32 : 0);
        begins = key[i] == ',' || key[i] == ' ' || key[i] == '\n';
    }
    /* As is_letter() and over_reading() have it: v as u or yu, u as v. */
    if (set & letter_bit('v')) {
        set |= letter_bit('y');
    }
    if (set & (letter_bit('u') | letter_bit('v'))) {
        set |= letter_bit('u') | letter_bit('v');
    }
    return set;
}

uint64_t pinyin_needs(const char *typed)
{
    struct typed t;
    uint64_t set = 0;
    typed_init(&t, typed);
    for (int i = 0; i < t.len; i++) {
        set |= letter_bit(t.text[i]);
    }
    return set | letter_bit(t.text[0]) << 32;
}

int pinyin_match(const char *key, size_t key_len, const char *typed)
{
    struct typed t;
    typed_init(&t, typed);
    if (t.len == 0) {
        return 2;
    }
    /* Most names do not even have the first letter. */
    if (key_len == 0 || !memchr(key, t.text[0], key_len)) {
        return 0;
    }
    if (t.len == 1) {
        return match_letter(t.text[0], key, key + key_len);
    }
    int best = 0;
    for (const char *line = key; line < key + key_len && best < 3;) {
        int rank = match_line(&t, &line, key + key_len);
        best = rank > best ? rank : best;
    }
    return best;
}
