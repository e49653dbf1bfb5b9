// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/import_priv.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "locale/width.h"

/* Reading cells: what people and spreadsheets write, as stored values. */

/* Marks that stick to copied numbers and are nobody's text: zero width, direction, BOM. */
static bool is_stray(uint32_t cp)
{
    return cp == 0x200b || cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
           cp == 0x2060 || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xa0 || cp == 0x3000;
}

char *import_clean(const char *cell, bool keep_newlines, bool *has_control)
{
    struct str out = STR_INIT;
    size_t end = 0; /* behind the last character that is not a blank */
    for (const char *p = csv_unguard(cell); *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (is_stray(cp) || cp == '\r' || (is_blank(cp) && !out.len)) {
            continue;
        }
        if (cp == '\t' || (cp == '\n' && !keep_newlines)) {
            str_addc(&out, ' ');
        } else if (!width_is_text(cp)) {
            *has_control = true;
            continue;
        } else {
            str_addn(&out, from, (size_t)(p - from));
        }
        end = is_blank(cp) ? end : out.len;
    }
    str_cut(&out, end);
    return str_steal(&out);
}

bool import_is_error(const char *text)
{
    static const char *const errors[] = {"#N/A",  "#REF!",  "#VALUE!", "#DIV/0!",
                                         "#NAME?", "#NUM!", "#NULL!",  "#GETTING_DATA"};
    for (size_t i = 0; i < COUNT(errors); i++) {
        if (strcmp(text, errors[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* --- dates --- */

/* Numbers of digits with what stands between them, at most three. */
struct numbers {
    int value[3];
    size_t digits[3];
    int n;
};

static bool take_numbers(const char *text, struct numbers *out)
{
    *out = (struct numbers){.n = 0};
    for (const char *p = text; *p;) {
        size_t digits = strspn(p, "0123456789");
        if (digits) {
            if (out->n == 3 || digits > 8) {
                return false;
            }
            out->value[out->n] = (int)strtol(p, NULL, 10);
            out->digits[out->n++] = digits;
            p += digits;
            continue;
        }
        uint32_t cp = utf8_next(&p);
        if (cp == ' ' && strchr(p, ':')) {
            return out->n == 3; /* 2012/3/5 0:00:00 */
        }
        if (cp != '-' && cp != '/' && cp != '.' && cp != U'年' && cp != U'月' && cp != U'日') {
            return false;
        }
    }
    return out->n > 0;
}

bool import_date(const char *text, int64_t *date)
{
    struct numbers n;
    struct str s = STR_INIT;
    for (const char *p = text; *p;) {
        char bytes[5];
        str_addn(&s, bytes, (size_t)utf8_encode(utf8_narrow(utf8_next(&p)), bytes));
    }
    bool good = take_numbers(s.ptr, &n);
    str_release(&s);
    int64_t day = NONE;
    if (good && n.n == 1 && n.digits[0] == 8) {
        day = date_from_civil(n.value[0] / 10000, n.value[0] / 100 % 100, n.value[0] % 100);
    } else if (good && n.n == 3 && n.digits[0] == 4) {
        day = date_from_civil(n.value[0], n.value[1], n.value[2]);
    }
    if (day == NONE) {
        return false;
    }
    *date = day;
    return true;
}

bool import_month(const char *text, int64_t *month)
{
    int64_t day;
    struct numbers n;
    int year = 0;
    int in_year = 0;
    if (import_date(text, &day)) {
        *month = month_of(day);
        return true;
    }
    if (!take_numbers(text, &n)) {
        return false;
    }
    if (n.n == 1 && n.digits[0] == 6) {
        year = n.value[0] / 100;
        in_year = n.value[0] % 100;
    } else if (n.n == 2 && n.digits[0] == 4) {
        year = n.value[0];
        in_year = n.value[1];
    }
    if (year < 1900 || in_year < 1 || in_year > 12) {
        return false;
    }
    *month = (int64_t)year * 12 + in_year - 1;
    return true;
}

/* --- words of lists, remembered by column --- */

static bool read_bool(const char *text, int64_t *value)
{
    static const char *const yes[] = {"是", "有", "1", "y", "Y", "yes", "Yes", "YES",
                                      "true", "TRUE"};
    static const char *const no[] = {"否", "无", "不是", "没有", "0", "n", "N", "no", "No", "NO",
                                     "false", "FALSE"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (strcmp(text, yes[i]) == 0) {
            *value = 1;
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        if (strcmp(text, no[i]) == 0) {
            *value = 0;
            return true;
        }
    }
    return false;
}

/*
 * Digits mean different things in different systems (domain.md 9.3); only
 * those of the two national standards are taken.
 */
static const struct code *code_of(const struct code_list *list, const char *text)
{
    size_t n = strlen(text);
    if (strspn(text, "0123456789") == n) {
        char two[3] = {'0', text[0], '\0'};
        bool standard = list == &codes_sex || list == &codes_nation;
        const char *code = list->digits == 2 && n == 1 ? two : text;
        return standard ? codes_find(list, code) : NULL;
    }
    return codes_by_text(list, text);
}

/* " 02 05 " of words separated by ； ; 、 ， or ,; NULL if one is unknown. */
static char *codes_of(const struct code_list *list, const char *text)
{
    const struct code *whole = codes_by_text(list, text);
    if (whole) {
        return str_format(" %s ", whole->code);
    }
    static const char *const separators[] = {";", "；", "、", "，", ","};
    char *codes = xstrdup("");
    const char *from = text;
    for (const char *p = text; codes;) {
        size_t sep = 0;
        for (size_t i = 0; i < COUNT(separators) && !sep; i++) {
            size_t n = strlen(separators[i]);
            sep = strncmp(p, separators[i], n) == 0 ? n : 0;
        }
        if (!sep && *p) {
            (void)utf8_next(&p);
            continue;
        }
        char *word = xmemdupz(from, (size_t)(p - from));
        const struct code *c = word[strspn(word, " ")] ? codes_by_text(list, word) : NULL;
        char *more = c && !codes_has(codes, c->code) ? codes_toggle(list, codes, c->code)
                     : c || !word[strspn(word, " ")] ? xstrdup(codes)
                                                     : NULL;
        xfree(word);
        xfree(codes);
        codes = more;
        if (!*p) {
            break;
        }
        p += sep;
        from = p;
    }
    return codes;
}

/* A file may be Chinese while the interface is English, and the other way round. */
static char *read_codes(const struct field *f, const char *text)
{
    if (f->type == FIELD_CODES) {
        return codes_of(f->codes, text);
    }
    const struct code *c = code_of(f->codes, text);
    return c ? xstrdup(c->code) : NULL;
}

static char *read_codes_in_both(const struct field *f, const char *text)
{
    char *value = read_codes(f, text);
    if (!value) {
        const char *language = catalog_language();
        catalog_choose(strcmp(language, "en") == 0 ? "zh_CN" : "en");
        value = read_codes(f, text);
        catalog_choose(language);
    }
    return value;
}

static const struct import_word *look_up(struct import_words *words, const struct field *f,
                                         const char *text)
{
    for (size_t i = 0; i < words->n; i++) {
        if (strcmp(words->at[i].text, text) == 0) {
            return &words->at[i];
        }
    }
    struct import_word word = {.text = xstrdup(text), .value = read_codes_in_both(f, text)};
    if (!word.value) {
        word.msgid = strspn(text, "0123456789") == strlen(text)
                         ? N_("Digits mean different things in different systems; write the word")
                         : N_("This word is not in the list; it was not taken over");
    }
    words->at = mem_grow(words->at, words->n, &words->cap, sizeof *words->at);
    words->at[words->n] = word;
    return &words->at[words->n++];
}

static const char *set_code(struct import_words *words, void *base, const struct field *f,
                            const char *text)
{
    const struct import_word *word = look_up(words, f, text);
    if (word->value) {
        field_set_text(base, f, word->value);
    }
    return word->msgid;
}

/* --- one cell --- */

static bool is_name(const struct field *f)
{
    return strcmp(f->name, "name") == 0 || strcmp(f->name, "former_name") == 0;
}

/* "张 三" is 张三: a name of Han characters has no blanks (their separator is ·). */
static char *normal_name(const char *text)
{
    char *name = encode_normal_name(text);
    struct str bare = STR_INIT;
    bool han = true;
    for (const char *p = name; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (!is_blank(cp)) {
            str_addn(&bare, from, (size_t)(p - from));
            han = han && cp >= 0x3400;
        }
    }
    if (han) {
        xfree(name);
        return str_steal(&bare);
    }
    str_release(&bare);
    return name;
}

/* Numbers: no blanks inside, ASCII, capital letters. */
static char *normal_number(const char *text, bool is_phone)
{
    struct str s = STR_INIT;
    utf8_squeeze(&s, text, strlen(text));
    for (size_t i = 0; i < s.len && !is_phone; i++) {
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') {
            s.ptr[i] = (char)(s.ptr[i] - 'a' + 'A');
        }
    }
    return str_steal(&s);
}

static const char *set_text(void *base, const struct field *f, const char *text, bool *refuse)
{
    if ((f->flags & F_MASKED) && strchr(text, '*')) {
        return N_("This number is masked; the one we have stays");
    }
    char *value = is_name(f)                  ? normal_name(text)
                  : (f->flags & F_EXCEL)      ? normal_number(text, strcmp(f->name, "phone") == 0)
                                              : xstrdup(text);
    const char *why = NULL;
    if (f->max && utf8_count(value) > (size_t)f->max) {
        *refuse = is_name(f) || (f->flags & F_EXCEL);
        why = N_("The text is too long for this field");
    } else {
        field_set_text(base, f, value);
    }
    xwipe_str(value);
    return why;
}

static bool is_honest_empty(const char *text)
{
    for (size_t i = 0; i < COUNT(codes_missing); i++) {
        if (strcmp(text, tr(codes_missing[i].label)) == 0 ||
            strcmp(text, codes_missing[i].label) == 0) {
            return true;
        }
    }
    return false;
}

const char *import_set(struct import_words *words, void *base, const struct field *f,
                       const char *text, bool *refuse)
{
    int64_t value = NONE;
    *refuse = false;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_NOTE:
        return set_text(base, f, text, refuse);
    case FIELD_CODE:
    case FIELD_CODES:
        *refuse = f->codes == &codes_sex;
        return set_code(words, base, f, text);
    case FIELD_DATE:
        if (is_honest_empty(text)) {
            return NULL; /* said to be unknown is not a day; what we have stays */
        }
        *refuse = true;
        if (!import_date(text, &value)) {
            return N_("This is no date; write it like 2012-03-05");
        }
        break;
    case FIELD_MONTH:
        if (!import_month(text, &value)) {
            return N_("This is no month; write it like 2025-09");
        }
        break;
    case FIELD_BOOL:
        if (is_honest_empty(text)) {
            return NULL;
        }
        if (!read_bool(text, &value)) {
            return N_("Neither yes nor no; it was not taken over");
        }
        break;
    case FIELD_TIME:
    case FIELD_INT:
    case FIELD_PUPIL:
    case FIELD_STAFF:
    case FIELD_RECORD:
    case FIELD_PERSON:
    case FIELD_AUTO:
    case FIELD_TYPE_COUNT:
        BUG("%s: a roster has no such column", f->name);
    }
    field_set_int(base, f, value);
    return NULL;
}
