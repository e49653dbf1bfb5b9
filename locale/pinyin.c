// SPDX-License-Identifier: MIT
#include "locale/pinyin.h"

#include <string.h>

#include "core/base/utf8.h"
#include "locale/pinyin_table.h"

static const struct pinyin_set *find(uint32_t cp)
{
    size_t lo = 0;
    size_t hi = pinyin_char_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        uint32_t there = pinyin_chars[mid] >> PINYIN_SET_BITS;
        if (there == cp) {
            return &pinyin_sets[pinyin_chars[mid] & ((1u << PINYIN_SET_BITS) - 1)];
        }
        if (there < cp) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const char *pinyin_readings(uint32_t cp, bool as_surname)
{
    const struct pinyin_set *set = find(cp);
    if (!set) {
        return "";
    }
    return pinyin_pool + (as_surname ? set->surname : set->readings);
}

const char *pinyin_toned(uint32_t cp)
{
    const struct pinyin_set *set = find(cp);
    return set ? pinyin_pool + set->toned : "";
}

static const struct pinyin_compound *find_compound(uint32_t first, uint32_t second)
{
    for (size_t i = 0; i < pinyin_compound_count; i++) {
        const struct pinyin_compound *c = &pinyin_compounds[i];
        if (c->first == first && c->second == second) {
            return c;
        }
    }
    return NULL;
}

static bool is_separator(uint32_t cp)
{
    return cp == ' ' || cp == 0x3000 || cp == 0xB7 || cp == 0x2022 || cp == 0x2027 ||
           cp == 0x30FB || cp == 0xFF0E;
}

/* The compound surname at the head of a name that goes on behind it, or NULL. */
static const struct pinyin_compound *compound_of(const char *name)
{
    if (!*name) {
        return NULL;
    }
    uint32_t first = utf8_next(&name);
    if (!*name) {
        return NULL;
    }
    uint32_t second = utf8_next(&name);
    return *name ? find_compound(first, second) : NULL;
}

size_t pinyin_surname_len(const char *name)
{
    const char *s = name;
    for (const char *p = name; *p;) {
        const char *at = p;
        if (is_separator(utf8_next(&p))) {
            return (size_t)(at - name);
        }
    }
    if (!*s) {
        return 0;
    }
    if (utf8_narrow(utf8_next(&s)) < 0x80) {
        return strlen(name);
    }
    if (compound_of(name)) {
        utf8_next(&s);
    }
    return (size_t)(s - name);
}

/* Steps through a name; says for each character what it may be read as. */
struct reader {
    const char *at;
    size_t surname_left; /* bytes of the surname not read yet */
    const struct pinyin_compound *compound;
    uint32_t cp;
    const char *readings; /* separated by spaces; "" if none */
    char letter[2];       /* the reading of a letter or digit */
    bool in_surname;
};

static void reader_init(struct reader *r, const char *name)
{
    *r = (struct reader){.at = name, .surname_left = pinyin_surname_len(name)};
    const char *second = name;
    for (int i = 0; i < 2 && *second; i++) {
        utf8_next(&second);
    }
    if (r->surname_left == (size_t)(second - name)) {
        r->compound = compound_of(name);
    }
}

/* The next character into `r`; false at the end. */
static bool reader_next(struct reader *r)
{
    if (!*r->at) {
        return false;
    }
    const char *start = r->at;
    r->cp = utf8_narrow(utf8_next(&r->at));
    r->in_surname = r->surname_left > 0;
    if (r->in_surname) {
        r->surname_left -= (size_t)(r->at - start);
    }
    if (r->cp >= 'A' && r->cp <= 'Z') {
        r->cp += 'a' - 'A';
    }
    if ((r->cp >= 'a' && r->cp <= 'z') || (r->cp >= '0' && r->cp <= '9')) {
        r->letter[0] = (char)r->cp;
        r->letter[1] = '\0';
        r->readings = r->letter;
    } else if (r->in_surname && r->compound) {
        const struct pinyin_compound *c = r->compound;
        r->readings = pinyin_pool + (r->surname_left ? c->reading_first : c->reading_second);
    } else {
        r->readings = pinyin_readings(r->cp, r->in_surname);
    }
    return true;
}

static size_t first_len(const char *readings)
{
    return strcspn(readings, " ");
}

void pinyin_of_name(struct str *out, const char *name)
{
    struct reader r;
    reader_init(&r, name);
    bool was_surname = false;
    bool gap = false;
    size_t begin = out->len;
    for (const char *start = r.at; reader_next(&r); start = r.at) {
        gap = gap || is_separator(r.cp) || (was_surname && !r.in_surname);
        was_surname = r.in_surname;
        if (is_separator(r.cp)) {
            continue;
        }
        if (gap && out->len > begin) {
            str_addc(out, ' ');
        }
        gap = false;
        if (*r.readings) {
            str_addn(out, r.readings, first_len(r.readings));
        } else {
            str_addn(out, start, (size_t)(r.at - start));
        }
    }
}

/*
 * Spellings.  What a person typed as 姓名拼音, "qin zimo", must be cut into one
 * syllable a character before initials can match.  A spelling is letters;
 * spaces and apostrophes in it are borders no syllable goes across.
 */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_syllable(const char *s, size_t n)
{
    size_t lo = 0;
    size_t hi = pinyin_syllable_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const char *there = pinyin_pool + pinyin_syllables[mid];
        int c = strncmp(there, s, n);
        if (c == 0 && !there[n]) {
            return true;
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return false;
}

static bool is_reading(const char *readings, const char *s, size_t n)
{
    while (*readings) {
        size_t len = first_len(readings);
        if (len == n && memcmp(readings, s, n) == 0) {
            return true;
        }
        readings += len + (readings[len] == ' ');
    }
    return false;
}

enum { SYLLABLE_MAX = 6 }; /* "zhuang", "chuang", "shuang" */

/*
 * Cut the spelling into as many syllables as the name has characters, readings
 * of the table before other syllables, long ones before short ones.  Appends
 * "qin,zi,mo," to `out`; false (nothing appended) if it cannot be cut so.
 */
static bool cut_by_name(struct str *out, const char *s, struct reader r)
{
    while (*s == ' ') {
        s++;
    }
    do {
        if (!reader_next(&r)) {
            return !*s;
        }
    } while (!*r.readings);
    size_t most = strcspn(s, " ");
    most = most < SYLLABLE_MAX ? most : SYLLABLE_MAX;
    size_t before = out->len;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t n = most; n > 0; n--) {
            bool known = is_reading(r.readings, s, n);
            if (pass == 0 ? !known : known || !is_syllable(s, n)) {
                continue;
            }
            str_addn(out, s, n);
            str_addc(out, ',');
            if (cut_by_name(out, s + n, r)) {
                return true;
            }
            str_cut(out, before);
        }
    }
    return false;
}

/* Without the name's help: the longest syllable each time, else the rest of the word. */
static void cut_alone(struct str *out, const char *s)
{
    while (*s) {
        size_t word = strcspn(s, " ");
        size_t n = word < SYLLABLE_MAX ? word : SYLLABLE_MAX;
        while (n > 0 && !is_syllable(s, n)) {
            n--;
        }
        n = n ? n : word;
        if (n) {
            str_addn(out, s, n);
            str_addc(out, ',');
        }
        s += n + (s[n] == ' ');
    }
}

/* The spelling at `*typed` in plain letters, "qin zimo"; steps behind it. */
static void take_spelling(struct str *out, const char **typed)
{
    const char *s = *typed;
    for (; *s && !strchr(";,/", *s) && strncmp(s, "；", 3) != 0 && strncmp(s, "，", 3) != 0;) {
        char c = lower(*s);
        if (strncmp(s, "ü", 2) == 0 || strncmp(s, "Ü", 2) == 0) {
            str_addc(out, 'v');
            s += 2;
            continue;
        }
        if (is_letter(c)) {
            str_addc(out, c);
        } else if (out->len && out->ptr[out->len - 1] != ' ') {
            str_addc(out, ' ');
        }
        s++;
    }
    if (out->len && out->ptr[out->len - 1] == ' ') {
        str_cut(out, out->len - 1);
    }
    while (*s && strchr(";,/", *s)) {
        s++;
    }
    if (strncmp(s, "；", 3) == 0 || strncmp(s, "，", 3) == 0) {
        s += 3;
    }
    *typed = s;
}

/* One word a character, as it stands: "lee ming" of 李明.  False if it is not so. */
static bool cut_by_words(struct str *out, const char *s, struct reader r)
{
    size_t before = out->len;
    while (reader_next(&r)) {
        if (!*r.readings) {
            continue;
        }
        size_t n = strcspn(s, " ");
        if (!n) {
            str_cut(out, before);
            return false;
        }
        str_addn(out, s, n);
        str_addc(out, ',');
        s += n + (s[n] == ' ');
    }
    if (*s) {
        str_cut(out, before);
    }
    return !*s;
}

static void cut_spelling(struct str *out, const char *spelling, struct reader r)
{
    if (!cut_by_name(out, spelling, r) && !cut_by_words(out, spelling, r)) {
        cut_alone(out, spelling);
    }
}

/* Whether every syllable of "qin,zi,mo," is a reading the table gives anyway. */
static bool is_in_table(const char *cut, struct reader r)
{
    while (reader_next(&r)) {
        size_t n = strcspn(cut, ",");
        if (*r.readings && !is_reading(r.readings, cut, n)) {
            return false;
        }
        cut += *r.readings && cut[n] ? n + 1 : 0;
    }
    return !*cut;
}

/* The key is lines; a line is "readings,readings,...,": "qin tan,zi,mo,\n". */
void pinyin_key(struct str *out, const char *name, const char *typed_pinyin)
{
    struct reader r;
    reader_init(&r, name);
    while (reader_next(&r)) {
        if (!*r.readings) {
            continue;
        }
        str_add(out, r.readings);
        if (r.in_surname && r.compound) {
            /* It may be a short surname after all: 单于 as 单 and 于. */
            str_addc(out, ' ');
            str_add(out, pinyin_readings(r.cp, r.surname_left > 0));
        }
        str_addc(out, ',');
    }
    str_addc(out, '\n');
    reader_init(&r, name);
    while (typed_pinyin && *typed_pinyin) {
        struct str spelling = STR_INIT;
        struct str cut = STR_INIT;
        take_spelling(&spelling, &typed_pinyin);
        cut_spelling(&cut, spelling.ptr, r);
        if (cut.len && !is_in_table(cut.ptr, r)) {
            str_addn(out, cut.ptr, cut.len);
            str_addc(out, '\n');
        }
        str_wipe(&spelling);
        str_wipe(&cut);
    }
}

void pinyin_sort_key(struct str *out, const char *name, const char *typed_pinyin)
{
    struct str spelling = STR_INIT;
    struct str cut = STR_INIT;
    if (typed_pinyin) {
        take_spelling(&spelling, &typed_pinyin);
    }
    struct reader r;
    reader_init(&r, name);
    bool own = spelling.len && cut_by_name(&cut, spelling.ptr, r);
    const char *syllable = cut.ptr;
    for (const char *start = r.at; reader_next(&r); start = r.at) {
        if (own && *r.readings) {
            size_t n = strcspn(syllable, ",");
            str_addn(out, syllable, n);
            syllable += n + 1;
        } else if (*r.readings) {
            str_addn(out, r.readings, first_len(r.readings));
        } else {
            str_addc(out, '~'); /* behind all letters */
        }
        /* A short syllable before its longer ones; then the character itself. */
        str_addc(out, '\001');
        str_addn(out, start, (size_t)(r.at - start));
    }
    str_wipe(&spelling);
    str_wipe(&cut);
}

bool pinyin_initials_match(const char *text, const char *typed)
{
    struct reader t = {.at = text};
    struct reader k = {.at = typed};
    while (reader_next(&k)) {
        if (is_separator(k.cp)) {
            continue;
        }
        if (k.readings != k.letter) {
            return false;
        }
        do {
            if (!reader_next(&t)) {
                return false;
            }
        } while (!*t.readings);
        bool found = false;
        for (const char *s = t.readings; *s && !found; s += first_len(s), s += *s == ' ') {
            found = *s == k.letter[0];
        }
        if (!found) {
            return false;
        }
    }
    return true;
}
