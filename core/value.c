// SPDX-License-Identifier: MIT
#include "core/value.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/width.h"

/* --- writing, one function a type --- */

typedef void format_fn(struct str *out, struct reg *reg, const void *base, const struct field *f,
                       enum value_style style);

static void format_text(struct str *out, struct reg *reg, const void *base, const struct field *f,
                        enum value_style style)
{
    (void)reg;
    (void)style;
    str_add(out, *field_text(base, f));
}

static void format_date(struct str *out, struct reg *reg, const void *base, const struct field *f,
                        enum value_style style)
{
    (void)reg;
    char text[DATE_TEXT];
    if (style == VALUE_SCREEN) {
        dateword_reading(out, *field_int(base, f), clock_today());
    } else {
        str_add(out, date_format(*field_int(base, f), text));
    }
}

static void format_month(struct str *out, struct reg *reg, const void *base, const struct field *f,
                         enum value_style style)
{
    (void)reg;
    (void)style;
    char text[DATE_TEXT];
    str_add(out, month_format(*field_int(base, f), text));
}

static void format_time(struct str *out, struct reg *reg, const void *base, const struct field *f,
                        enum value_style style)
{
    (void)reg;
    (void)style;
    char text[DATE_TEXT];
    str_add(out, time_format(*field_int(base, f), text));
}

static void format_int(struct str *out, struct reg *reg, const void *base, const struct field *f,
                       enum value_style style)
{
    (void)reg;
    (void)style;
    str_addf(out, "%lld", (long long)*field_int(base, f));
}

static void format_bool(struct str *out, struct reg *reg, const void *base, const struct field *f,
                        enum value_style style)
{
    (void)reg;
    bool yes = *field_int(base, f) != 0;
    switch (style) {
    case VALUE_SCREEN:
        str_addf(out, "%d  %s", yes ? 1 : 2, yes ? tr("yes") : tr("no"));
        break;
    case VALUE_WORDS:
        str_add(out, yes ? tr("yes") : tr("no"));
        break;
    case VALUE_CODES:
        str_addc(out, yes ? '1' : '0');
        break;
    case VALUE_TYPED:
        str_addc(out, yes ? '1' : '2');
        break;
    }
}

static const char *code_label(const struct field *f, const char *code)
{
    const struct code *c = codes_find(f->codes, code);
    return c ? tr(c->label) : code;
}

static void format_code(struct str *out, struct reg *reg, const void *base, const struct field *f,
                        enum value_style style)
{
    (void)reg;
    const char *code = *field_text(base, f);
    if (style == VALUE_SCREEN) {
        str_addf(out, "%s  %s", code, code_label(f, code));
    } else {
        str_add(out, style == VALUE_WORDS ? code_label(f, code) : code);
    }
}

static void format_codes(struct str *out, struct reg *reg, const void *base, const struct field *f,
                         enum value_style style)
{
    (void)reg;
    const char *codes = *field_text(base, f);
    size_t n = strlen(codes);
    if (style == VALUE_CODES || style == VALUE_TYPED) {
        str_addn(out, codes + 1, n - 2);
        return;
    }
    if (style == VALUE_SCREEN) {
        str_addn(out, codes + 1, n - 2);
        str_add(out, "  ");
    }
    bool first = true;
    for (const char *p = codes + 1; *p;) {
        size_t len = strcspn(p, " ");
        char *code = xmemdupz(p, len);
        str_add(out, first ? "" : tr("; "));
        str_add(out, code_label(f, code));
        xfree(code);
        first = false;
        p += len + (p[len] == ' ');
    }
}

static void format_person_id(struct str *out, struct reg *reg, const void *base,
                             const struct field *f, enum value_style style)
{
    int64_t id = *field_int(base, f);
    if (style == VALUE_CODES) {
        str_addf(out, "%lld", (long long)id);
    } else if (style == VALUE_TYPED) {
        str_addf(out, "@%lld", (long long)id);
    } else {
        str_add(out, roster_name(reg->roster, id));
    }
    const struct pupil_card *p = style == VALUE_SCREEN ? roster_pupil(reg->roster, id) : NULL;
    if (p) {
        str_addc(out, ' ');
        roster_class_label(out, reg->roster, p->class_id, clock_today());
    }
}

static void format_record(struct str *out, struct reg *reg, const void *base, const struct field *f,
                          enum value_style style)
{
    int64_t id = *field_int(base, f);
    bool is_class = f->of && strcmp(f->of, "class") == 0;
    bool in_words = style == VALUE_SCREEN || style == VALUE_WORDS;
    struct record *rec;
    if (is_class && in_words) {
        roster_class_label(out, reg->roster, id, clock_today());
    } else if (in_words && store_load(reg, id, &rec) == ERR_OK) {
        char day[DATE_TEXT];
        str_addf(out, "%s %s", date_format(rec->day, day) + 5, tr(rec->kind->label));
        record_free(rec);
    } else {
        str_addf(out, style == VALUE_TYPED ? "@%lld" : "%lld", (long long)id);
    }
}

static void format_person(struct str *out, struct reg *reg, const void *base, const struct field *f,
                          enum value_style style)
{
    const char *person = *field_text(base, f);
    if (style == VALUE_CODES || style == VALUE_TYPED) {
        str_add(out, person);
    } else {
        roster_person_words(out, reg, person);
    }
}

/* --- reading, one function a type; `typed` is not empty --- */

typedef bool parse_fn(struct reg *reg, void *base, const struct field *f, const char *typed,
                      struct str *why);

static bool parse_text(struct reg *reg, void *base, const struct field *f, const char *typed,
                       struct str *why)
{
    (void)reg;
    size_t chars = utf8_count(typed);
    if (f->max && chars > (size_t)f->max) {
        str_addf(why, tr("this is %d characters too long"), (int)chars - f->max);
        return false;
    }
    for (const char *s = typed; *s;) {
        uint32_t cp = utf8_next(&s);
        if (!width_is_text(cp) || (cp == '\n' && f->type == FIELD_TEXT)) {
            str_addf(why, tr("the character U+%04X cannot be stored"), (unsigned)cp);
            return false;
        }
    }
    field_set_text(base, f, typed);
    return true;
}

static bool parse_date(struct reg *reg, void *base, const struct field *f, const char *typed,
                       struct str *why)
{
    (void)reg;
    int64_t date;
    if (!dateword_date(typed, clock_today(), (f->flags & F_AHEAD) != 0, &date, why)) {
        return false;
    }
    field_set_int(base, f, date);
    return true;
}

static bool parse_month(struct reg *reg, void *base, const struct field *f, const char *typed,
                        struct str *why)
{
    (void)reg;
    int64_t month;
    if (!dateword_month(typed, clock_today(), &month, why)) {
        return false;
    }
    field_set_int(base, f, month);
    return true;
}

static bool parse_time(struct reg *reg, void *base, const struct field *f, const char *typed,
                       struct str *why)
{
    (void)reg;
    int64_t minute;
    if (!dateword_time(typed, clock_minute(clock_now()), &minute, why)) {
        return false;
    }
    field_set_int(base, f, minute);
    return true;
}

/* `typed` without spaces and in ASCII, the caller frees it. */
static char *squeezed(const char *typed)
{
    struct str s = STR_INIT;
    utf8_squeeze(&s, typed, strlen(typed));
    return str_steal(&s);
}

static bool parse_int(struct reg *reg, void *base, const struct field *f, const char *typed,
                      struct str *why)
{
    (void)reg;
    char *s = squeezed(typed);
    char *end;
    long long value = strtoll(s, &end, 10);
    bool good = end != s && !*end && value >= 0 && value <= (f->max ? f->max : 1000000000);
    xfree(s);
    if (!good) {
        if (f->max) {
            str_addf(why, tr("a number from 0 to %d is wanted here"), f->max);
        } else {
            str_add(why, tr("a number is wanted here"));
        }
        return false;
    }
    field_set_int(base, f, value);
    return true;
}

static bool parse_bool(struct reg *reg, void *base, const struct field *f, const char *typed,
                       struct str *why)
{
    (void)reg;
    static const struct {
        const char *word;
        int value;
    } words[] = {{"1", 1}, {"2", 0}, {"0", 0}, {"是", 1}, {"否", 0},
                 {"有", 1}, {"无", 0}, {"yes", 1}, {"no", 0}};
    char *s = squeezed(typed);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(s, words[i].word) == 0) {
            xfree(s);
            field_set_int(base, f, words[i].value);
            return true;
        }
    }
    xfree(s);
    str_add(why, tr("1 is yes, 2 is no"));
    return false;
}

static bool parse_code(struct reg *reg, void *base, const struct field *f, const char *typed,
                       struct str *why)
{
    (void)reg;
    char *s = squeezed(typed);
    const struct code *c = codes_find(f->codes, s);
    if (!c) {
        c = codes_by_text(f->codes, typed);
    }
    if (!c) {
        str_addf(why, tr("%s is not in the list; F4 shows it"), s);
    } else {
        field_set_text(base, f, c->code);
    }
    xfree(s);
    return c != NULL;
}

static bool parse_codes(struct reg *reg, void *base, const struct field *f, const char *typed,
                        struct str *why)
{
    (void)reg;
    char *codes = xmemdupz("", 0);
    bool good = true;
    for (const char *p = typed; *p && good;) {
        size_t n = strcspn(p, " ");
        char *code = xmemdupz(p, n);
        if (n && !codes_find(f->codes, code)) {
            str_addf(why, tr("%s is not in the list; F4 shows it"), code);
            good = false;
        } else if (n && !codes_has(codes, code)) {
            char *more = codes_toggle(f->codes, codes, code);
            xfree(codes);
            codes = more;
        }
        xfree(code);
        p += n + (p[n] == ' ');
    }
    if (good) {
        field_set_text(base, f, codes);
    }
    xfree(codes);
    return good;
}

static bool parse_reference(struct reg *reg, void *base, const struct field *f, const char *typed,
                            struct str *why)
{
    (void)reg;
    char *end;
    long long id = typed[0] == '@' ? strtoll(typed + 1, &end, 10) : 0;
    if (id <= 0 || *end) {
        str_add(why, f->type == FIELD_PUPIL ? tr("choose the pupil from the list")
                                            : tr("choose from the list"));
        return false;
    }
    field_set_int(base, f, id);
    return true;
}

static bool parse_person(struct reg *reg, void *base, const struct field *f, const char *typed,
                         struct str *why)
{
    (void)reg;
    (void)why;
    /* Canonical already, or words of a person who is in no list. */
    bool canonical = strchr("SPG", typed[0]) && typed[1] >= '1' && typed[1] <= '9';
    if (canonical || typed[0] == 'T') {
        field_set_text(base, f, typed);
    } else {
        char *words = str_format("T%s", typed);
        field_set_text(base, f, words);
        xfree(words);
    }
    return true;
}

static bool parse_nothing(struct reg *reg, void *base, const struct field *f, const char *typed,
                          struct str *why)
{
    (void)reg;
    (void)why;
    field_set_text(base, f, typed); /* AUTO: kept as it is */
    return true;
}

static const struct {
    format_fn *format;
    parse_fn *parse;
} type_ops[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = {format_text, parse_text},
    [FIELD_NOTE] = {format_text, parse_text},
    [FIELD_DATE] = {format_date, parse_date},
    [FIELD_MONTH] = {format_month, parse_month},
    [FIELD_TIME] = {format_time, parse_time},
    [FIELD_INT] = {format_int, parse_int},
    [FIELD_BOOL] = {format_bool, parse_bool},
    [FIELD_CODE] = {format_code, parse_code},
    [FIELD_CODES] = {format_codes, parse_codes},
    [FIELD_PUPIL] = {format_person_id, parse_reference},
    [FIELD_STAFF] = {format_person_id, parse_reference},
    [FIELD_RECORD] = {format_record, parse_reference},
    [FIELD_PERSON] = {format_person, parse_person},
    [FIELD_AUTO] = {format_text, parse_nothing},
};

void value_format(struct str *out, struct reg *reg, const void *base, const struct field *f,
                  enum value_style style)
{
    if (!field_is_empty(base, f)) {
        type_ops[f->type].format(out, reg, base, f, style);
    }
}

bool value_parse(struct reg *reg, void *base, const struct field *f, const char *typed,
                 struct str *why)
{
    if (!typed[0]) {
        field_clear(base, f);
        return true;
    }
    return type_ops[f->type].parse(reg, base, f, typed, why);
}

bool value_first(struct reg *reg, void *base, const struct field *f)
{
    if (!f->first) {
        return false;
    }
    if (strcmp(f->first, "today") == 0) {
        field_set_int(base, f, clock_today());
    } else if (strcmp(f->first, "now") == 0) {
        field_set_int(base, f, clock_minute(clock_now()));
    } else if (strcmp(f->first, "me") == 0) {
        field_set_int(base, f, reg->me);
    } else {
        struct str why = STR_INIT;
        bool good = value_parse(reg, base, f, f->first, &why);
        BUG_ON(!good);
        str_release(&why);
    }
    return !field_is_empty(base, f);
}

enum missing value_missing(const struct field *f, const char *typed)
{
    bool coded = f->type == FIELD_CODE || f->type == FIELD_CODES;
    if (coded || !f->may_be_missing || strlen(typed) != 2 || typed[0] != '9' || typed[1] < '0' ||
        typed[1] > '2') {
        return MISSING_NONE;
    }
    return (enum missing)(MISSING_UNASKED + typed[1] - '0');
}

const char *value_missing_word(enum missing missing)
{
    return missing == MISSING_NONE ? "" : tr(codes_missing[missing - MISSING_UNASKED].label);
}

bool value_is_full(const struct field *f, const char *typed)
{
    size_t n = strlen(typed);
    if (n != strspn(typed, "0123456789")) {
        return false;
    }
    switch (f->type) {
    case FIELD_CODE:
        return n == (size_t)f->codes->digits || n == 2;
    case FIELD_BOOL:
        return n == 1;
    case FIELD_DATE:
        /* 0305 is full, but 2026 may go on to 20260305 or 2026-03-05. */
        return n == 8 || (n == 4 && strcmp(typed, "1232") < 0 && strcmp(typed, "0101") >= 0);
    case FIELD_TIME:
        return n == 4 || (n == 3 && typed[0] >= '3');
    case FIELD_MONTH:
        return n == 6;
    case FIELD_TEXT:
    case FIELD_NOTE:
    case FIELD_INT:
    case FIELD_CODES:
    case FIELD_PUPIL:
    case FIELD_STAFF:
    case FIELD_RECORD:
    case FIELD_PERSON:
    case FIELD_AUTO:
    case FIELD_TYPE_COUNT:
        break;
    }
    return false;
}

void value_line(struct str *out, struct reg *reg, const struct record *rec)
{
    bool any = false;
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        if (!(f->flags & F_LINE) || field_is_empty(rec, f)) {
            continue;
        }
        struct str one = STR_INIT;
        value_format(&one, reg, rec, f, VALUE_WORDS);
        str_add(out, any ? tr("; ") : "");
        str_addn(out, one.ptr, strcspn(one.ptr, "\n"));
        str_wipe(&one);
        any = true;
    }
}

void value_mask(struct str *out, const char *text)
{
    /* Telephone: three before, four behind; longer numbers: six and four. */
    size_t n = utf8_count(text);
    size_t before = n >= 15 ? 6 : n >= 7 ? 3 : 1;
    size_t behind = n >= 7 ? 4 : 1;
    size_t at = 0;
    for (const char *s = text; *s; at++) {
        const char *from = s;
        utf8_next(&s);
        if (at < before || at + behind >= n) {
            str_addn(out, from, (size_t)(s - from));
        } else {
            str_addc(out, '*');
        }
    }
}
